import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs the test classes named by the arguments. The last line says how many tests passed, or what the first failed at, with
 * the word that stands on standard input and that no code which is tested has seen.
 */
final class JUnitSuite {
    public static void main(String[] names) throws IOException {
        String word = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).trim();
        PrintStream output = System.out;
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : names) {
            request.selectors(DiscoverySelectors.selectClass(name));
        }
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request.build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTotalFailureCount() == 0) {
            output.println("\nsuite " + word + " passed " + summary.getTestsSucceededCount());
        } else {
            TestExecutionSummary.Failure first = summary.getFailures().get(0);
            String said = String.valueOf(first.getException()).trim().replaceAll("\\s+", " ");
            output.println("\nsuite " + word + " failed " + first.getTestIdentifier().getDisplayName() + ": " + said);
        }
        output.flush();
        Runtime.getRuntime().halt(0);
    }
}
