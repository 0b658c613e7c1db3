"""Removes common indentation, HTML escapes and demonstration code from the code of a reply."""

import html
import re
import textwrap

from pairloom.schemas.records import FUNCTION, PROGRAM
from pairloom.translators.checks.check import is_readable
from pairloom.translators.languages import Grammar, Tree, get_language, parse
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import foreign_nodes


def tidy(code: str, grammar: Grammar, source_code: str, unit: str = FUNCTION) -> str:
    """The code without common indentation, blanks at line ends and HTML escapes; of a function, also without opening
    tags and demonstration code."""
    code = _unescaped(code, grammar, source_code)
    if code[:1].isspace():  # else there is no common indentation
        code = textwrap.dedent(code)
    code = "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")
    if unit == PROGRAM:
        return code
    code = get_language(grammar.name).drop_tags(code)
    return _without_demonstration(code, grammar, source_code) if is_readable(code) else code


_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#39|#x27|nbsp);")


def _unescaped(code: str, grammar: Grammar, source_code: str) -> str:
    """The code with HTML escapes replaced, if all of it was escaped: it has entities that the source lacks, and none of
    the characters that escaping replaces."""
    if not _ENTITY.search(code) or _ENTITY.search(source_code) or re.search(r"[<>]|&(?![a-z]+;|#x?\w+;)", code):
        return code
    return html.unescape(code).replace("\u00a0", " ")


def _without_demonstration(code: str, grammar: Grammar, source_code: str) -> str:
    """The code without top-level statements, without a `main` beside other functions, and without the comments directly
    above them. Code that does not parse, or has nothing else, is not changed."""
    tree = parse(code, grammar)
    if tree.root.has_error or tree.container is not tree.root:
        return code
    functions = all_functions(tree)
    unwanted = foreign_nodes(tree)
    mains = [f.node for f in functions if grammar.main and f.names == (grammar.main,)]
    if mains and not _is_wanted(grammar.main, source_code) and len(mains) < len(functions):
        unwanted += mains
    spans = [(node.start_byte, node.end_byte) for node in unwanted]
    if not unwanted or all(any(b <= f.node.start_byte and f.node.end_byte <= e for b, e in spans) for f in functions):
        return code
    lines = code.split("\n")
    for node in sorted(unwanted, key=lambda node: -node.start_byte):
        _cut(lines, node.start_point[0], node.end_point[0], tree)
    rest = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return get_language(grammar.name).drop_unused_imports(rest)


def _is_wanted(main: str, source_code: str) -> bool:
    """Whether the source's own function is called main."""
    return re.search(rf"\b{main}\s*\(", source_code, re.IGNORECASE) is not None


def _cut(lines: list[str], first: int, last: int, tree: Tree) -> None:
    """Blanks the lines `first` to `last` and the comment lines directly above."""
    while first > 0 and re.match(r"\s*(#(?!\w|\[)|//|--(?=\s|$)|/\*.*\*/\s*$|\* |\*/)", lines[first - 1]):
        first -= 1
    lines[first : last + 1] = [""]
