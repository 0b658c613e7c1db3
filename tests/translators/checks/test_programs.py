"""Programs: one in each language, the places where they start, and replies that are no program."""

from pathlib import Path

import pytest

from pairloom.schemas import LANGUAGES
from pairloom.translators.checks import check_code, check_translation
from pairloom.translators.checks.check import unit_of
from pairloom.translators.checks.judge import Reply, examine, judge
from tests import ROOT
from tests.real_code import SAMPLE_LANGUAGES, sample_functions

FOLDER = Path(__file__).with_name("programs")
PROGRAMS = {name: (FOLDER / f"{name}{LANGUAGES[name].endings[0]}").read_text(encoding="utf-8") for name in LANGUAGES}
"""Language -> the same program: it reads numbers and prints the kind and the rest of their sum."""


def verdict(code: str, language: str) -> str:
    problem = check_code(code, language, "program", allow_stubs=False)
    return problem.reason if problem else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_of_each_language_is_a_program_and_no_function(language: str) -> None:
    code = PROGRAMS[language]
    assert unit_of(code, language) == "program"
    assert check_code(code, language, "program", allow_stubs=False) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_are_translations_of_each_other(language: str) -> None:
    for other, code in PROGRAMS.items():
        if other != language:
            assert check_translation(PROGRAMS[language], language, code, other, "", unit="program") is None, other


SAMPLE = ROOT / "recipes" / "sample" / "programs"
SAMPLES = {
    folder.name: {
        name: file.read_text(encoding="utf-8")
        for name, language in LANGUAGES.items()
        if (file := folder / f"{name}{language.endings[0]}").exists()
    }
    for folder in sorted(SAMPLE.iterdir())
    if folder.is_dir()
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_programs_of_the_sample_are_translations_of_each_other(name: str) -> None:
    assert len(SAMPLES[name]) >= 13
    for language, code in SAMPLES[name].items():
        assert (verdict(code, language), unit_of(code, language)) == ("", "program"), language
        for other, translation in SAMPLES[name].items():
            if other != language:
                assert check_translation(code, language, translation, other, "", unit="program") is None, (
                    language,
                    other,
                )


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_the_functions_of_the_sample_are_no_programs(language: str) -> None:
    assert {unit_of(code, language) for code in sample_functions(language).values()} == {"function"}


FUNCTIONS = {
    "python": "import sys\n\nLIMIT = 5\n\n\ndef main():\n    print(int(input()) + LIMIT)\n",
    "javascript": "const main = () => { console.log(1); };\nmodule.exports = main;\n",
    "typescript": "export function main(): void { console.log(1); }\n",
    "java": "class A {\n    void main() { System.out.println(1); }\n    static void main(int x) { }\n}\n",
    "kotlin": "class A {\n    fun main() { println(1) }\n}\n",
    "scala": "class A {\n  def main(): Unit = { println(1) }\n}\n",
    "swift": "func main() {\n    print(1)\n}\n",
    "c": "int domain(void) { return 1; }\nint values[] = {1, 2};\n",
    "cpp": "namespace a { int main() { return 1; } }\n",
    "csharp": "class A { void Main() { } static int F() { return 1; } }\n",
    "go": 'package tools\n\nimport "fmt"\n\nfunc main() { fmt.Println(1) }\n',
    "rust": 'mod a { fn main() { println!("1"); } }\nmacro_rules! one { () => { 1 } }\n',
    "php": "<?php\n$limit = 5;\nfunction main() { echo 1; }\n",
    "ruby": "require 'set'\nLIMIT = 5\ndef main\n  puts 1\nend\n",
    "lua": "local M = {}\nfunction M.main() print(1) end\nreturn M\n",
    "perl": "use strict;\nmy $limit = 5;\nsub main { print 1; }\n1;\n",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_declarations_alone_are_no_program(language: str) -> None:
    assert unit_of(FUNCTIONS[language], language) == "function"
    problem = check_code(FUNCTIONS[language], language, "program")
    assert problem is not None and problem.reason == "no_entry_point"
    assert "`" in problem.detail or "top level" in problem.detail


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "try:\n    print(input())\nexcept EOFError:\n    pass"),
        ("python", "for line in open(0):\n    print(line)"),
        ("ruby", "def main\n  puts gets\nend\nmain"),
        ("perl", "{\n    local $/;\n    print <STDIN>;\n}"),
        ("javascript", "function main() { console.log(1); }\nmain();"),
        ("javascript", "process.stdin.on('end', () => { console.log(1); });"),
        ("java", "public class A { public static void main(final String... args) { System.out.println(1); } }"),
        (
            "java",
            "class A { static int f() { return 1; } } class B { static public void main (String args[]) { A.f(); } }",
        ),
        ("kotlin", "object A {\n    @JvmStatic\n    fun main(args: Array<String>) {\n        println(1)\n    }\n}"),
        ("scala", "object A extends App {\n  println(1)\n}"),
        ("scala", "@main def run(): Unit = println(1)"),
        ("swift", "@main\nstruct A {\n    static func main() {\n        print(1)\n    }\n}"),
        ("csharp", "using System;\nvar n = int.Parse(Console.ReadLine());\nConsole.WriteLine(n);"),
        ("csharp", "class A { public static int Main(string[] args) { System.Console.WriteLine(1); return 0; } }"),
        ("c", '#include <stdio.h>\n#ifdef LOCAL\n#define X 1\n#endif\nint main(int argc, char **argv) { puts("1"); }'),
        ("c", '#include <stdio.h>\nmain()\n{\n    puts("1");\n}'),
        ("c", 'int n, i; main(){ scanf("%d", &n); for (; i < n; i++) puts("x"); }'),
        ("cpp", '#include <cstdio>\n#define IO std::puts("1")\nsigned main() { IO; }'),
        ("rust", 'thread_local! { static A: i32 = 1; }\nfn main() { println!("1"); }'),
        ("go", 'package main\n\ntype T struct{}\n\nfunc (t T) main() {}\n\nfunc main() { println("1") }'),
    ],
)
def test_programs_start_in_the_ways_of_their_language(language: str, code: str) -> None:
    assert (verdict(code, language), unit_of(code, language)) == ("", "program")


@pytest.mark.parametrize(
    ("language", "code"),
    [
        (
            "java",
            "class A { public static void main(String[] a) { } } class B { public static void main(String[] a) { } }",
        ),
        ("csharp", "class A { static void Main() { } } class B { static void Main() { } }"),
        ("kotlin", "fun main() { println(1) }\nfun main(args: Array<String>) { println(2) }"),
        ("scala", "object A extends App { println(1) }\nobject B extends App { println(2) }"),
    ],
)
def test_a_program_starts_at_one_place(language: str, code: str) -> None:
    assert verdict(code, language) == "several_entry_points"


@pytest.mark.parametrize(
    ("language", "code", "reason"),
    [
        ("python", "def main():\n    pass\n\n\nmain()", "stub"),
        ("python", "raise NotImplementedError('todo')", "stub"),
        ("python", "def main():\n    raise NotImplementedError\n\n\nif __name__ == '__main__':\n    main()", "stub"),
        ("python", "import sys\n\n# ... rest of the code\nprint(sys.stdin.read())", "placeholder"),
        ("python", "# nothing\n", "empty"),
        ("python", "5", "no_entry_point"),
        ("ruby", "hello", "no_entry_point"),
        ("python", "print(input()", "syntax"),
        ("java", "public class Main { public static void main(String[] args) { } }", "stub"),
        ("java", "public class Main { public static void main(String[] args) { /* TODO */ } }", "stub"),
        (
            "java",
            'class Main { public static void main(String[] a) { throw new RuntimeException("not implemented"); } }',
            "stub",
        ),
        ("go", "package main\n\nfunc solve() {}\n\nfunc main() { solve() }", "stub"),
        ("rust", "fn main() { todo!() }", "stub"),
        ("c", "int main(void) { return 0; }", "stub"),
        ("java", "System.out.println(1);", "syntax"),
        ("c", 'int main(void) { return 1; }\nputs("1");', "syntax"),
    ],
)
def test_code_that_is_no_working_program_says_why(language: str, code: str, reason: str) -> None:
    assert verdict(code, language) == reason


def test_what_must_be_alike_in_a_program() -> None:
    def reason(code: str, language: str) -> str:
        problem = check_translation(PROGRAMS["python"], "python", code, language, "", unit="program")
        return problem.reason if problem else ""

    assert reason(PROGRAMS["python"].replace("\n\n\n", "\n\n"), "python") == "echo"
    assert reason(PROGRAMS["python"], "ruby") == reason(PROGRAMS["python"], "go") == "wrong_language"
    assert reason('puts "balanced positive negative 1000007 4096"', "ruby") == "no_input"
    other = PROGRAMS["ruby"].replace("balanced", "a").replace('positive"', 'b"').replace("negative", "c")
    assert reason(other.replace("1000007", "1000").replace("4096", "77"), "ruby") == "literals_lost"


FENCED = "Here it is:\n\n```{0}\n{1}```\n\nFor the input `1 5` it prints:\n\n```\npositive 5 4097\n```\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["{1}", FENCED, "```\n{1}```", "Sure, this is the program in full\n\n{1}"])
def test_a_reply_is_read_with_all_of_its_program(language: str, form: str) -> None:
    if form.startswith("Sure") and language == "php":
        form = form.replace("{1}", "```php\n{1}```")  # PHP prints what stands before its tag
    text = form.format(language, PROGRAMS[language])
    source = "ruby" if language == "python" else "python"
    problem, traits = examine(PROGRAMS[source], source, "program", allow_stubs=False)
    assert problem is None
    reading = judge(Reply(PROGRAMS[source], source, "", language, text, "stop", traits, "program"))
    assert reading.problem is None
    assert reading.code == "\n".join(line.rstrip() for line in PROGRAMS[language].strip("\n").split("\n"))


@pytest.mark.parametrize("language", ["python", "ruby", "perl", "php", "lua", "javascript", "go"])
def test_the_block_with_the_entry_point_is_chosen(language: str) -> None:
    labelled = [
        (language, FUNCTIONS[language]),
        (language, PROGRAMS[language]),
        ("", "1 5\n"),
        ("bash", "echo 1 5 | program\n"),
    ]
    text = "\n".join(f"```{label}\n{block}```\n" for label, block in labelled)
    reading = judge(Reply(PROGRAMS["java"], "java", "", language, text, "stop", b"", "program"))
    assert reading.problem is None and "classify" in reading.code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I cannot translate this program", "refusal"),
        ("The program reads numbers and prints their sum", "no_code"),
        ("```\nI cannot translate this program\n```", "refusal"),
        ("```python\n" + PROGRAMS["python"] + "```", "wrong_language"),
        (PROGRAMS["python"], "wrong_language"),
        ("```ruby\n" + PROGRAMS["ruby"], "cut_off"),
        ("", "empty_reply"),
    ],
)
def test_a_reply_without_a_program_says_why(text: str, reason: str) -> None:
    reading = judge(Reply(PROGRAMS["java"], "java", "", "ruby", text, "stop", b"", "program"))
    assert reading.problem is not None and reading.problem.reason == reason
