import java.util.HashMap;
import java.util.List;
import java.util.Map;

public static String mostCommonWord(List<String> words) {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : words) {
        counts.merge(word, 1, Integer::sum);
    }
    String best = "";
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
        int count = entry.getValue();
        int leader = counts.getOrDefault(best, 0);
        if (count > leader || (count == leader && entry.getKey().compareTo(best) < 0)) {
            best = entry.getKey();
        }
    }
    return best;
}
