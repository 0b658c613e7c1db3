"""Which of two duplicates is kept: the one with the smaller priority; one without a priority comes last."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

_MAY_BE_NAN = (float, np.floating, np.datetime64, np.timedelta64, datetime)  # pandas' NaT is a datetime


def is_missing(value: Any) -> bool:
    """Whether `value` stands for no value: None, NaN or NaT."""
    if isinstance(value, Decimal):
        return value.is_nan()
    return value is None or (isinstance(value, _MAY_BE_NAN) and bool(value != value))


def order_keys(keys: Iterable[Any]) -> list[int]:
    """The places of `keys` from the smallest key to the largest: equal keys in their own order, missing keys last.

    Raises TypeError if two keys cannot be compared.
    """
    values = list(keys)
    missing = [is_missing(value) for value in values]
    present = [place for place, absent in enumerate(missing) if not absent]
    return sorted(present, key=values.__getitem__) + [place for place, absent in enumerate(missing) if absent]
