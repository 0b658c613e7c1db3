import java.util.List;

static String longestCommonPrefix(List<String> words) {
    if (words.isEmpty()) {
        return "";
    }
    String prefix = words.get(0);
    for (String word : words) {
        while (!word.startsWith(prefix)) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
    }
    return prefix;
}
