"""The classes that judges of programming contests define before they run a solution: `ListNode`, `TreeNode`, `Pair`."""

import re
from collections.abc import Mapping

from pairloom.translators.languages.grammar import Grammar, parse

_OWN = r"\b(?:class|struct|interface|record|type|enum|use|import|typedef)\b[^\n;{{]*\b{0}\b|\}}\s*{0}\s*;"


def missing_classes(code: str, grammar: Grammar, definitions: Mapping[str, str]) -> list[str]:
    """Those of `definitions`, name -> definition of a class, whose names `code` uses and neither defines nor
    imports."""
    if not any(name in code for name in definitions):
        return []
    text = parse(code, grammar).uncommented
    return [
        definition
        for name, definition in definitions.items()
        if re.search(rf"\b{name}\b", text) and not re.search(_OWN.format(name), text)
    ]
