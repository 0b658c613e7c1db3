"""A record's function as something to call: its name, parameters and types, and what its text and code say of them."""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.carried_tests import NotCarried, plain
from pairloom.translators.evidence.cases import translated_name
from pairloom.translators.evidence.domain import Domain, read_domain
from pairloom.translators.evidence.hints import Constants, read_constants, read_literal, shown_calls
from pairloom.translators.evidence.inputs import Parameter, Proposal
from pairloom.translators.evidence.parameter_types import possible_types
from pairloom.translators.evidence.source_runs import SourceAnswer
from pairloom.translators.languages import Language, get_language
from pairloom.translators.languages.functions import (
    Function,
    all_functions,
    last_name,
    outermost_functions,
    parameter_names,
)
from pairloom.translators.languages.grammar import parse
from pairloom.translators.languages.programs import ANY, PlainType

_TYPES = 10
"""The most combinations of types that are tried, where nothing states them."""

_OUTSIDE = re.compile(
    r"\b(?:import|from)\s+(?:os|sys|time|random|secrets|socket|subprocess|platform|getpass|tempfile|uuid|pathlib|locale"
    r"|threading|multiprocessing|shutil|gc|inspect|datetime)\b|\bMath\.random|\bDate\.now|\bnew Date\(|\bprocess\.\w"
    r"|\brequire\(|\bcurrentTimeMillis|\bnanoTime|\bSystem\.(?:in|getenv|getProperty|exit)\b"
    r"|\bnew (?:Scanner|Random|File)\b"
    r"|\btime\.(?:Now|Since)\b|\brand\.\w|\bos\.\w|\bs?rand\(|\btime\(|\bfopen\b|\bgetenv\b|\bcin\b|\brandom_device\b"
    r"|\bTime\.now|\bFile\.\w|\bSTDIN\b|\bSystemTime\b|\bInstant::now|\bstd::(?:env|fs|net|process)\b|\bDateTime\.\w*Now"
    r"|\bLocalDate(?:Time)?\.now|\bio\.(?:read|open)|\bmicrotime\(|\bmt_rand\(|\brandom_int\("
)


@dataclass
class Source:
    """A source whose calls are being found."""

    record: CodeRecord
    name: str
    names: list[str]
    defaults: list[tuple[Any, ...]]
    signatures: list[tuple[PlainType, ...]]
    returns: PlainType | None
    constants: Constants
    shown: list[list[Any]]
    domain: Domain
    calls: list[Proposal] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    answered: dict[int, SourceAnswer] = field(default_factory=dict)
    problem: str = ""

    def parameters(self, types: Sequence[PlainType]) -> list[Parameter]:
        return [Parameter(*each) for each in zip(self.names, types, self.defaults, strict=True)]


def prepare_source(record: CodeRecord) -> Source:
    """What is known about a record's function. Raises NotCarried if it cannot be called."""
    language = get_language(record.language)
    if not language.is_runnable:
        raise NotCarried(f"{language.title} cannot be run")
    if outside := _OUTSIDE.search(record.code):
        raise NotCarried(f"the function uses {outside[0].split()[-1]}, which answers differently elsewhere")
    tree = parse(record.code, language.grammar)
    function = _find_function(record, outermost_functions(all_functions(tree)))
    name = function.names[0]
    if function.parameters.most is None and not tree.grammar.unpacking:
        raise NotCarried("the function takes arguments that have no fixed place")
    if re.search(r"\b(?:yield|await)\b", tree.source(function.node)):
        raise NotCarried("the function is a generator or asynchronous")
    if missing := language.missing_name(language.add_usual_imports(record.code)):
        raise NotCarried(f"the function uses {missing}, which is not there")
    declared = parameter_names(function.node, tree)
    if not declared:
        raise NotCarried("the function takes no arguments")
    names = [name for name, _ in declared]
    defaults = [_default(text) for _, text in declared]
    signatures, returns = _types(language, record.code, name, names, defaults)
    shown = [
        call
        for call in map(_plain_call, shown_calls(record.text, name, dict(zip(names, defaults, strict=True))))
        if call is not None
    ]
    domain = read_domain(record.text, record.code, names, shown)
    constants = read_constants(record.code, language.grammar)
    return Source(record, name, names, defaults, signatures, returns, constants, shown, domain)


def _find_function(record: CodeRecord, functions: Sequence[Function]) -> Function:
    """The function of a record: the one with its name, the only one, or the only one that no other calls."""
    named = [function for function in functions if function.names]
    if record.function_name:
        name = last_name(record.function_name)
        with contextlib.suppress(ValueError):  # the name may be written in another convention
            name = translated_name(record.language, record.code, name)
        found = [function for function in named if name in function.names]
        if not found:
            raise NotCarried(f"the source has no function called {name}")
        return found[0]
    texts = {function: function.node.text or b"" for function in named}
    called = [
        function
        for function in named
        if any(
            re.search(rb"\b" + re.escape(function.names[0].encode()) + rb"\s*\(", text)
            for other, text in texts.items()
            if other is not function
        )
    ]
    for choice in (named, [function for function in named if function not in called]):
        if len(choice) == 1:
            return choice[0]
    raise NotCarried(
        "the source has several functions and nothing says which is meant: the recipe's fields can map function_name"
        if named
        else "the source has no function at its top level"
    )


def _default(text: str) -> tuple[Any, ...]:
    value = read_literal(text) if text else None
    return (plain(value),) if isinstance(value, int | float | str | bool) else ()


def _plain_call(call: Sequence[Any]) -> list[Any] | None:
    try:
        return [plain(value) for value in call]
    except NotCarried:
        return None


def _types(
    language: Language, code: str, name: str, names: Sequence[str], defaults: Sequence[tuple[Any, ...]]
) -> tuple[list[tuple[PlainType, ...]], PlainType | None]:
    """The types that the parameters may have, the most likely first, and the type of the result if it is known."""
    signature = language.signature_of(code, name)
    if signature is None and language.types:
        raise NotCarried("its parameters or its result are not plain values")
    stated = signature.arguments if signature else (ANY,) * len(names)
    if len(stated) != len(names):
        raise NotCarried("its parameters are not plain values")
    returns = signature.returns if signature and signature.returns != ANY else None
    firsts = [values[0] if values else None for values in defaults]
    return possible_types(stated, names, code, firsts, _TYPES), returns
