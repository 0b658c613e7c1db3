"""A client of the OpenAI chat protocol for many concurrent requests, with limits, load balancing and retries.

Retries: a status of 408, 409, 425, 429 or 5xx, a timeout, a broken connection and an answer that is not a valid
completion are retried after a pause (exponential with full jitter, or the server's Retry-After), up to `max_attempts`
attempts in total. Any other answer is final. A server that refuses connections gets no requests until it answers again.
This costs nothing and does not count as an attempt.

Load: a server gets at most `concurrency` requests at once. The limit is halved when the server is overloaded (429, 503,
a timeout) and raised step by step while it answers, as in TCP. A request goes to the server with the smallest share of
its limit in use.
"""

import asyncio
import base64
import contextlib
import json
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp

from pairloom.schemas.secrets import Secrets, plain_url, url_credentials
from pairloom.translators.base import TranslatorError
from pairloom.translators.llm.answer import Completion, FailedAttempt, is_final, read_completion, status_reason
from pairloom.translators.llm.prompts import Messages

BODY_LIMIT = 8 << 20
"""The maximum size of an answer in bytes: no translation is longer."""

KEEP_ALIVE = 2.0
"""Seconds for which an idle connection is reused. Servers close idle connections after five (uvicorn, so vLLM), and a
request sent at that moment is lost."""

LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 300.0
OVERLOAD = {"rate_limited", "http_503", "timeout"}
FAILURES_IN_A_ROW = 1000
"""After this many final failures without a success between them, the servers count as gone."""


class ChatError(Exception):
    """A chat without a usable answer after all attempts. `reason` is a name such as "timeout" or "http_400"; `failures`
    are the reasons of all attempts."""

    def __init__(self, reason: str, detail: str, failures: tuple[str, ...]) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.failures = reason, detail, failures


class _Unreachable(Exception):
    """No connection: the server never saw the request."""


@dataclass
class Figures:
    """The counts of a client so far. `errors` counts failed attempts by reason."""

    in_flight: int = 0
    most_in_flight: int = 0
    attempts: int = 0
    answered: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for a manifest or a progress line."""
        return {**self.__dict__, "errors": dict(sorted(self.errors.items()))}


@dataclass
class _Server:
    """url: where requests go, without credentials except parameters. name: the URL in messages."""

    url: str
    name: str
    headers: dict[str, str]
    most: int
    limit: float
    software: str = ""
    in_flight: int = 0
    reachable: bool = True
    gone: bool = False
    slowed_at: float = 0.0

    @classmethod
    def make(cls, url: str, api_key: str, concurrency: int) -> "_Server":
        """Raises TranslatorError if the URL has a user and there is an API key, too."""
        parts = urlsplit(url)
        user, _, host = parts.netloc.rpartition("@")
        if user and api_key:
            raise TranslatorError(
                f"{plain_url(url)}: its URL has a user, and there is an API key, too; a request can send only one of "
                "them: remove the user, or unset the environment variable that api_key_env names"
            )
        if user:
            headers = {"Authorization": f"Basic {base64.b64encode(unquote(user).encode()).decode()}"}
        else:
            headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        plain = parts._replace(netloc=host).geturl()
        return cls(plain, plain_url(url), headers, concurrency, float(concurrency))

    def at(self, path: str, without: str = "") -> str:
        """The URL of `path` below the base URL, or below it without its end `without`."""
        parts = urlsplit(self.url)
        return parts._replace(path=parts.path.rstrip("/").removesuffix(without) + path).geturl()

    def share(self) -> float:
        return self.in_flight / self.limit

    def free(self) -> bool:
        return self.reachable and self.in_flight < int(self.limit)

    def slow_down(self) -> None:
        now = time.monotonic()
        if now - self.slowed_at > 1.0:  # at most one signal per second: a burst counts once
            self.slowed_at, self.limit = now, max(1.0, self.limit / 2)

    def speed_up(self) -> None:
        self.limit = min(float(self.most), self.limit + 4 / self.limit)


class ChatClient:
    """Requests completions from `servers` (base URLs that end in /v1). All methods run in one event loop.

    concurrency: requests at once per server. timeout: seconds per attempt. patience: seconds for which a server may
    refuse connections before it counts as gone. answers_as: other model names that answers may contain, "*" for any.
    may_ask: called before each attempt; it raises TranslatorError to stop further requests. The API key, or a user with
    password in a URL, is sent to these servers only (redirects are not followed) and never appears in an error.
    """

    def __init__(
        self,
        servers: Sequence[str],
        model: str,
        *,
        api_key: str = "",
        concurrency: int = 64,
        timeout: float = 600.0,
        max_attempts: int = 6,
        patience: float = 120.0,
        first_pause: float = 0.5,
        may_ask: Callable[[], None] = lambda: None,
        answers_as: Sequence[str] = (),
    ) -> None:
        self.model, self.timeout, self.max_attempts = model, timeout, max_attempts
        self.patience, self.first_pause, self.may_ask = patience, first_pause, may_ask
        self.answers_as = answers_as
        self.servers = [_Server.make(url, api_key, concurrency) for url in servers]
        self.figures = Figures()
        self._secrets = Secrets([api_key, *(secret for url in servers for secret in url_credentials(url))])
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._session: aiohttp.ClientSession | None = None
        self._probes: set[asyncio.Task[None]] = set()
        self._failed_in_a_row = 0

    async def start(self) -> None:
        """Opens the client and requests the list of models from each server. Raises TranslatorError if no server
        answers or one refuses the key."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE),
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            headers={"Content-Type": "application/json"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=True,
        )
        await asyncio.gather(*(self._first_contact(server) for server in self.servers))
        if not any(server.reachable for server in self.servers):
            raise TranslatorError(f"no server answers at {', '.join(server.name for server in self.servers)}")

    async def close(self) -> None:
        """Closes all connections."""
        for probe in self._probes:
            probe.cancel()
        if self._session is not None:
            await self._session.close()

    async def complete(self, messages: Messages, parameters: dict[str, Any]) -> Completion:
        """The answer to `messages`. parameters: sampling parameters of the protocol. Raises ChatError if this request
        fails, TranslatorError if no server is left or `may_ask` stops the run."""
        body = json.dumps({"model": self.model, "messages": messages, **parameters}).encode("ascii")
        failures: list[str] = []
        while True:
            server = await self._acquire()
            pause = 0.0
            try:
                self.may_ask()
                completion = await self._post(server, body)
            except _Unreachable:
                self.figures.errors["unreachable"] += 1
                self._probe(server)
                continue
            except FailedAttempt as failure:
                failures.append(failure.reason)
                self.figures.errors[failure.reason] += 1
                if failure.reason in OVERLOAD:
                    server.slow_down()
                if failure.final or len(failures) >= self.max_attempts:
                    self._give_up(failure, failures)
                pause = failure.pause or self._pause(len(failures))
            else:
                server.speed_up()
                self._count(completion)
                return replace(completion, software=server.software, failures=tuple(failures))
            finally:
                self._release(server)
            await asyncio.sleep(pause)

    def _give_up(self, failure: FailedAttempt, failures: list[str]) -> None:
        self.figures.failed += 1
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= FAILURES_IN_A_ROW and not failure.final:
            raise TranslatorError(
                f"{FAILURES_IN_A_ROW} requests in a row failed, the last with {failure.reason}: {failure.detail}; all "
                "answers so far are kept: resume the run when the servers work again"
            )
        tries = f" ({len(failures)} attempts)" if len(failures) > 1 else ""
        raise ChatError(failure.reason, failure.detail + tries, tuple(failures)) from None

    def _pause(self, attempt: int) -> float:
        """Seconds before the next attempt, with full jitter, so that requests that failed together are not repeated
        together."""
        return random.uniform(0, min(LONGEST_PAUSE, self.first_pause * 2**attempt))

    def _count(self, completion: Completion) -> None:
        self._failed_in_a_row = 0
        self.figures.answered += 1
        self.figures.prompt_tokens += completion.prompt_tokens
        self.figures.cached_tokens += completion.cached_tokens
        self.figures.completion_tokens += completion.completion_tokens

    async def _acquire(self) -> _Server:
        """Waits for a free place and returns the server with the smallest share of its limit in use."""
        while True:
            free = [server for server in self.servers if server.free()]
            if free:
                server = min(free, key=_Server.share)
                server.in_flight += 1
                self.figures.in_flight += 1
                self.figures.most_in_flight = max(self.figures.most_in_flight, self.figures.in_flight)
                return server
            if all(server.gone for server in self.servers):
                raise TranslatorError(
                    f"no server has answered for {self.patience:g} s at "
                    f"{', '.join(server.name for server in self.servers)}; all answers so far are kept: resume the run "
                    "when the servers work again"
                )
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn

    def _release(self, server: _Server) -> None:
        server.in_flight -= 1
        self.figures.in_flight -= 1
        self._wake()

    def _wake(self) -> None:
        """Wakes as many waiting requests as there are free places."""
        places = sum(int(server.limit) - server.in_flight for server in self.servers if server.free())
        if all(server.gone for server in self.servers):
            places = len(self._waiting)
        while places > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                places -= 1

    async def _post(self, server: _Server, body: bytes) -> Completion:
        assert self._session is not None
        self.figures.attempts += 1
        try:
            async with self._session.post(
                server.at("/chat/completions"), data=body, headers=server.headers, allow_redirects=False
            ) as response:
                content = await _read(response)
                if response.status != 200:
                    raise self._refused(response, content)
        except aiohttp.ClientConnectorError as error:
            raise _Unreachable from error
        except TimeoutError:
            raise FailedAttempt("timeout", f"no answer in {self.timeout:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise FailedAttempt("connection", self._redacted(f"{type(error).__name__}: {error}")) from None
        except ValueError as error:  # invalid HTTP headers or chunks
            raise FailedAttempt("connection", self._redacted(f"{type(error).__name__}: {error}")) from None
        try:
            completion = read_completion(content, self.model, self.answers_as)
        except FailedAttempt as failure:
            failure.detail = self._redacted(failure.detail)
            raise
        if any(self._secrets.are_in(choice.text) for choice in completion.choices):
            raise FailedAttempt("invalid_answer", "the reply contains the credentials of the request", final=True)
        return completion

    def _refused(self, response: aiohttp.ClientResponse, content: bytes) -> FailedAttempt:
        status = response.status
        detail = self._redacted(content.decode("utf-8", errors="replace")) or str(response.reason)
        pause = _retry_after(response.headers)
        return FailedAttempt(status_reason(status), detail, final=is_final(status), pause=pause)

    def _redacted(self, text: str) -> str:
        """At most 300 printable characters of a server's message, without credentials."""
        shown = "".join(character if character.isprintable() else " " for character in text[: 1 << 16])
        return self._secrets.hide(shown)[:300].strip()

    async def _first_contact(self, server: _Server) -> None:
        try:
            status = await self._ask_models(server)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, FailedAttempt):
            server.reachable = False
            self._probe(server)
            return
        if status in (401, 403):
            raise TranslatorError(
                f"{server.name} refuses the API key (HTTP {status}); it comes from the environment variable that "
                "api_key_env names"
            )

    async def _ask_models(self, server: _Server) -> int:
        """Requests the list of models and returns the HTTP status. Stores the server software."""
        status, models = await self._get(server, server.at("/models"))
        if status == 200:
            version = None
            with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError, ValueError, FailedAttempt):
                _, version = await self._get(server, server.at("/version", without="/v1"))  # only vLLM has this path
            server.software = self._secrets.hide(_software(models, version))
        return status

    async def _get(self, server: _Server, url: str) -> tuple[int, Any]:
        """Status and JSON data of an answer; the data is None if it is not JSON."""
        assert self._session is not None
        limit = aiohttp.ClientTimeout(total=10.0)
        async with self._session.get(url, headers=server.headers, timeout=limit, allow_redirects=False) as response:
            content = await _read(response)
        try:
            return response.status, json.loads(content)
        except (ValueError, RecursionError):
            return response.status, None

    def _probe(self, server: _Server) -> None:
        """Sends no requests to the server until it accepts connections again."""
        if any(probe.get_name() == server.url for probe in self._probes):
            return
        server.reachable = False
        probe = asyncio.get_running_loop().create_task(self._wait_for(server), name=server.url)
        self._probes.add(probe)
        probe.add_done_callback(self._probes.discard)

    async def _wait_for(self, server: _Server) -> None:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            await asyncio.sleep(min(1.0, self.patience / 10))
            try:
                status = await self._ask_models(server)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, FailedAttempt):
                continue
            if status < 500:
                server.reachable = True
                break
        else:
            server.gone = True
        self._wake()


def _software(models: Any, version: Any) -> str:
    """A name such as "vllm 0.32.0", from a server's list of models and its version; "" if unknown."""
    try:
        owner = models["data"][0]["owned_by"]
    except (LookupError, TypeError):
        owner = ""
    number = version.get("version") if isinstance(version, dict) else ""
    words = [word for word in (owner, number) if isinstance(word, str)]
    return "".join(character for character in " ".join(words) if character.isprintable())[:100].strip()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body of an answer. Raises FailedAttempt if it is too long."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        content += chunk
        if len(content) > BODY_LIMIT:
            response.close()
            raise FailedAttempt("too_long", f"the answer is longer than {BODY_LIMIT >> 20} MiB", final=True)
    return bytes(content)


def _retry_after(headers: Any) -> float:
    """The seconds in a Retry-After header, in either of its two forms; 0 without one."""
    value = headers.get("Retry-After", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError):
            return 0.0
    if seconds != seconds or seconds <= 0:
        return 0.0
    # a little longer and random, so that waiting requests are not all repeated at the same moment
    return min(seconds, LONGEST_RETRY_AFTER) * random.uniform(1.0, 1.2)
