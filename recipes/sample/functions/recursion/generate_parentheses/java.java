import java.util.ArrayList;
import java.util.List;

static List<String> generateParentheses(int pairs) {
    List<String> arrangements = new ArrayList<>();
    extend("", pairs, 0, arrangements);
    return arrangements;
}

private static void extend(String prefix, int toOpen, int toClose, List<String> arrangements) {
    if (toOpen == 0 && toClose == 0) {
        arrangements.add(prefix);
        return;
    }
    if (toOpen > 0) {
        extend(prefix + "(", toOpen - 1, toClose + 1, arrangements);
    }
    if (toClose > 0) {
        extend(prefix + ")", toOpen, toClose - 1, arrangements);
    }
}
