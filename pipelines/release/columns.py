"""The two sets of column names that a release can have: the project's, and those of the published SynthCoNL.

SynthCoNL's eight columns hold the same things under other names, so the one is the other renamed; the columns that
SynthCoNL lacks (identifiers, licence, model …) keep their names and are there in both.
"""

from collections.abc import Sequence

SYNTHCONL = {
    "repository": "repository_name",
    "path": "func_path_in_repository",
    "target_language": "language2",
    "target_code": "func2",
    "source_language": "language1_CSN",
    "source_code": "func1_CSN",
    "text": "func_documentation_string",
    "url": "func_code_url",
}
"""Our name -> SynthCoNL's, in no particular order."""

_BACK = {theirs: ours for ours, theirs in SYNTHCONL.items()}


def to_synthconl(names: Sequence[str]) -> list[str]:
    """Column names as the published dataset has them."""
    return [SYNTHCONL.get(name, name) for name in names]


def to_pairloom(names: Sequence[str]) -> list[str]:
    """The project's own column names, whichever of the two sets `names` are."""
    return [_BACK.get(name, name) for name in names]
