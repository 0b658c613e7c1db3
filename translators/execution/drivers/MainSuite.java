import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Runs the `main` of the class named by the first argument, which throws if a test fails; the last line says how it went. */
final class MainSuite {
    public static void main(String[] names) throws ReflectiveOperationException {
        Method tests = Class.forName(names[0]).getDeclaredMethod("main", String[].class);
        tests.setAccessible(true);
        try {
            tests.invoke(null, (Object) new String[0]);
            System.out.println("\nsuite passed 1");
        } catch (InvocationTargetException problem) {
            System.out.println("\nsuite failed " + String.valueOf(problem.getCause()).replaceAll("\\s+", " "));
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
