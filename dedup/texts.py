"""Texts as arrays: the bytes of all texts in one buffer, and where each begins and ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Texts:
    """Many texts in one buffer: text i is `data[offsets[i]:offsets[i + 1]]`, in UTF-8.

    data: uint8 (bytes of all texts,). offsets: int64 (texts + 1,).
    """

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: "Iterable[str | bytes] | Texts", name: str = "texts") -> "Texts":
        """`texts` in one buffer; bytes must be UTF-8 already. Texts are returned as they are.

        name: what messages call `texts`. Raises TypeError, which names the index, if one is neither str nor bytes.
        """
        if isinstance(texts, Texts):
            return texts
        if isinstance(texts, str | bytes):
            raise TypeError(f"{name} is one text; a list of texts is needed")
        parts = []
        for index, text in enumerate(texts):
            if not isinstance(text, str | bytes):
                raise TypeError(f"{name}[{index}] is {type(text).__name__}; a text is str or bytes")
            parts.append(encode(text))
        offsets = np.zeros(len(parts) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in parts], out=offsets[1:])
        return cls(np.frombuffer(b"".join(parts), dtype=np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> bytes:
        return self.data[self.offsets[index] : self.offsets[index + 1]].tobytes()

    def take(self, rows: npt.NDArray[np.integer]) -> "Texts":
        """The texts of `rows`, in that order, in a buffer of their own."""
        return Texts.of([self[int(row)] for row in rows])


def encode(text: str | bytes) -> bytes:
    """`text` in UTF-8. A lone surrogate, which comes from a damaged file, becomes three bytes; nothing is raised."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
