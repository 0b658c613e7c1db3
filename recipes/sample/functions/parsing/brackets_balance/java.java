import java.util.ArrayDeque;
import java.util.Deque;

static boolean bracketsBalance(String text) {
    String opening = "([{";
    String closing = ")]}";
    Deque<Character> expected = new ArrayDeque<>();
    for (char character : text.toCharArray()) {
        int kind = opening.indexOf(character);
        if (kind >= 0) {
            expected.push(closing.charAt(kind));
        } else if (closing.indexOf(character) >= 0) {
            if (expected.isEmpty() || expected.pop() != character) {
                return false;
            }
        }
    }
    return expected.isEmpty();
}
