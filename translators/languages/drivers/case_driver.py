"""Prints what a function returned, or the error that it raised."""

import json
from collections.abc import Callable


def run_case(index: int, call: Callable[[], object]) -> None:
    """One line: "case", the index and the result as JSON, or "error", the index and the message."""
    try:
        print("case", index, json.dumps(call()), flush=True)
    except Exception as problem:
        print("error", index, json.dumps(f"{type(problem).__name__}: {problem}"), flush=True)
