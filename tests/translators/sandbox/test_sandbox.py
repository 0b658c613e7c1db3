"""Hostile programs: each does its worst, and the machine, its files and the test that started it are none the worse."""
# ruff: noqa: E501 - a hostile program is read best as one piece

import os
import shutil
import threading
import time
from pathlib import Path

import psutil
import pytest

from pairloom.schemas import LANGUAGES
from pairloom.translators.languages import get_language, go, jvm, kotlin, typescript
from pairloom.translators.languages.programs import driver
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import WORK, Finished, Limits, SandboxUnavailable
from pairloom.translators.sandbox.toolchains import run_tool

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

INTERPRETERS = {"python": ("python3",), "javascript": ("node",), "ruby": ("ruby",), "php": ("php", "-n")}
COMPILERS = {"c": ("gcc", "-xc"), "cpp": ("g++", "-xc++")}
SHORT = Limits(cpu_seconds=1, seconds=20, memory_bytes=300 << 20, processes=40, output_bytes=1 << 16)


def run(language: str, program: str, folder: Path, limits: Limits = SHORT) -> Finished:
    """Runs `program` as a file in `folder`."""
    if language in BUILT:
        return built_and_run(language, program, folder, limits)
    command = {**INTERPRETERS, **COMPILERS, "java": ("java",)}[language]
    if shutil.which(command[0]) is None or not shutil.which(command[0], path="/usr/bin"):
        pytest.skip(f"{command[0]} is not installed in /usr/bin")
    if language == "java":
        (folder / "Hostile.java").write_text(
            f"class Hostile {{ public static void main(String[] a) throws Exception {{ {program} }} }}"
        )
        java = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "Hostile.java")
        readable = get_language("java").tool("java").readable
        return sandbox.run(java, folder, limits=roomy(limits), readable=readable)
    if language in COMPILERS:
        (folder / "hostile").write_text(program)
        built = sandbox.run((*command, "hostile", "-o", "program"), folder, writable=True)
        assert built.status == 0, built.stderr
        return sandbox.run(("./program",), folder, limits=limits)
    (folder / "hostile").write_text(("<?php\n" if language == "php" else "") + program)
    return sandbox.run((*command, "hostile"), folder, limits=limits)


GO = 'package main; import ("fmt"; "net"; "os"; "os/exec"; "strings"; "syscall")\nvar _, _, _, _, _, _ = fmt.Println, net.Dial, os.Args, exec.Command, strings.Repeat, syscall.Kill; func main() {{ {} }}'
RUST = '#![allow(warnings)] use std::{{fs, io::Write, net::TcpStream, process::Command}}; extern "C" {{ fn kill(p: i32, s: i32) -> i32; fn getppid() -> i32; }}\nfn main() {{ {} }}'


CSHARP = """using System; using System.Collections; using System.Collections.Generic; using System.Diagnostics; using System.IO;
using System.Net.Sockets; using System.Runtime.InteropServices;
class Hostile {{ [DllImport("libc")] static extern int kill(int p, int s); [DllImport("libc")] static extern int getppid();
[DllImport("libc")] static extern int symlink(string a, string b); [DllImport("libc")] static extern int unlink(string a);
static void Main() {{ {} }} }}"""
KOTLIN = "import java.io.*\nimport java.nio.file.*\nfun main() {{ {} }}"
BUILT = {
    "go": ("go", GO, ("build", "-o", "program", "hostile.go"), ("./program",)),
    "rust": ("rustc", RUST, ("-o", "program", "hostile.rs"), ("./program",)),
    "typescript": ("node", "{}", ("transpile.js", typescript.TypeScript().library), ("node", "hostile.js")),
    "csharp": ("mcs", CSHARP, ("-out:program.exe", "hostile.cs"), ("mono", "program.exe")),
    "kotlin": (
        "kotlinc",
        KOTLIN,
        ("-J-Xmx1g", "-nowarn", "-jvm-target", "1.8", "-d", "classes", "hostile.kt"),
        ("java", *jvm.JAVA[2:], f"classes:{kotlin.Kotlin().library}", "HostileKt"),
    ),
}
"""Language -> compiler, what the program is the body of, the compiler's arguments, what runs it."""


def built_and_run(language: str, program: str, folder: Path, limits: Limits) -> Finished:
    """The body of a main function, compiled as the execution gate compiles."""
    name, frame, arguments, command = BUILT[language]
    target = get_language(language)
    if reason := target.not_runnable():
        pytest.skip(reason)
    (folder / f"hostile{LANGUAGES[language].endings[0]}").write_text(frame.format(program))
    if language == "go":
        go.Go().lay_out_cache(folder)
    if language == "typescript":
        (folder / "transpile.js").write_text(driver("transpile.js"))
        (folder / "files.json").write_text('["hostile.ts"]')
    readable = target.tool("tsc").readable if language == "typescript" else ()
    built = run_tool(target.tool(name), arguments, folder, readable=readable)
    assert built.status == 0, built.stderr
    started = target.tool(command[0])
    limits = roomy(limits) if language == "kotlin" else limits
    return sandbox.run((started.path, *command[1:]), folder, limits=limits, readable=started.readable)


def roomy(limits: Limits) -> Limits:
    """What the virtual machine of Java needs to start at all."""
    return Limits(**{**vars(limits), "cpu_seconds": 8, "memory_bytes": 1 << 30})


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> int:
    """The user of all programs of a test."""
    if os.getuid() != 0:
        pytest.skip("only root's sandboxes have a user of their own to look for")
    user = sandbox._new_user()
    monkeypatch.setattr(sandbox, "_new_user", lambda: user)
    return user


def survivors(user: int) -> list[int]:
    """Processes that the sandboxes of a user left behind; the kernel may need a moment to clear a namespace."""
    for _ in range(20):
        left = [p.pid for p in psutil.process_iter(["uids"]) if p.info["uids"] and p.info["uids"].real == user]
        if not left:
            break
        time.sleep(0.1)
    return left


def cases(programs: dict[str, str], *slow: str) -> list:
    """One test per language, those named and those that are compiled marked slow. C's programs are C++, too, and
    JavaScript's TypeScript."""
    both = {**programs, "cpp": programs["c"], "typescript": programs["javascript"]}
    return [
        pytest.param(
            language,
            program,
            id=language,
            marks=pytest.mark.slow if language in (*slow, *BUILT, "java", "cpp") else (),
        )
        for language, program in both.items()
    ]


C = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n#include <sys/types.h>\n#include <signal.h>\n"


def test_a_program_sees_its_files_and_what_it_prints_comes_back(tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("good day")
    done = sandbox.run(("sh", "-c", "cat hello.txt; pwd; echo oh >&2; exit 3"), tmp_path)
    assert done == Finished(3, f"good day{WORK}\n", "oh\n")


ENDLESS = {
    "python": "while True: pass",
    "javascript": "while (true) {}",
    "ruby": "loop {}",
    "php": "while (true) {}",
    "c": "int main(void) { for (;;) ; }",
    "java": "while (true) {}",
    "go": "for {}",
    "rust": "loop {}",
    "csharp": "while (true) {}",
    "kotlin": "while (true) {}",
}


@pytest.mark.parametrize(("language", "program"), cases(ENDLESS, *ENDLESS))
def test_endless_work_is_stopped(language: str, program: str, tmp_path: Path) -> None:
    assert run(language, program, tmp_path).stopped == "time"


def test_waiting_is_stopped_by_the_clock(tmp_path: Path) -> None:
    done = sandbox.run(("sleep", "1000"), tmp_path, limits=Limits(seconds=0.5))
    assert done.stopped == "time"


def test_closing_its_output_does_not_free_a_program(tmp_path: Path) -> None:
    done = sandbox.run(("sh", "-c", "exec >&- 2>&-; sleep 1000"), tmp_path, limits=Limits(seconds=0.5))
    assert done.stopped == "time"


TALK = {
    "python": "while True: print('word ' * 1000)",
    "javascript": "for (;;) require('fs').writeSync(1, 'word '.repeat(1000));",
    "ruby": "loop { puts 'word ' * 1000 }",
    "php": "while (true) { echo str_repeat('word ', 1000); }",
    "c": C + 'int main(void) { for (;;) puts("word word word word word word word word word"); }',
    "java": 'while (true) System.err.println("word ".repeat(1000));',
    "go": 'for { os.Stdout.WriteString(strings.Repeat("word ", 1000)) }',
    "rust": 'loop { println!("{}", "word ".repeat(1000)); }',
    "csharp": "while (true) Console.WriteLine(new string('w', 5000));",
    "kotlin": 'while (true) println("word ".repeat(1000))',
}


@pytest.mark.parametrize(("language", "program"), cases(TALK, "c", "java"))
def test_endless_output_is_cut_and_stopped(language: str, program: str, tmp_path: Path) -> None:
    done = run(language, program, tmp_path)
    assert done.stopped == "output"
    assert 0 < len(done.stdout) + len(done.stderr) <= 2 * SHORT.output_bytes


HOARD = {
    "python": "hoard = bytearray(4 << 30)",
    "javascript": "const hoard = []; for (;;) hoard.push(Buffer.alloc(64 << 20, 1));",
    "ruby": "hoard = []; loop { hoard << 'x' * (64 << 20) }",
    "php": "ini_set('memory_limit', -1); $hoard = []; while (true) { $hoard[] = str_repeat('x', 64 << 20); }",
    "c": C + "int main(void) { for (;;) { void *p = malloc(64 << 20); if (!p) abort(); memset(p, 1, 64 << 20); } }",
    "java": "var hoard = new java.util.ArrayList<byte[]>(); while (true) hoard.add(new byte[64 << 20]);",
    "go": "var hoard [][]byte; for { b := make([]byte, 64<<20); for i := range b { b[i] = 1 }; hoard = append(hoard, b) }; fmt.Println(len(hoard))",
    "rust": "let mut hoard = vec![]; loop { hoard.push(vec![1u8; 64 << 20]); }",
    "csharp": "var hoard = new List<byte[]>(); while (true) { var b = new byte[64 << 20]; for (int i = 0; i < b.Length; i += 4096) b[i] = 1; hoard.Add(b); }",
    "kotlin": "val hoard = ArrayList<ByteArray>(); while (true) hoard.add(ByteArray(64 shl 20))",
}


@pytest.mark.parametrize(("language", "program"), cases(HOARD, "javascript", "c", "java"))
def test_a_memory_bomb_dies(language: str, program: str, tmp_path: Path) -> None:
    assert run(language, program, tmp_path).status != 0


@pytest.mark.slow
def test_many_processes_share_one_measure_of_memory(tmp_path: Path) -> None:
    program = """
import os, time
for _ in range(10):
    if os.fork() == 0:
        hoard = bytearray(b"x" * (100 << 20))
        time.sleep(100)
time.sleep(100)
"""
    assert run("python", program, tmp_path).stopped == "memory"


def test_shared_memory_and_temporary_files_are_bounded(tmp_path: Path) -> None:
    program = """
import os
for place in ("/tmp", "/dev/shm", "/dev", "/"):
    written = 0
    try:
        for number in range(100):
            with open(f"{place}/{number}", "wb") as file:
                written += file.write(bytes(8 << 20))
    except OSError:
        pass
    print(place, written >> 20)
"""
    done = run("python", program, tmp_path)
    sizes = dict(line.split() for line in done.stdout.splitlines())
    assert set(sizes) == {"/tmp", "/dev/shm", "/dev", "/"}
    assert 0 < int(sizes.pop("/tmp")) < 100
    assert set(sizes.values()) == {"0"}


def test_one_file_is_bounded(tmp_path: Path) -> None:
    done = run("python", "open('/tmp/big', 'wb').write(bytes(40 << 20))", tmp_path)
    assert done.status != 0


FORKS = {
    "python": "import os\nn = 0\ntry:\n    while n < 500:\n        if os.fork() == 0: os.pause() if hasattr(os, 'pause') else __import__('time').sleep(50)\n"
    "        n += 1\nexcept OSError: pass\nprint('started', n)",
    "javascript": "const { spawn } = require('child_process'); let n = 0, out = 0; const done = () => { if (++out == 500) { "
    "console.log('started', n); process.exit(); } }; for (let i = 0; i < 500; i++) { const c = spawn('sleep', ['50']); "
    "c.on('error', done); c.on('spawn', () => { n++; done(); }); }",
    "ruby": 'n = 0\nbegin\n  while n < 500\n    fork { sleep 50 }\n    n += 1\n  end\nrescue SystemCallError\nend\nputs "started #{n}"',
    "c": C
    + "int main(void) { int n = 0; while (n < 500) { pid_t p = fork(); if (p < 0) break; if (p == 0) { sleep(50); "
    '_exit(0); } n++; } printf("started %d\\n", n); }',
    "java": "int n = 0; try { while (n < 500) { new Thread(() -> { try { Thread.sleep(50000); } catch (Exception e) { } }).start();"
    ' n++; } } catch (Throwable t) { } System.out.println("started " + n); Runtime.getRuntime().halt(0);',
    "php": "$n = 0; $kept = []; while ($n < 500) { $p = @proc_open(['sleep', '50'], [], $pipes); if ($p === false) break; $kept[] = $p; $n++; } echo \"started $n\\n\"; posix_kill(getmypid(), 9);",
    "go": 'n := 0; for n < 500 && exec.Command("sleep", "50").Start() == nil { n++ }; fmt.Println("started", n)',
    "rust": 'let mut n = 0; while n < 500 && Command::new("sleep").arg("50").spawn().is_ok() { n += 1; } println!("started {}", n);',
    "csharp": 'int n = 0; try { for (; n < 500; n++) Process.Start("sleep", "50"); } catch (Exception) { } Console.WriteLine("started " + n); kill(Process.GetCurrentProcess().Id, 9);',
    "kotlin": 'var n = 0; try { while (n < 500) { Thread { Thread.sleep(50000) }.start(); n++ } } catch (t: Throwable) { }; println("started " + n); Runtime.getRuntime().halt(0)',
}


@pytest.mark.parametrize(("language", "program"), cases(FORKS, "javascript", "java"))
def test_a_fork_bomb_stays_small_and_leaves_nothing(language: str, program: str, tmp_path: Path, user: int) -> None:
    done = run(language, program, tmp_path)
    assert "started" in done.stdout or done.status != 0, done
    if "started" in done.stdout:
        assert int(done.stdout.split("started")[1].split()[0]) < SHORT.processes
    assert survivors(user) == []


def test_two_programs_do_not_share_a_count_of_processes(tmp_path: Path) -> None:
    results: list[Finished] = []
    script = "for i in $(seq 25); do sleep 1 & done; wait; echo fine"

    def start() -> None:
        results.append(sandbox.run(("sh", "-c", script), limits=Limits(processes=40)))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [done.stdout for done in results] == ["fine\n"] * 3


OUTSIDE = {
    "python": "import pathlib\nfor p in PATHS:\n    try: pathlib.Path(p).write_text('x'); print('wrote', p)\n    except OSError: print('no')",
    "javascript": "for (const p of PATHS) try { require('fs').writeFileSync(p, 'x'); console.log('wrote', p); } catch { console.log('no'); }",
    "ruby": "PATHS.each { |p| begin; File.write(p, 'x'); puts \"wrote #{p}\"; rescue SystemCallError; puts 'no'; end }",
    "php": 'foreach (PATHS as $p) { echo @file_put_contents($p, \'x\') === false ? "no\\n" : "wrote $p\\n"; }',
    "c": C + 'int main(void) { const char *p[] = {LIST, 0}; for (int i = 0; p[i]; i++) { FILE *f = fopen(p[i], "w"); '
    'puts(f ? "wrote" : "no"); } }',
    "java": 'for (var p : new String[] {LIST}) try { java.nio.file.Files.writeString(java.nio.file.Path.of(p), "x"); System.out.println("wrote"); } catch (java.io.IOException e) { System.out.println("no"); }',
    "go": 'for _, p := range []string{LIST} { if os.WriteFile(p, []byte("x"), 0o644) == nil { fmt.Println("wrote") } else { fmt.Println("no") } }',
    "rust": 'for p in [LIST] { println!("{}", if fs::write(p, "x").is_ok() { "wrote" } else { "no" }); }',
    "csharp": 'foreach (var p in new[] { LIST }) try { File.WriteAllText(p, "x"); Console.WriteLine("wrote"); } catch (Exception) { Console.WriteLine("no"); }',
    "kotlin": 'for (p in listOf(LIST)) try { File(p).writeText("x"); println("wrote") } catch (e: IOException) { println("no") }',
}


@pytest.mark.parametrize(("language", "program"), cases(OUTSIDE))
def test_nothing_outside_can_be_written(language: str, program: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    paths = [f"{WORK}/x", "/usr/bin/x", "/etc/x", "/x", "/proc/sysrq-trigger", str(outside / "x"), "/root/x", "/home/x"]
    listed = ", ".join(f'"{path}"' for path in paths)
    inside = tmp_path / "inside"
    inside.mkdir()
    done = run(language, program.replace("PATHS", f"[{listed}]").replace("LIST", listed), inside)
    assert done.stdout.split() == ["no"] * len(paths), done
    assert list(outside.iterdir()) == []


ENVIRONMENT = {
    "python": "import os; print(dict(os.environ))",
    "javascript": "console.log(process.env)",
    "ruby": "p ENV.to_h",
    "php": "print_r(getenv());",
    "c": C + "extern char **environ; int main(void) { for (char **e = environ; *e; e++) puts(*e); }",
    "java": "System.out.println(System.getenv());",
    "go": "fmt.Println(os.Environ())",
    "rust": 'for v in std::env::vars() { println!("{:?}", v); }',
    "csharp": 'foreach (DictionaryEntry e in Environment.GetEnvironmentVariables()) Console.WriteLine(e.Key + "=" + e.Value);',
    "kotlin": "println(System.getenv())",
}


@pytest.mark.parametrize(("language", "program"), cases(ENVIRONMENT, "java"))
def test_secrets_of_the_environment_stay_secret(
    language: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", "hunter2")
    done = run(language, program, tmp_path)
    assert done.status == 0 and "PATH" in done.stdout, done
    assert "hunter2" not in done.stdout
    assert str(Path.home()) not in done.stdout


def test_other_processes_and_their_environments_are_not_there(tmp_path: Path) -> None:
    program = """
import os
print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()))
for pid in os.listdir("/proc"):
    if pid.isdigit() and pid != str(os.getpid()):
        try:
            print("environment", open(f"/proc/{pid}/environ").read())
        except OSError:
            pass
"""
    done = run("python", program, tmp_path)
    assert done.stdout.startswith("[1, 2]"), done
    assert "PATH=" not in done.stdout


def test_files_of_the_machine_are_not_there(tmp_path: Path) -> None:
    done = sandbox.run(
        ("ls", "/root", "/home", "/etc/passwd", "/etc/shadow", "/var", str(Path(__file__).parent)), tmp_path
    )
    assert done.stdout == ""
    assert done.stderr.count("No such file") == 6


SOCKETS = {
    "python": "import socket\ntry: socket.create_connection(('127.0.0.1', PORT), 2); print('connected')\nexcept OSError: print('no')",
    "javascript": "require('net').connect(PORT, '127.0.0.1').on('connect', () => { console.log('connected'); process.exit(); })"
    ".on('error', () => console.log('no'));",
    "ruby": "require 'socket'\nbegin; TCPSocket.new('127.0.0.1', PORT); puts 'connected'; rescue SystemCallError; puts 'no'; end",
    "php": "echo @fsockopen('127.0.0.1', PORT) ? 'connected' : 'no';",
    "java": 'try { new java.net.Socket("127.0.0.1", PORT); System.out.println("connected"); } catch (java.io.IOException e) '
    '{ System.out.println("no"); }',
    "c": "#include <arpa/inet.h>\n#include <stdio.h>\n#include <sys/socket.h>\nint main(void) { struct sockaddr_in a = {}; a.sin_family = AF_INET; a.sin_port = htons(PORT); "
    'a.sin_addr.s_addr = htonl(INADDR_LOOPBACK); puts(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&a, sizeof a) ? "no" : "connected"); }',
    "go": 'if c, err := net.Dial("tcp", "127.0.0.1:PORT"); err == nil { fmt.Println("connected", c) } else { fmt.Println("no") }',
    "rust": 'println!("{}", if TcpStream::connect("127.0.0.1:PORT").is_ok() { "connected" } else { "no" });',
    "csharp": 'try { Console.WriteLine(new TcpClient("127.0.0.1", PORT).Connected ? "connected" : "no"); } catch (Exception) { Console.WriteLine("no"); }',
    "kotlin": 'try { java.net.Socket("127.0.0.1", PORT); println("connected") } catch (e: IOException) { println("no") }',
}


@pytest.mark.parametrize(("language", "program"), cases(SOCKETS, "java"))
def test_there_is_no_network(language: str, program: str, tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert run(language, program.replace("PORT", str(port)), tmp_path).stdout.strip() == "no"
    assert sandbox.run(("cat", "/proc/net/dev"), tmp_path).stdout.count(":") == 1  # the loop and nothing else


SIGNALS = {
    "python": "import os, signal\nfor p in (os.getppid(), PID, -1):\n    try: os.kill(p, signal.SIGKILL)\n    except OSError: pass\nprint('tried')",
    "javascript": "for (const p of [process.ppid, PID]) try { process.kill(p, 'SIGKILL'); } catch {} console.log('tried');",
    "ruby": "[Process.ppid, PID].each { |p| begin; Process.kill('KILL', p); rescue SystemCallError; end }; puts 'tried'",
    "c": C + 'int main(void) { kill(getppid(), SIGKILL); kill(PID, SIGKILL); puts("tried"); }',
    "php": "@exec('kill -9 PID'); echo \"tried\\n\";",
    "java": 'ProcessHandle.current().parent().ifPresent(p -> { try { p.destroyForcibly(); } catch (IllegalStateException e) { } }); ProcessHandle.of(PID).ifPresent(ProcessHandle::destroyForcibly); System.out.println("tried");',
    "go": 'syscall.Kill(syscall.Getppid(), syscall.SIGKILL); syscall.Kill(PID, syscall.SIGKILL); fmt.Println("tried")',
    "rust": 'unsafe { kill(getppid(), 9); kill(PID, 9); } println!("tried");',
    "csharp": 'kill(getppid(), 9); kill(PID, 9); Console.WriteLine("tried");',
    "kotlin": 'try { ProcessHandle.current().parent().ifPresent { it.destroyForcibly() } } catch (e: IllegalStateException) { }; ProcessHandle.of(PID).ifPresent { it.destroyForcibly() }; println("tried")',
}


@pytest.mark.parametrize(("language", "program"), cases(SIGNALS))
def test_signals_do_not_get_out(language: str, program: str, tmp_path: Path) -> None:
    victim = psutil.Popen(["sleep", "60"])
    try:
        done = run(language, program.replace("PID", str(victim.pid)), tmp_path)
        assert done.stdout == "tried\n" or done.status == 137  # -1 is everything in the sandbox, itself included
        assert victim.is_running() and victim.poll() is None
    finally:
        victim.kill()
        victim.wait()


LINKS = {
    "python": "import os\nfor t in TARGETS:\n    os.symlink(t, '/tmp/link')\n    for p in ('/tmp/link', 'link'):\n"
    "        try: print(open(p).read())\n        except OSError: print('no')\n    os.remove('/tmp/link')",
    "javascript": "const fs = require('fs'); for (const t of TARGETS) { fs.symlinkSync(t, '/tmp/link'); for (const p of ['/tmp/link', 'link']) "
    "try { console.log(fs.readFileSync(p, 'utf8')); } catch { console.log('no'); } fs.unlinkSync('/tmp/link'); }",
    "ruby": "TARGETS.each { |t| File.symlink(t, '/tmp/link'); ['/tmp/link', 'link'].each { |p| begin; puts File.read(p); "
    "rescue SystemCallError; puts 'no'; end }; File.delete('/tmp/link') }",
    "php": "foreach (TARGETS as $t) { symlink($t, '/tmp/link'); foreach (['/tmp/link', 'link'] as $p) "
    "{ $r = @file_get_contents($p); echo $r === false ? \"no\\n\" : $r; } unlink('/tmp/link'); }",
    "c": C + 'int main(void) { const char *t[] = {LIST, 0}, *p[] = {"/tmp/link", "link"}; for (int i = 0; t[i]; i++) { '
    'if (symlink(t[i], p[0])) puts("failed"); for (int k = 0; k < 2; k++) puts(fopen(p[k], "r") ? "read" : "no"); unlink(p[0]); } }',
    "java": 'var link = java.nio.file.Path.of("/tmp/link"); for (var t : new String[] {LIST}) { java.nio.file.Files.createSymbolicLink('
    'link, java.nio.file.Path.of(t)); for (var p : new java.nio.file.Path[] {link, java.nio.file.Path.of("link")}) try { '
    'System.out.println(java.nio.file.Files.readString(p)); } catch (java.io.IOException e) { System.out.println("no"); } '
    "java.nio.file.Files.delete(link); }",
    "go": 'for _, t := range []string{LIST} { os.Symlink(t, "/tmp/link"); for _, p := range []string{"/tmp/link", "link"} { '
    'if b, err := os.ReadFile(p); err == nil { fmt.Println(string(b)) } else { fmt.Println("no") } }; os.Remove("/tmp/link") }',
    "rust": 'for t in [LIST] { std::os::unix::fs::symlink(t, "/tmp/link").unwrap(); for p in ["/tmp/link", "link"] { '
    'println!("{}", fs::read_to_string(p).unwrap_or("no".into())); } fs::remove_file("/tmp/link").unwrap(); }',
    "csharp": 'foreach (var t in new[] { LIST }) { if (symlink(t, "/tmp/link") != 0) Console.WriteLine("failed"); foreach (var p in new[] { "/tmp/link", "link" }) '
    'try { Console.WriteLine(File.ReadAllText(p)); } catch (Exception) { Console.WriteLine("no"); } unlink("/tmp/link"); }',
    "kotlin": 'for (t in listOf(LIST)) { Files.createSymbolicLink(Paths.get("/tmp/link"), Paths.get(t)); for (p in listOf("/tmp/link", "link")) '
    'try { println(File(p).readText()) } catch (e: IOException) { println("no") }; Files.delete(Paths.get("/tmp/link")) }',
}


@pytest.mark.parametrize(("language", "program"), cases(LINKS))
def test_symbolic_links_lead_nowhere(language: str, program: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(secret)
    listed = f'"/etc/shadow", "{secret}"'
    done = run(language, program.replace("TARGETS", f"[{listed}]").replace("LIST", listed), inside)
    assert done.stdout.split() == ["no"] * 4, done


def test_processes_left_behind_end_with_the_program(tmp_path: Path, user: int) -> None:
    started = time.time()
    done = sandbox.run(("sh", "-c", "setsid sleep 987 >/dev/null 2>&1 & sleep 988 & echo fine"), tmp_path)
    assert done.stdout == "fine\n" and done.stopped == ""
    assert time.time() - started < 60
    assert survivors(user) == []


def test_the_program_has_no_rights(tmp_path: Path) -> None:
    status = sandbox.run(("cat", "/proc/self/status"), tmp_path).stdout
    values = dict(line.split(":", 1) for line in status.splitlines())
    assert {int(values[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert values["NoNewPrivs"].strip() == "1"
    if os.getuid() == 0:
        assert "0" not in values["Uid"].split()


def test_without_bubblewrap_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "marker"
    monkeypatch.setattr(sandbox.shutil, "which", lambda name, *_, **__: None)
    sandbox.unavailable.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match="install the package bubblewrap"):
            sandbox.run(("touch", str(marker)), tmp_path, writable=True)
    finally:
        monkeypatch.undo()
        sandbox.unavailable.cache_clear()
    assert not marker.exists()
