"""The transpiler as a translator: Python to JavaScript without a model, a GPU or a network."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Self

from pairloom.schemas import CodeRecord, TranslationOutcome, TranslationRequest
from pairloom.schemas.guard import Died, Guard
from pairloom.schemas.recipe import TranslateSection
from pairloom.schemas.records import FUNCTION
from pairloom.translators.base import Translator, failure
from pairloom.translators.transpile.python_to_js import Unsupported, python_to_js

MODEL = f"pscript {version('pscript')}"
SECONDS = 10.0
MEMORY = 1 << 30
REPLY_LIMIT = 4 << 20


class TranspileTranslator(Translator):
    """Translates Python functions to JavaScript, in its own guard.

    A function that crashes the guard's process, takes longer than `seconds` or needs more than `memory` bytes of
    address space is one failed outcome ("crash", "timeout", "memory"); the other functions are not affected.
    """

    name = "transpile"
    description = "Python to JavaScript by a transpiler (pscript)"
    needs = "nothing"
    sources = ("python",)
    targets = ("javascript",)
    units = (FUNCTION,)

    @classmethod
    def identity(cls, record: CodeRecord, target_language: str, settings: TranslateSection) -> dict[str, str]:
        """The version of the transpiler."""
        return {"model": MODEL}

    @classmethod
    def make(cls, settings: TranslateSection) -> Self:
        """The transpiler. It has no settings."""
        return cls()

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.guard = Guard(seconds, memory)

    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in their order."""
        return [self._translate(request) for request in requests]

    def close(self) -> None:
        """Ends the guard's process."""
        self.guard.close()

    def _translate(self, request: TranslationRequest) -> TranslationOutcome:
        try:
            reply = self.guard.call(python_to_js, request.code)
        except Unsupported as error:
            return failure(request, "unsupported", str(error))
        except SyntaxError as error:
            return failure(request, "syntax", f"not valid Python: {error.msg} (line {error.lineno})")
        except RecursionError:
            return failure(request, "unsupported", "nested too deeply")
        except Died as death:
            return failure(request, death.reason, str(death))
        except Exception as error:
            return failure(request, "crash", f"{type(error).__name__}: {error}")
        if len(reply) > REPLY_LIMIT:
            return failure(request, "too_long", "more than 4 MiB of JavaScript")
        return TranslationOutcome(
            request_id=request.request_id,
            reply=reply,
            finish_reason="stop",
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )
