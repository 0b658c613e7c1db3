import java.util.*;
static Optional<Double> firstOf(Map<String, List<Double>> lists, String key) {
    return lists.getOrDefault(key, List.of()).stream().findFirst();
}
