"""Good translations, to compare those of a translator with."""

from collections.abc import Iterable
from pathlib import Path

from pairloom.schemas.files import FileError, read_rows
from pairloom.translators.replies import read_reply

References = dict[tuple[str, str], str]


def read_references(path: Path) -> References:
    """(source code, target language) -> translation. Raises FileError naming the line that is wrong."""
    found: References = {}
    groups: dict[str, dict[str, str]] = {}
    for where, row in read_rows(path):
        try:
            if "group" in row:
                groups.setdefault(str(row["group"]), {}).setdefault(str(row["language"]), str(row["code"]))
                continue
            code, language, reply = (str(row[key]) for key in ("code", "target_language", "reply"))
        except KeyError as error:
            raise FileError(
                f"{where}: {error} is missing; a reference has code, target_language and reply, or group, language and "
                "code"
            ) from None
        reading = read_reply(reply, str(row.get("finish_reason") or "stop"), language, code)
        if reading.problem is None:
            found.setdefault((code, language), reading.code)
    return found | _of_groups(groups.values())


def _of_groups(groups: Iterable[dict[str, str]]) -> References:
    """Of programs by language that do the same, each as the translation of all others."""
    return {
        (code, target): translation
        for programs in groups
        for code in programs.values()
        for target, translation in programs.items()
        if translation != code
    }
