"""The programming languages that pairloom knows. Each has one name, used in records, recipes and prompts. Also how each
ends a line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LanguageNames:
    """The names of one programming language.

    name: the name used everywhere in pairloom, e.g. "csharp".
    title: the usual spelling, e.g. "C#".
    endings: file endings, the most common one first, e.g. (".cs",).
    aliases: other names that models and datasets use for it, e.g. in Markdown fences.
    lone_cr: whether a carriage return without a line feed ends a line; if not, it is a blank.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    lone_cr: bool = True


LANGUAGES: dict[str, LanguageNames] = {
    language.name: language
    for language in (
        LanguageNames("python", "Python", (".py",), ("py", "python3", "python2")),
        LanguageNames("java", "Java", (".java",)),
        LanguageNames("go", "Go", (".go",), ("golang",), lone_cr=False),
        LanguageNames("php", "PHP", (".php",), ("php7", "php8")),
        LanguageNames(
            "javascript", "JavaScript", (".js", ".mjs", ".cjs"), ("js", "node", "nodejs", "ecmascript", "jsx")
        ),
        LanguageNames("ruby", "Ruby", (".rb",), ("rb",), lone_cr=False),
        LanguageNames("c", "C", (".c", ".h"), ("gnu c", "gnu c11", "c99", "c11"), lone_cr=False),
        LanguageNames(
            "cpp",
            "C++",
            (".cpp", ".cc", ".cxx", ".hpp"),
            ("c++", "cxx", "cc", "c++11", "c++17", "gnu c++17"),
            lone_cr=False,
        ),
        LanguageNames("csharp", "C#", (".cs",), ("c#", "cs", "c_sharp", "c-sharp", ".net")),
        LanguageNames("rust", "Rust", (".rs",), ("rs",), lone_cr=False),
        LanguageNames("typescript", "TypeScript", (".ts",), ("ts",)),
        LanguageNames("kotlin", "Kotlin", (".kt", ".kts"), ("kt",)),
        LanguageNames("scala", "Scala", (".scala",), ("sc",), lone_cr=False),
        LanguageNames("swift", "Swift", (".swift",)),
        LanguageNames("lua", "Lua", (".lua",)),
        LanguageNames("perl", "Perl", (".pl", ".pm"), ("pl", "perl5"), lone_cr=False),
    )
}

_BY_ALIAS = {alias: language for language in LANGUAGES.values() for alias in (language.name, *language.aliases)}
_BY_ENDING = {ending: language for language in LANGUAGES.values() for ending in language.endings}


def find_language(name: str) -> LanguageNames | None:
    """The language with this name, title or alias ("C#", "golang", "py"), or None."""
    return _BY_ALIAS.get(name.strip().lower())


def language_of_file(name: str) -> LanguageNames | None:
    """The language of a file by its ending, or None."""
    _, dot, ending = name.rpartition(".")
    return _BY_ENDING.get(dot + ending.lower())


def unify_line_ends(code: str, language: str) -> str:
    """`code` with a line feed for each line end that the parser of the language of that name knows.

    Then the lines that "\\n" separates are those of the language, of Python's `ast` and of tree-sitter, which counts
    line feeds alone. Other characters that `str.splitlines` splits at (form feed, U+2028, ...) end no line here.
    """
    code = code.replace("\r\n", "\n")
    return code.replace("\r", "\n") if LANGUAGES[language].lone_cr else code
