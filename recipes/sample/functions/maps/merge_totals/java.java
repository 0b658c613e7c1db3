import java.util.HashMap;
import java.util.Map;

public static Map<String, Integer> mergeTotals(Map<String, Integer> first, Map<String, Integer> second) {
    Map<String, Integer> merged = new HashMap<>(first);
    second.forEach((name, amount) -> merged.merge(name, amount, Integer::sum));
    merged.values().removeIf(total -> total == 0);
    return merged;
}
