"""Plain values as JSON between the process of the tests and the process of the code that is tested. Both have a copy of
this file. `encode` makes a value of a subclass one of its plain class, so that no method of the code reaches the tests.
"""

import datetime
import decimal
import fractions
import json
import os
from typing import Any

_SEQUENCES: tuple[Any, ...] = (tuple, set, frozenset)
_TEXTS: dict[type, Any] = {
    datetime.datetime: (datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    datetime.date: (datetime.date.isoformat, datetime.date.fromisoformat),
    datetime.time: (datetime.time.isoformat, datetime.time.fromisoformat),
    decimal.Decimal: (decimal.Decimal.__str__, decimal.Decimal),
    fractions.Fraction: (fractions.Fraction.__str__, fractions.Fraction),
    bytes: (bytes.hex, bytes.fromhex),
    complex: (complex.__repr__, complex),
}
_BY_NAME: dict[str, Any] = {type_.__name__: type_ for type_ in (*_SEQUENCES, *_TEXTS, dict)}


class NotPlain(Exception):
    """A value that has no plain form; the message names its class."""


def encode(value: Any) -> Any:
    """`value` for JSON. Raises NotPlain."""
    if value is None or type(value) is bool:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, list):
        return [encode(item) for item in list.__iter__(value)]
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in dict.items(value)]}
    for type_ in _SEQUENCES:
        if isinstance(value, type_):
            return {type_.__name__: [encode(item) for item in type_.__iter__(value)]}
    for type_, (write, _) in _TEXTS.items():
        if type(value) is type_:
            return {type_.__name__: write(value)}
    raise NotPlain(type(value).__name__)


def decode(given: Any) -> Any:
    """The value that `encode` wrote. Raises ValueError if it is none."""
    if isinstance(given, list):
        return [decode(item) for item in given]
    if not isinstance(given, dict):
        return given
    [(name, inner)] = given.items()
    type_: Any = _BY_NAME.get(name)
    if type_ is dict:
        return {decode(key): decode(item) for key, item in inner}
    if type_ in _SEQUENCES:
        return type_(decode(item) for item in inner)
    if type_ in _TEXTS and isinstance(inner, str):
        return _TEXTS[type_][1](inner)
    raise ValueError("it is no plain value")


class Channel:
    """The pipes to the other process: one JSON text per line in each direction."""

    def __init__(self) -> None:
        reading, writing = map(int, os.environ["PAIRLOOM_PIPES"].split())
        self._reading, self._writing = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")

    def read(self) -> Any:
        """The next message, None at the end. Raises ValueError or RecursionError if it is no JSON."""
        line = self._reading.readline()
        return json.loads(line) if line else None

    def write(self, message: Any) -> None:
        """Sends a message. Raises OSError if the other process has ended, ValueError if it is too large for JSON."""
        self._writing.write(json.dumps(message).encode() + b"\n")
        self._writing.flush()
