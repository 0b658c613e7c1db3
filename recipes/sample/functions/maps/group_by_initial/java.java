import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

public static Map<String, List<String>> groupByInitial(List<String> words) {
    Map<String, List<String>> groups = new TreeMap<>();
    for (String word : words) {
        if (!word.isEmpty()) {
            String initial = word.substring(0, 1).toLowerCase();
            groups.computeIfAbsent(initial, key -> new ArrayList<>()).add(word);
        }
    }
    return groups;
}
