import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.nio.file.Path;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageLocation;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity;
import org.jetbrains.kotlin.cli.common.messages.MessageCollector;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.jetbrains.kotlin.config.Services;

/**
 * As Compile, with kotlinc. Its files share nothing but the names of packages, and a program takes a third of a second, so
 * errors are believed at once. The argument is the folder of the compiler.
 */
class CompileKotlin {
    public static void main(String[] options) throws Exception {
        Compile.judgeAll(programs -> compile(programs, options[0]), false, true);
    }

    private static Map<Compile.Program, List<Compile.Problem>> compile(List<Compile.Program> programs, String home) {
        Map<String, Compile.Program> owners = new HashMap<>();
        for (Compile.Program program : programs) {
            program.sources().forEach(source -> owners.put(Path.of(source.path).toAbsolutePath().toString(), program));
        }
        Map<Compile.Program, List<Compile.Problem>> found = new LinkedHashMap<>();
        MessageCollector collector = new MessageCollector() {
            @Override
            public void clear() {}

            @Override
            public boolean hasErrors() {
                return !found.isEmpty();
            }

            @Override
            public void report(CompilerMessageSeverity severity, String text, CompilerMessageLocation location) {
                Compile.Program owner = location == null ? null : owners.get(location.getPath());
                if (severity.isError() && owner != null) {
                    found.computeIfAbsent(owner, key -> new ArrayList<>())
                            .add(new Compile.Problem(location.getLine(), text));
                }
            }
        };
        K2JVMCompilerArguments arguments = new K2JVMCompilerArguments();
        arguments.setFreeArgs(new ArrayList<>(owners.keySet()));
        arguments.setDestination("classes");
        arguments.setJvmTarget("1.8");
        arguments.setSuppressWarnings(true);
        arguments.setKotlinHome(home);
        ExitCode code = new K2JVMCompiler().exec(collector, Services.EMPTY, arguments);
        return code == ExitCode.OK || !found.isEmpty() ? found : null;
    }
}
