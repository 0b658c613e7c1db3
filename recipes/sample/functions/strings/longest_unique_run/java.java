import java.util.HashMap;
import java.util.Map;

static String longestUniqueRun(String text) {
    Map<Character, Integer> lastSeen = new HashMap<>();
    int start = 0;
    String best = "";
    for (int index = 0; index < text.length(); index++) {
        Integer previous = lastSeen.put(text.charAt(index), index);
        if (previous != null && previous >= start) {
            start = previous + 1;
        }
        if (index - start + 1 > best.length()) {
            best = text.substring(start, index + 1);
        }
    }
    return best;
}
