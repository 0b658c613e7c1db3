import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

static Optional<Integer> evaluatePostfix(String expression) {
    Deque<Integer> stack = new ArrayDeque<>();
    for (String part : expression.split(" ", -1)) {
        if (part.matches("-?\\d+")) {
            stack.push(Integer.valueOf(part));
        } else if (part.matches("[+*-]") && stack.size() >= 2) {
            int right = stack.pop();
            int left = stack.pop();
            stack.push(switch (part) {
                case "+" -> left + right;
                case "-" -> left - right;
                default -> left * right;
            });
        } else {
            return Optional.empty();
        }
    }
    return stack.size() == 1 ? Optional.of(stack.pop()) : Optional.empty();
}
