import java.io.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)));
        int n = Integer.parseInt(in.readLine().trim());
        Checker checker = new Checker();
        for (int i = 0; i < n; i++) {
            String text = in.readLine();
            out.println(checker.isBalanced(text == null ? "" : text.trim()) ? "YES" : "NO");
        }
        out.flush();
    }
}

class Checker {
    boolean isBalanced(String text) {
        Deque<Character> opened = new ArrayDeque<>();
        for (char character : text.toCharArray()) {
            int kind = ")]}".indexOf(character);
            if (kind < 0) {
                opened.push(character);
            } else if (opened.isEmpty() || opened.pop() != "([{".charAt(kind)) {
                return false;
            }
        }
        return opened.isEmpty();
    }
}
