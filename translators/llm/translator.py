"""Translation by a language model with the OpenAI protocol: prompts, candidates, repairs, the journal, the budget.

All requests run concurrently in one event loop in a separate thread, up to the limits of the client. So the servers are
never idle while there is work, and a slow answer delays no other request.
"""

import asyncio
import json
import os
import threading
import time
import weakref
from abc import abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, ClassVar, Self

from pairloom.schemas import CodeRecord, TranslationOutcome, TranslationRequest
from pairloom.schemas.files import reason_of
from pairloom.schemas.guard import DEATHS, spare
from pairloom.schemas.recipe import TranslateSection, TranslatorSection
from pairloom.translators.base import Translator, TranslatorError, failure
from pairloom.translators.checks.judge import Reply, judge_replies
from pairloom.translators.llm.answer import Choice
from pairloom.translators.llm.budget import Budget
from pairloom.translators.llm.client import ChatClient, ChatError
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.prompts import CONTROL, messages, prompt_version, repair_messages
from pairloom.translators.llm.usage import Answer
from pairloom.translators.problem import Problem

JUDGES = 4
"""The number of guards that judge replies before a repair, so that a reply that hangs its parser or waits for a
compiler does not delay the others."""


class LlmTranslator(Translator):
    """Translates with the servers at `servers` (base URLs that end in /v1) and the settings of a recipe's [translate].
    Each outcome is written to the `journal` before it is returned. Closes itself when it is garbage-collected and when
    the process ends, and then calls `stop`. Raises TranslatorError if no server answers.

    revision: of the model, "" for unknown. run: the run whose budget is spent, "" for a separate budget.
    """

    default_concurrency: ClassVar[int]
    """Requests in flight for each server, if the recipe does not set it."""

    @classmethod
    def missing(cls, settings: TranslatorSection) -> str:
        """The model."""
        return "" if settings.model else 'model = "NAME or folder of the model"'

    @classmethod
    def identity(cls, record: CodeRecord, target_language: str, settings: TranslateSection) -> dict[str, str]:
        """The model, the prompt version and the sampling parameters."""
        return {
            "model": str(settings.model),
            "prompt_version": prompt_version(target_language, record.unit),
            "sampling": sampling_identity(settings),
        }

    @classmethod
    @abstractmethod
    def make(cls, settings: TranslateSection, journal: JournalWriter | None = None, run: str = "") -> Self:
        """A translator with its servers. run: the run whose budget it spends. Raises TranslatorError if no server
        answers or starts."""

    def __init__(
        self,
        settings: TranslateSection,
        servers: Sequence[str],
        *,
        journal: JournalWriter | None = None,
        revision: str = "",
        run: str = "",
        patience: float = 120.0,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings, self.journal, self.revision = settings, journal, revision
        self.budget = Budget(settings, run)
        concurrency = settings.concurrency or self.default_concurrency
        self.client = ChatClient(
            servers,
            settings.model,
            api_key=os.environ.get(settings.api_key_env, ""),
            concurrency=concurrency,
            timeout=settings.timeout or 600.0,
            max_attempts=settings.max_attempts,
            patience=patience,
            may_ask=self.budget.check,
            answers_as=settings.answers_as,
        )
        # twice the limit in flight, so that requests that wait for another attempt do not block others
        self._places = threading.BoundedSemaphore(2 * concurrency * len(servers))
        self._judges = ThreadPoolExecutor(JUDGES, thread_name_prefix="judge")
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self._loop.run_forever, name="translate", daemon=True)
        thread.start()
        rest = ExitStack()  # closed in reverse order, each even if another one fails
        rest.callback(stop)
        if journal is not None:
            rest.callback(journal.close)
        rest.callback(self.budget.close)
        rest.callback(self._judges.shutdown, wait=False, cancel_futures=True)
        self._end = weakref.finalize(self, _close, self._loop, thread, self.client, rest)
        try:
            asyncio.run_coroutine_threadsafe(self.client.start(), self._loop).result()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes its servers, the journal and the budget."""
        self._end()

    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in their order. Raises TranslatorError when the run cannot continue."""
        return [answer.result().outcome for answer in [self.submit(request) for request in requests]]

    def submit(self, request: TranslationRequest) -> "Future[Answer]":
        """Waits for a free place, accepts the request and returns the future of its answer. The future raises
        TranslatorError when the run cannot continue: servers gone, budget spent, journal not writable."""
        self._places.acquire()
        answer: Future[Answer] = Future()
        self._loop.call_soon_threadsafe(self._begin, request, answer)
        return answer

    def figures(self) -> dict[str, Any]:
        """The counts so far, as plain data: attempts, tokens, errors by kind, requests in flight."""
        return self.client.figures.as_dict()

    def _begin(self, request: TranslationRequest, answer: "Future[Answer]") -> None:
        self._loop.create_task(self._answer(request, answer)).add_done_callback(lambda task: self._places.release())

    async def _answer(self, request: TranslationRequest, answer: "Future[Answer]") -> None:
        try:
            result = await self._translated(request)
            if self.journal is not None:
                self.journal.append(request, result.outcome)
            answer.set_result(result)
        except OSError as error:
            folder = self.journal.folder if self.journal else ""
            problem = f"{folder}: the journal cannot be written: {reason_of(error)}"
            answer.set_exception(TranslatorError(f"{problem}; the replies in it are kept: run again with --resume"))
        except asyncio.CancelledError:
            answer.cancel()
            raise
        except Exception as error:
            answer.set_exception(error)

    async def _translated(self, request: TranslationRequest) -> Answer:
        """Sends the request. Sends a reply that fails the checks back with its problem, as often as the recipe
        allows."""
        began = time.time()
        chat = messages(request.code, request.source_language, request.target_language, request.unit)
        outcome = TranslationOutcome(
            request_id=request.request_id,
            reply="",
            finish_reason="",
            prompt_tokens=0,
            completion_tokens=0,
            error="",
            turns=0,
            revision=self.revision,
        )
        failures: tuple[str, ...] = ()
        problem, candidates, cached = None, 0, 0
        if forged := CONTROL.search(request.code):
            outcome = failure(request, "control_token", f"{forged[0]} in the code would end our message to the model")
        while outcome.turns == 0 or (_is_worth_a_repair(problem) and outcome.turns <= self.settings.repairs):
            try:
                completion = await self.client.complete(chat, sampling_parameters(self.settings))
            except ChatError as error:
                failures += error.failures
                if outcome.turns == 0:
                    outcome = failure(request, error.reason, error.detail)
                break  # the reply that was already paid is the outcome
            self.budget.spend(completion.prompt_tokens, completion.completion_tokens)
            failures += completion.failures
            candidates += len(completion.choices)
            cached += completion.cached_tokens
            choice, problem = await self._best(request, completion.choices)
            outcome = replace(
                outcome,
                reply=choice.text,
                finish_reason=choice.finish_reason,
                prompt_tokens=outcome.prompt_tokens + completion.prompt_tokens,
                completion_tokens=outcome.completion_tokens + completion.completion_tokens,
                turns=outcome.turns + 1,
                repaired=outcome.turns > 0 and problem is None,
                server=completion.software,
            )
            if problem is not None and CONTROL.search(choice.text):
                break
            if problem is not None:
                chat = repair_messages(
                    chat, choice.text, problem.detail, problem.line, request.target_language, request.unit
                )
        figures = self.client.figures
        return Answer(
            outcome, failures, candidates, cached, figures.in_flight, figures.most_in_flight, began, time.time()
        )

    async def _best(self, request: TranslationRequest, choices: list[Choice]) -> tuple[Choice, Problem | None]:
        """The first candidate that passes the checks, else the one nearest to passing, with its problem."""
        if self.settings.repairs == 0 and len(choices) == 1:
            return choices[0], None  # the pipeline checks it anyway
        found = await asyncio.get_running_loop().run_in_executor(self._judges, judge_choices, request, choices)
        return min(zip(choices, found, strict=True), key=lambda pair: _distance(pair[1]))


def judge_choices(request: TranslationRequest, choices: Sequence[Choice]) -> list[Problem | None]:
    """The problem of each reply to `request`, None if it passes; the same checks as in the pipeline."""
    replies = [
        Reply(
            request.code,
            request.source_language,
            request.function_name,
            request.target_language,
            choice.text,
            choice.finish_reason,
            unit=request.unit,
        )
        for choice in choices
    ]
    with spare() as guard:
        return [reading.problem for reading in judge_replies(replies, guard)]


def _distance(problem: Problem | None) -> int:
    """0: the reply passes. 1: its code has a problem. 2: it has no code that could be checked."""
    if problem is None:
        return 0
    return 1 if problem.stage == "check" and problem.reason not in DEATHS else 2


def _is_worth_a_repair(problem: Problem | None) -> bool:
    """Whether to send a reply back. A reply at the token limit would reach it again, and a crash gives the model no
    useful information."""
    return problem is not None and problem.reason not in ("cut_off", *DEATHS)


def _close(loop: asyncio.AbstractEventLoop, thread: threading.Thread, client: ChatClient, rest: ExitStack) -> None:
    """Cancels requests in flight, closes the connections, and closes the `rest`: judges, budget, journal, servers."""

    async def end() -> None:
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        await client.close()
        loop.stop()

    asyncio.run_coroutine_threadsafe(end(), loop)
    if threading.current_thread() is not thread:  # the last reference may be dropped by the loop itself
        thread.join(timeout=30)
    rest.close()


def sampling_parameters(settings: TranslateSection) -> dict[str, Any]:
    """The sampling parameters of a request, in the protocol's names."""
    parameters: dict[str, Any] = {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "max_tokens": settings.max_tokens,
    }
    if settings.seed is not None:
        parameters["seed"] = settings.seed
    if settings.candidates > 1:
        parameters["n"] = settings.candidates
    return parameters


def sampling_identity(settings: TranslateSection) -> str:
    """Canonical JSON of all settings that decide a reply, for the request's identity. The number of attempts and
    concurrent requests do not decide it."""
    identity = sampling_parameters(settings) | {"repairs": settings.repairs}
    if settings.revision:
        identity["revision"] = settings.revision
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))
