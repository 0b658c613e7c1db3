import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * Runs the `main` of the class named by the first argument, which throws if a test fails. The last line says how it went,
 * with the word that stands on standard input and that no code which is tested has seen.
 */
final class MainSuite {
    public static void main(String[] names) throws Exception {
        String word = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).trim();
        PrintStream output = System.out;
        Method tests = Class.forName(names[0]).getDeclaredMethod("main", String[].class);
        tests.setAccessible(true);
        try {
            tests.invoke(null, (Object) new String[0]);
            output.println("\nsuite " + word + " passed 1");
        } catch (InvocationTargetException problem) {
            output.println("\nsuite " + word + " failed " + String.valueOf(problem.getCause()).replaceAll("\\s+", " "));
        }
        output.flush();
        Runtime.getRuntime().halt(0);
    }
}
