import java.util.ArrayList;
import java.util.List;

public static List<String> wrapWords(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String word : text.split("\\s+")) {
        if (word.isEmpty()) {
            continue;
        }
        if (current.length() > 0 && current.length() + 1 + word.length() > width) {
            lines.add(current.toString());
            current.setLength(0);
        }
        if (current.length() > 0) {
            current.append(' ');
        }
        current.append(word);
    }
    if (current.length() > 0) {
        lines.add(current.toString());
    }
    return lines;
}
