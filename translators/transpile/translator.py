"""The embedded translator: Python to JavaScript without a model, a GPU or a network."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.translators.base import failure

MODEL = f"pscript {version('pscript')}"
SECONDS = 10.0
MEMORY = 1 << 30
REPLY_LIMIT = 4 << 20


class TranspileTranslator:
    """Python functions to JavaScript, in a process of their own that is started again when a function breaks it.

    A function that crashes the process, takes longer than `seconds` or needs more than `memory` bytes of address space
    is one failed outcome ("crash", "timeout", "memory"); its neighbours never notice.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.command = [sys.executable, "-m", "pairloom.translators.transpile.worker", str(seconds), str(memory)]
        self.seconds = seconds
        self.worker: subprocess.Popen[str] | None = None

    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in their order."""
        return [self._translate(request) for request in requests]

    def close(self) -> None:
        """Ends the process."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()
            for pipe in (self.worker.stdin, self.worker.stdout):
                if pipe is not None:
                    pipe.close()
            self.worker = None

    def _translate(self, request: TranslationRequest) -> TranslationOutcome:
        answer = self._ask(request.code)
        if "error" in answer:
            reason, _, detail = answer["error"].partition(": ")
            return failure(request, reason, detail)
        return TranslationOutcome(
            request_id=request.request_id,
            reply=answer["reply"],
            finish_reason="stop",
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )

    def _ask(self, code: str) -> dict[str, str]:
        """What the process answers, or why it did not."""
        worker = self.worker = self.worker or self._start()
        assert worker.stdin is not None and worker.stdout is not None
        line = ""
        try:
            worker.stdin.write(json.dumps({"code": code}) + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline(REPLY_LIMIT)
        except BrokenPipeError:
            pass
        if not line.endswith("\n"):
            status = "too long" if line else self._status(worker)
            self.close()
            return {"error": status if ": " in status else "too_long: more than 4 MiB of JavaScript"}
        answer: dict[str, Any] = json.loads(line)
        if answer.get("error", "").startswith("memory:"):
            self.close()  # what is left after a MemoryError may be damaged
        return answer

    def _status(self, worker: subprocess.Popen[str]) -> str:
        code = worker.wait()
        if code == -signal.SIGALRM:
            return f"timeout: no translation in {self.seconds:g} s"
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return f"crash: the transpiler's process ended with {name}"

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
        )
