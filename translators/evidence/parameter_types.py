"""The types that a parameter may have in a language without types: from its default, its name and its uses."""

import itertools
import re
from collections.abc import Iterator, Sequence

from pairloom.translators.languages.programs import ANY, PlainType

_INT, _STR, _FLOAT, _BOOL = PlainType("int"), PlainType("str"), PlainType("float"), PlainType("bool")
_INTS, _STRS = PlainType("list", _INT), PlainType("list", _STR)
_ROWS, _DICT = PlainType("list", _INTS), PlainType("dict", _INT)
_GUESSES = (_INT, _STR, _INTS, _STRS, _ROWS, _FLOAT, _DICT, _BOOL)

_NAMES: tuple[tuple[str, PlainType], ...] = (
    (r"s|s\d|str\d?|string\d?|text\d?|name|path|line|word\d?|key|prefix|suffix|sep|separator|url|msg|p|filename", _STR),
    (r"pattern|sentence|phrase|title|message|substring|needle|haystack|letter|ch|char|c", _STR),
    (r"n|m|i|j|k|x|y|a|b|num|count|size|length|width|height|index|limit|year|month|day|depth|start|stop|end", _INT),
    (r"bits|target|threshold|low|high|left|right|total|amount|number|value|steps|base|exponent|min\w*|max\w*", _INT),
    (
        r"lst\d?|items|seq|values|numbers|nums\d?|data|arr\d?|array\d?|xs|prices|weights|scores|costs|heights|list\d?",
        _INTS,
    ),
    (r"words|lines|strings|strs|names|args|argv|paths|parts|tokens", _STRS),
    (r"matrix|grid|board|edges|points|intervals|rows|pairs|coordinates|graph|table|queries|image|mat", _ROWS),
)
_TEXT_METHODS = (
    *("split", "upper", "lower", "strip", "startswith", "endswith", "replace", "isdigit", "isalpha", "title", "find"),
    *(
        "charAt",
        "charCodeAt",
        "toLowerCase",
        "toUpperCase",
        "substring",
        "trim",
        "downcase",
        "upcase",
        "chars",
        "encode",
    ),
)
_USES: tuple[tuple[str, PlainType], ...] = (
    (r"{0}\.next\b|=\s*{0}\b(?=[\s\S]*\.next\b)", PlainType("linked", _INT)),
    (r"{0}\.(?:left|right)\b|\b{0}\b(?=[^)]*\)[\s\S]*\.(?:left|right)\b[^(])", PlainType("tree", _INT)),
    (r"list\({0}\[\w+\]\)|{0}\[\w+\]\s*=\s*(?:\"\"|'')\.join", _STRS),
    (r"{0}\s*\[[^\]]+\]\s*\[|len\({0}\[0\]\)|{0}\[0\]\.length|for \w+(?:, ?\w+)+ in {0}\b", _ROWS),
    (
        rf"{{0}}\.(?:{'|'.join(_TEXT_METHODS)})\b|ord\({{0}}|str(?:len|_split|tolower|toupper|pos|rev)\({{0}}|{{0}} =~",
        _STR,
    ),
    (r"{0}\.(?:items|keys|values|get)\(|Object\.(?:keys|entries)\({0}|array_keys\({0}", _DICT),
    (r"{0}\s*\[[^\]]*\]\s*(?:===?|!==?)\s*[\"']|in {0}:\s*\n?\s*if \w+ (?:==|in) [\"']|ord\({0}\[", _STR),
    (
        r"(?:sum|max|min|sorted|sort|Counter|set|enumerate|reversed|zip)\({0}\b|{0}\.(?:sort|append|reduce|push|map|each|pop)\b|{0}\[[^\]]+\]\s*[-+*/%<>]",
        _INTS,
    ),
    (r"len\({0}\)|{0}\.(?:length|size)\b|(?:in|of) {0}\b|{0}\s*\[|count\({0}\)|#{0}\b", _INTS),
    (r"range\([^)]*\b{0}\b|{0}\s*[-%*/]|[-%*/]\s*{0}\b|[<>]=?\s*{0}\b|{0}\s*[<>]", _INT),
)


def possible_types(
    stated: Sequence[PlainType], names: Sequence[str], code: str, defaults: Sequence[object | None], most: int
) -> list[tuple[PlainType, ...]]:
    """Types of all parameters, the most likely first, at most `most` of them. stated: ANY where nothing is stated."""
    columns = []
    for type_, name, default in zip(stated, names, defaults, strict=True):
        columns.append([_without_any(type_)] if type_ != ANY else list(dict.fromkeys(_guess(name, code, default))))
    # Each rank is how far all guesses together are from the most likely ones.
    ranked = sorted(itertools.product(*(range(len(column)) for column in columns[:6])), key=lambda at: (sum(at), at))
    rest = tuple(column[0] for column in columns[6:])
    return [(*(column[rank] for column, rank in zip(columns, ranks, strict=False)), *rest) for ranks in ranked[:most]]


def _without_any(type_: PlainType) -> PlainType:
    """A type with integers where it may hold anything."""
    if type_ == ANY:
        return _INT
    item = _without_any(type_.item) if type_.item else None
    return PlainType(type_.kind, item, tuple(map(_without_any, type_.items)))


def _guess(name: str, code: str, default: object | None) -> Iterator[PlainType]:
    if default is not None:
        known = [guess for guess in _GUESSES if type(default).__name__ == guess.kind]
        if known:
            yield from known
            return
    word = rf"(?<![\w.]){re.escape(name)}" if name[:1].isalnum() or name[:1] == "_" else re.escape(name)
    code = code.replace("$", "")
    used = [type_ for pattern, type_ in _USES if re.search(pattern.replace("{0}", word), code)]
    plain = name.strip("_").lower()
    named = [type_ for pattern, type_ in _NAMES if re.fullmatch(pattern, plain)]
    if used[:1] in ([_INTS], [_INT]) and named:
        yield from named
    yield from used
    yield from named
    if used and used[0].kind == "list":
        yield from (_INTS, _STRS, _ROWS, _STR)
    yield from _GUESSES
