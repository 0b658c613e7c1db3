"""Finding the rows of a training set that share code or text with an evaluation set.

A text of a row is contaminated by a value of the evaluation set for one of three reasons, the strongest first:

    exact_match    both have the same tokens, whatever the white space between them;
    near_match     the Jaccard index of their sets of character n-grams is at least the threshold;
    common_tokens  they have a given number of tokens in a row in common.
"""

import ast
import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pairloom.dedup.errors import DedupError
from pairloom.dedup.fallback import TOKEN
from pairloom.dedup.minhash import shingle_ids
from pairloom.dedup.near import Sketch, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts, encode
from pairloom.schemas.files import FileError, match_files, read_rows
from pairloom.schemas.languages import unify_line_ends

FEW_TOKENS = 8
"""Values and texts of fewer tokens are not compared: "Return the sum." proves nothing."""


class Item(NamedTuple):
    """One value of an evaluation set: `place` says where it is, e.g. "humaneval.jsonl: line 3, prompt"."""

    place: str
    text: str


@dataclass(frozen=True)
class Finding:
    """Why a text is contaminated. item: the place of the value. overlap: the text that both have in common."""

    reason: str
    item: str
    overlap: str
    similarity: float


def evaluation_files(against: Sequence[str]) -> list[str]:
    """The files that the names and patterns `against` match. Raises DedupError if one matches no file."""
    files: list[str] = []
    for pattern in against:
        paths = match_files(pattern)
        if not paths:
            raise DedupError(f"[decontaminate] against: there is no file {pattern}")
        files += paths
    return files


def read_items(path: str) -> Iterator[Item]:
    """The values of a JSONL (also .gz) or Parquet file: every string of every row, also in lists and tables; each
    prompt together with its solution; and Python code also without its docstrings, because the code of records has
    none. Raises DedupError with the name of the file."""
    folder = path.removesuffix(path.rsplit("/", 1)[-1])
    for where, row in _read(path):
        place = where.removeprefix(folder)
        named = list(_strings(row, ""))
        by_name = dict(named)
        for solution in ("canonical_solution", "solution", "code"):
            if "prompt" in by_name and solution in by_name:
                named.append((f"prompt + {solution}", by_name["prompt"] + by_name[solution]))
        for column, text in named:
            yield Item(f"{place}, {column}", text)
            bare = strip_docstrings(text)
            if bare != text:
                yield Item(f"{place}, {column} without docstring", bare)


def _read(path: str) -> Iterator[tuple[str, Any]]:
    try:
        yield from read_rows(path)
    except FileError as error:
        raise DedupError(str(error)) from None


def _strings(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """(name, string) of every string inside a JSON value, in order; no recursion, values may be deep."""
    waiting = [(name, value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            inner = [(f"{name}.{key}" if name else str(key), inner) for key, inner in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            waiting.extend((name, inner) for inner in reversed(value))


def strip_docstrings(code: str) -> str:
    """Python `code` without its docstrings and empty lines; text without docstrings is returned unchanged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the invalid escapes of other people's string literals
            tree = ast.parse(code) if '"' in code or "'" in code else ast.Module([], [])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    documented = [
        node.body
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node, False)
    ]
    if not documented:
        return code
    lines = unify_line_ends(code, "python").encode().split(b"\n")  # columns of the tree count bytes
    for docstring, *others in sorted(documented, key=lambda body: -body[0].lineno):
        first, last = docstring.lineno - 1, docstring.end_lineno or docstring.lineno
        shared = others and others[0].lineno == last  # def f(): "text"; return 1
        rest = lines[last - 1][others[0].col_offset :] if shared else b""
        lines[first:last] = [lines[first][: docstring.col_offset] + rest]
    return "\n".join(line.decode() for line in lines if line.strip())


class Evaluation:
    """The values of evaluation sets, indexed for comparison; in memory, about 3 kB for each value."""

    def __init__(self, items: Iterable[Item], threshold: float = Settings.threshold, tokens: int = 30) -> None:
        """tokens: how many common tokens in a row are contamination. Raises DedupError if all values are too short."""
        self.tokens = tokens
        self.settings = Settings(threshold)
        seen: dict[bytes, Item] = {}
        count = 0
        for item in items:
            count += 1
            words = _words(item.text)
            if len(words) >= FEW_TOKENS:
                seen.setdefault(_digest(words), item)
        if not seen:
            raise DedupError(f"none of the {count} values has {FEW_TOKENS} tokens: there is nothing to compare with")
        self.items = list(seen.values())
        self.exact = {digest: number for number, digest in enumerate(seen)}
        self.sketch = sketch(Texts.of(item.text for item in self.items), self.settings)
        self.bands = [np.argsort(self.sketch.keys[:, band], kind="stable") for band in range(self.settings.bands[0])]
        windows = [self._distinctive_windows(item.text) for item in self.items]
        owners = np.repeat(np.arange(len(windows)), [len(window) for window in windows])
        self.windows, first = np.unique(np.concatenate(windows), return_index=True)
        self.owners = owners[first]

    def find(self, texts: Sequence[str]) -> list[Finding | None]:
        """For each text the reason why it is contaminated, or None."""
        found: list[Finding | None] = [None] * len(texts)
        long = []
        for i, text in enumerate(texts):
            words = _words(text)
            if len(words) < FEW_TOKENS:
                continue
            equal = self.exact.get(_digest(words))
            if equal is not None:
                found[i] = Finding("exact_match", self.items[equal].place, text, 1.0)
            else:
                long.append(i)
        for place, number, similarity in self._find_near([texts[i] for i in long]):
            found[long[place]] = Finding("near_match", self.items[number].place, texts[long[place]], similarity)
        for i in long:
            if found[i] is None:
                found[i] = self._find_common(texts[i])
        return found

    def _windows(self, text: str) -> npt.NDArray[np.uint64]:
        """The ids of the text's token n-grams; none if the text has fewer than n tokens."""
        words = _words(text)
        return shingle_ids(text, self.tokens, by_token=True) if len(words) >= self.tokens else words[:0]

    def _distinctive_windows(self, text: str) -> npt.NDArray[np.uint64]:
        """The n-grams with enough different tokens: a row of dashes or a table of zeros is in half of all files."""
        words = _words(text)
        if len(words) < self.tokens:
            return words[:0]
        ordered = np.sort(np.lib.stride_tricks.sliding_window_view(words, self.tokens), axis=1)
        different = 1 + np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1)
        return self._windows(text)[different * 3 >= self.tokens]

    def _find_near(self, texts: list[str]) -> Iterator[tuple[int, int, float]]:
        """(text, nearest item, Jaccard index) of each text that has an item within the threshold."""
        if self.settings.threshold >= 1 or not texts:
            return
        own: Sketch = sketch(Texts.of(texts), self.settings)
        pairs: set[tuple[int, int]] = set()
        for band, order in enumerate(self.bands):
            keys = self.sketch.keys[order, band]
            low = np.searchsorted(keys, own.keys[:, band], "left")
            high = np.searchsorted(keys, own.keys[:, band], "right")
            for i in np.flatnonzero(high > low).tolist():
                pairs.update((i, number) for number in order[low[i] : high[i]].tolist())
        best: dict[int, tuple[float, int]] = {}
        for i, number in sorted(pairs):
            if np.count_nonzero(own.coarse[i] == self.sketch.coarse[number]) < self.settings.agree:
                continue
            mine = set(shingle_ids(texts[i]).tolist())
            other = set(shingle_ids(self.items[number].text).tolist())
            hits = len(mine & other)
            similarity = hits / (len(mine) + len(other) - hits)
            if similarity >= self.settings.threshold and similarity > best.get(i, (0.0, 0))[0]:
                best[i] = (similarity, number)
        yield from ((i, number, similarity) for i, (similarity, number) in sorted(best.items()))

    def _find_common(self, text: str) -> Finding | None:
        """The first stretch of tokens that the text has in common with an item."""
        ids = self._windows(text)
        if not len(ids) or not len(self.windows):
            return None
        places = np.minimum(np.searchsorted(self.windows, ids), len(self.windows) - 1)
        hits = np.flatnonzero(self.windows[places] == ids)
        if not len(hits):
            return None
        first = last = int(hits[0])
        for hit in hits[1:]:
            if hit != last + 1:
                break
            last = int(hit)
        data = encode(text)
        spans = [match.span() for match in TOKEN.finditer(data)]
        overlap = data[spans[first][0] : spans[last + self.tokens - 1][1]].decode("utf-8", "replace")
        return Finding("common_tokens", self.items[self.owners[places[first]]].place, overlap, 0.0)

    def check_itself(self) -> None:
        """Searches for copies of some of its own values: unchanged, with other white space, with a changed end, and
        inside other code. Raises DedupError if a copy is not found, since the search would then miss contamination."""
        for item in [max(self.items, key=lambda item: len(item.text)), *self.items[:20]]:
            spans = [match.span() for match in TOKEN.finditer(encode(item.text))]
            planted = {
                "copy": item.text,
                "copy with other white space": "\n  " + item.text.replace("\n", "\r\n") + "\n\n",
            }
            if len(self._distinctive_windows(item.text)) == len(spans) - self.tokens + 1 > 0:
                data = encode(item.text)
                cut = data[spans[0][0] : spans[self.tokens - 1][1]].decode("utf-8", "replace")
                planted["stretch of tokens inside other code"] = f"before = [1, 2, 3]\n{cut}\nafter = {{}}\n" * 2
            if self.settings.threshold <= 0.9 and len(item.text) >= 1000:
                planted["copy with a changed end"] = item.text[:-10] + "changed_here"
            for kind, text in planted.items():
                if self.find([text])[0] is None:
                    raise DedupError(f"the self-check of the decontamination did not find a {kind} of {item.place}")


def _words(text: str) -> npt.NDArray[np.uint64]:
    """One number per token: uint64 (tokens,)."""
    return shingle_ids(text, 1, by_token=True)


def _digest(words: npt.NDArray[np.uint64]) -> bytes:
    return hashlib.blake2b(words.tobytes(), digest_size=16).digest()
