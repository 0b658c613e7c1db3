import java.util.HashMap;
import java.util.Map;

static boolean areAnagrams(String first, String second) {
    Map<Character, Integer> counts = new HashMap<>();
    for (char character : first.toLowerCase().replace(" ", "").toCharArray()) {
        counts.merge(character, 1, Integer::sum);
    }
    for (char character : second.toLowerCase().replace(" ", "").toCharArray()) {
        counts.merge(character, -1, Integer::sum);
    }
    return counts.values().stream().allMatch(count -> count == 0);
}
