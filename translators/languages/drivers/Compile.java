import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the programs of programs.txt with javac, in one process. First all together; then each alone in which javac
 * found an error, so that no program is refused because of another. Prints one JSON line for each when it is judged.
 *
 * <p>Each line of programs.txt names the folder of a program and its files there, with tabs between them. The classes of
 * a program go to its folder `classes`. A file that several programs have, with the same name and text, is compiled once.
 * The arguments are options of javac.
 */
class Compile {
    record Problem(long line, String text) {}

    record Program(String folder, List<Source> sources) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return folder.hashCode();
        }
    }

    static final class Source extends SimpleJavaFileObject {
        final String path;
        final String text;
        final List<Program> owners = new ArrayList<>();

        Source(String path) throws IOException {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.path = path;
            text = Files.readString(Path.of(path));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    interface Compiler {
        /** The errors of each wrong program; null if the compiler failed and named none. */
        Map<Program, List<Problem>> compile(List<Program> programs);
    }

    public static void main(String[] options) throws Exception {
        judgeAll(new Javac(options), List.of(options).contains("-XDcompilePolicy=check"), false);
    }

    /**
     * goesOn: whether the compiler judges all programs, also if one has an error. isSure: whether its errors are believed
     * without compiling their programs alone.
     */
    static void judgeAll(Compiler compiler, boolean goesOn, boolean isSure) throws Exception {
        List<Program> programs = readPrograms();
        Thread thread = new Thread(null, () -> judge(compiler, programs, goesOn, isSure), "compiler", 64L << 20);
        thread.start();
        thread.join();
        System.exit(0);
    }

    private static void judge(Compiler compiler, List<Program> programs, boolean goesOn, boolean isSure) {
        List<Program> left = new ArrayList<>(programs);
        Map<Program, List<Problem>> refused = new LinkedHashMap<>();
        boolean isJudged = false;
        while (left.size() > 1 && !isJudged) {
            Map<Program, List<Problem>> found = compiler.compile(left);
            if (found == null) {
                left.clear();
            } else {
                left.removeAll(found.keySet());
                refused.putAll(found);
            }
            isJudged = found != null && (found.isEmpty() || goesOn);
        }
        if (!isJudged) {
            left.clear();
        }
        left.forEach(program -> report(program, List.of()));
        for (Program program : programs) {
            if (isSure && refused.containsKey(program)) {
                report(program, refused.get(program));
            } else if (!left.contains(program)) {
                Map<Program, List<Problem>> found = compiler.compile(List.of(program));
                if (found != null) {
                    report(program, found.getOrDefault(program, List.of()));
                }
            }
        }
    }

    private static List<Program> readPrograms() throws IOException {
        List<Program> programs = new ArrayList<>();
        Map<List<String>, Source> known = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("programs.txt"))) {
            String[] names = line.split("\t");
            Program program = new Program(names[0], new ArrayList<>());
            for (int at = 1; at < names.length; at++) {
                Source source = new Source(names[0] + "/" + names[at]);
                Source first = known.putIfAbsent(List.of(names[at], source.text), source);
                program.sources().add(first == null ? source : first);
                program.sources().get(at - 1).owners.add(program);
            }
            programs.add(program);
        }
        return programs;
    }

    private static void report(Program program, List<Problem> problems) {
        StringJoiner line = new StringJoiner(",", "{\"file\":" + quote(program.folder()) + ",\"errors\":[", "]}");
        for (Problem problem : problems) {
            line.add("{\"line\":" + problem.line() + ",\"text\":" + quote(problem.text()) + "}");
        }
        System.out.println(line);
        System.out.flush();
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean isPlain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
            quoted.append(isPlain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append('"').toString();
    }

    private static final class Javac implements Compiler {
        private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        private final List<String> options;
        private final JavaFileManager files =
                new OwnFolders(compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8));

        Javac(String[] options) {
            this.options = List.of(options);
        }

        @Override
        public Map<Program, List<Problem>> compile(List<Program> programs) {
            DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
            List<Source> sources = programs.stream().flatMap(program -> program.sources().stream()).distinct().toList();
            boolean isRight;
            try {
                isRight = compiler.getTask(new StringWriter(), files, collector, options, null, sources).call();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError problem) {
                return null;
            }
            Map<Program, List<Problem>> found = new LinkedHashMap<>();
            for (Diagnostic<? extends JavaFileObject> diagnostic : collector.getDiagnostics()) {
                if (diagnostic.getKind() == Diagnostic.Kind.ERROR && diagnostic.getSource() instanceof Source source) {
                    Problem problem = new Problem(diagnostic.getLineNumber(), diagnostic.getMessage(Locale.ROOT));
                    for (Program owner : source.owners) {
                        found.computeIfAbsent(owner, key -> new ArrayList<>()).add(problem);
                    }
                }
            }
            return isRight || !found.isEmpty() ? found : null;
        }
    }

    /** Puts each class into the folder of its program. */
    private static final class OwnFolders extends ForwardingJavaFileManager<JavaFileManager> {
        OwnFolders(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject from) throws IOException {
            List<Path> paths = new ArrayList<>();
            for (Program owner : ((Source) from).owners) {
                paths.add(Path.of(owner.folder(), "classes", name.replace('.', '/') + ".class"));
            }
            return new SimpleJavaFileObject(paths.get(0).toUri(), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() throws IOException {
                            for (Path path : paths) {
                                Files.createDirectories(path.getParent());
                                Files.write(path, toByteArray());
                            }
                        }
                    };
                }
            };
        }
    }
}
