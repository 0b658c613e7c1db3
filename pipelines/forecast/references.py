"""Reads reference translations, to compare the translations of a translator with them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pairloom.schemas.files import FileError, get_text, read_rows
from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.schemas.records import FUNCTION, UNITS
from pairloom.translators.replies import read_reply

References = dict[tuple[str, str], str]


def read_references(path: Path) -> References:
    """(source code, target language) -> translation.

    A row has code, target_language and reply, or group, language and code. A reply with a program has the unit
    "program". Raises FileError with the line of a row that
    has neither, or that has an invalid text or language.
    """
    found: References = {}
    groups: dict[str, dict[str, str]] = {}
    for where, row in read_rows(path):
        if "group" in row:
            language = _language(row, "language", where)
            groups.setdefault(str(row["group"]), {}).setdefault(language, get_text(row, "code", where))
            continue
        missing = [name for name in ("code", "target_language", "reply") if name not in row]
        if missing:
            raise FileError(
                f"{where}: {missing[0]} is missing; a reference has code, target_language and reply, or group, "
                "language and code"
            )
        language = _language(row, "target_language", where)
        code, reply = get_text(row, "code", where), get_text(row, "reply", where)
        reading = read_reply(reply, str(row.get("finish_reason") or "stop"), language, code, _unit(row, where))
        if reading.problem is None:
            found.setdefault((code, language), reading.code)
    return found | _of_groups(groups.values())


def _language(row: dict[str, Any], field: str, where: str) -> str:
    name = get_text(row, field, where)
    language = find_language(name)
    if language is None:
        raise FileError(f"{where}: {field} is {name[:40]!r}; known are {', '.join(LANGUAGES)}")
    return language.name


def _unit(row: dict[str, Any], where: str) -> str:
    unit = row.get("unit") or FUNCTION
    if unit not in UNITS:
        raise FileError(f"{where}: unit is {str(unit)[:40]!r}; allowed: {', '.join(UNITS)}")
    return str(unit)


def _of_groups(groups: Iterable[dict[str, str]]) -> References:
    """The references of groups: each program is a translation of all others in its group."""
    return {
        (code, target): translation
        for programs in groups
        for code in programs.values()
        for target, translation in programs.items()
        if translation != code
    }
