"""The budget of a run. All processes of a run on one machine share one purse: a small file, named after the run and
locked while it is read or written. Each machine has its own purse."""

import fcntl
import os
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pairloom.schemas.private_folder import command_folder
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError

_PURSE = struct.Struct("<qd")  # tokens, money


class Budget:
    """The tokens and the money that the run `run` may spend on this machine, by `settings`; prices are per million
    tokens. With run = "", this object has its own purse. Requests in flight when the budget is spent are still paid."""

    def __init__(self, settings: TranslateSection, run: str) -> None:
        self.settings = settings
        self._file: int | None = None
        if settings.max_tokens_total is not None or settings.max_cost is not None:
            path = _path(run or uuid.uuid4().hex)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            if not run:
                path.unlink()

    def spend(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Adds the cost of one answer."""
        if self._file is None:
            return
        cost = (prompt_tokens * self.settings.price_prompt + completion_tokens * self.settings.price_completion) / 1e6
        with _locked(self._file):
            tokens_before, cost_before = _read(self._file)
            os.pwrite(self._file, _PURSE.pack(tokens_before + prompt_tokens + completion_tokens, cost_before + cost), 0)

    def check(self) -> None:
        """Raises TranslatorError once the budget is spent."""
        if self._file is None:
            return
        with _locked(self._file):
            tokens, cost = _read(self._file)
        most_tokens, most_cost = self.settings.max_tokens_total, self.settings.max_cost
        if most_tokens is not None and tokens >= most_tokens:
            spent = f"{tokens} tokens are spent and max_tokens_total = {most_tokens}"
        elif most_cost is not None and cost >= most_cost:
            spent = f"{cost:.2f} is spent and max_cost = {most_cost}"
        else:
            return
        raise TranslatorError(f"{spent}; all answers so far are kept: run again with --resume to continue")

    def close(self) -> None:
        """Closes the purse in this process."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def forget_spending(run: str) -> None:
    """Removes the purse of a run that has ended."""
    _path(run).unlink(missing_ok=True)


def _path(run: str) -> Path:
    return command_folder() / f"spent-{run}"


@contextmanager
def _locked(file: int) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _read(file: int) -> tuple[int, float]:
    purse = os.pread(file, _PURSE.size, 0)
    return _PURSE.unpack(purse) if purse else (0, 0.0)
