"""Public benchmarks with protocols of their own."""

from pathlib import Path

from pairloom.encoder.errors import DataError
from pairloom.encoder.evaluation.metrics import map_at_r
from pairloom.encoder.inference import load
from pairloom.schemas.files import FileError, read_rows


def poj104_map(model: str | Path, file: str | Path) -> dict[str, float]:
    """MAP@R per exit on a file of CodeXGLUE's POJ-104 layout: JSON lines with `label` and `code` (C and C++)."""
    labels, codes = read_poj104(file)
    encoder = load(model)
    vectors = encoder.encode_exits(codes, language="cpp")
    return {f"exit {exit}": map_at_r(found, labels) for exit, found in vectors.items()}


def read_poj104(file: str | Path) -> tuple[list[int], list[str]]:
    """Labels and programs. Raises DataError naming the line that is wrong, or if a problem has one program only."""
    labels: list[int] = []
    codes: list[str] = []
    try:
        for where, row in read_rows(file):
            try:
                labels.append(int(row["label"]))
                codes.append(str(row["code"]))
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"{where}: needs `label` and `code`: {error!r}") from None
    except FileError as error:
        raise DataError(str(error)) from None
    lonely = [label for label in set(labels) if labels.count(label) == 1]
    if lonely or not labels:
        raise DataError(f"{file}: problem {lonely[0] if lonely else '(none)'} has one program; MAP@R needs two or more")
    return labels, codes
