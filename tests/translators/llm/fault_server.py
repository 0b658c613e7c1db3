"""A server of the OpenAI chat protocol on loopback that misbehaves as it is told, and counts what it is asked.

Written on bare sockets, because no well-behaved HTTP library sends half an answer. The same prompt always gets the same
reply; which fault an attempt meets is decided by a hash of the prompt and of how often it was asked before.

As a program: `python tests/translators/llm/fault_server.py --port 0 …` prints its URL and serves until it is killed.
"""

import argparse
import asyncio
import hashlib
import json
import re
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

MIXED = ("429", "500", "503", "reset", "early_close", "invalid_json", "no_choices", "hang")
"""Faults that another attempt gets over."""
KEY = "sk-test-0123456789"


@dataclass
class Behaviour:
    """What the server does. failing: the share of attempts that meet one of `faults`. latency: seconds, and how many
    times longer the slowest answer takes than the fastest. fatal: the share of prompts that always get 400.
    slots: how many are answered at once; the others wait, 0 for no limit."""

    failing: float = 0.0
    faults: tuple[str, ...] = MIXED
    latency: float = 0.0
    spread: float = 1.0
    fatal: float = 0.0
    slots: int = 0
    retry_after: str = "0.05"
    replies: dict[tuple[str, str], str] = field(default_factory=dict)
    default_reply: str = ""
    finish_reason: str = "stop"
    key: str = ""


class FaultServer:
    """Serves in a thread of its own. `asked` counts attempts by prompt, `answered` whole good answers by prompt."""

    def __init__(self, behaviour: Behaviour | None = None, port: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.bodies: list[dict] = []
        self.in_flight = self.most_in_flight = 0
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(port, started), daemon=True)
        self._thread.start()
        started.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _serve(self, port: int, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._slots = asyncio.Semaphore(self.behaviour.slots or 1_000_000)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._connection, "127.0.0.1", port, backlog=4096, limit=1 << 26)
        )
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                headers = head.decode("latin-1").lower()
                length = re.search(r"content-length: (\d+)", headers)
                body = await reader.readexactly(int(length[1])) if length else b""
                if not await self._answer(head.split(b" ", 2)[1].decode(), headers, body, writer):
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort() if writer.transport else None

    async def _answer(self, path: str, headers: str, body: bytes, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection goes on."""
        if path == "/stats":
            return _send(writer, 200, {"asked": self.asked, "answered": self.answered, "faults": self.faults})
        if path == "/health":
            return _send(writer, 200, "")
        if self.behaviour.key and f"authorization: bearer {self.behaviour.key}" not in headers:
            return _send(writer, 401, {"error": "wrong key: " + headers})
        if path == "/v1/models":
            return _send(writer, 200, {"object": "list", "data": [{"id": "m", "owned_by": "fault-server"}]})
        if path == "/version":
            return _send(writer, 200, {"version": "1.0"})
        asked = json.loads(body)
        self.bodies.append(asked)
        prompt = hashlib.sha256(json.dumps(asked["messages"]).encode()).hexdigest()
        attempt = self.asked[prompt]
        self.asked[prompt] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            async with self._slots:
                return await self._serve_prompt(asked, prompt, attempt, writer)
        finally:
            self.in_flight -= 1

    async def _serve_prompt(self, asked: dict, prompt: str, attempt: int, writer: asyncio.StreamWriter) -> bool:
        how = self.behaviour
        if how.latency:
            await asyncio.sleep(how.latency * (1 + (how.spread - 1) * _chance("latency", prompt)))
        if _chance("fatal", prompt) < how.fatal:
            self.faults["400"] += 1
            return _send(writer, 400, {"error": {"message": f"this prompt is refused; your key is {KEY}"}})
        if _chance("fail", prompt, attempt) < how.failing:
            fault = how.faults[int(_chance("which", prompt, attempt) * len(how.faults))]
            self.faults[fault] += 1
            return await self._misbehave(fault, asked, writer)
        self.answered[prompt] += 1
        return _send(writer, 200, self._completion(asked))

    def _completion(self, asked: dict) -> dict:
        text = self._reply(asked["messages"])
        return {
            "object": "chat.completion",
            "model": asked["model"],
            "choices": [
                {
                    "index": i,
                    "message": {"role": "assistant", "content": text},
                    "finish_reason": self.behaviour.finish_reason,
                }
                for i in range(asked.get("n", 1))
            ],
            "usage": {
                "prompt_tokens": len(json.dumps(asked["messages"])) // 4,
                "completion_tokens": len(text) // 4,
                "prompt_tokens_details": {"cached_tokens": len(asked["messages"][0]["content"]) // 4},
            },
        }

    def _reply(self, messages: list[dict]) -> str:
        question = messages[1]["content"]
        if self.behaviour.replies:
            found = re.search(r"to ([^\n:]+):\n\n(`+)\w+\n(.*)\n\2$", question, re.DOTALL)
            if found and (found[1], found[3]) in self.behaviour.replies:
                return self.behaviour.replies[found[1], found[3]]
        return self.behaviour.default_reply or "reply to " + hashlib.sha256(question.encode()).hexdigest()

    async def _misbehave(self, fault: str, asked: dict, writer: asyncio.StreamWriter) -> bool:
        good = self._completion(asked)
        if fault == "429":
            return _send(writer, 429, {"error": "slow down"}, f"Retry-After: {self.behaviour.retry_after}\r\n")
        if fault in ("500", "503"):
            return _send(writer, int(fault), {"error": "\x1b[31mbroken\x1b[0m"})
        if fault == "invalid_json":
            return _send(writer, 200, json.dumps(good)[:-20])
        if fault == "no_choices":
            return _send(writer, 200, {"choices": []})
        if fault == "wrong_model":
            return _send(writer, 200, good | {"model": "another"})
        if fault == "hang":
            self.in_flight -= 1  # the client will give it up long before the connection is found closed here
            try:
                await asyncio.sleep(3600)
            finally:
                self.in_flight += 1
        if fault == "huge":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 52428800\r\n\r\n")
            for _ in range(800):
                writer.write(b"x" * 65536)
                await writer.drain()
            return True
        if fault == "redirect":
            return _send(writer, 307, "", "Location: http://127.0.0.1:9/v1/chat/completions\r\n")
        if fault == "reset":
            writer.write(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"choices": ['
            )
            await writer.drain()
        return False  # early_close: nothing at all


def _send(writer: asyncio.StreamWriter, status: int, answer: object, headers: str = "") -> bool:
    body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
    head = f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    writer.write(head.encode() + body)
    return True


def _chance(*parts: object) -> float:
    """A number in [0, 1) decided by `parts`."""
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:13], 16) / 16**13


def sample_replies(path: Path, titles: dict[str, str]) -> dict[tuple[str, str], str]:
    """(title of the target language, code) -> reply, from a replay file with `code`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(titles[row["target_language"]], row["code"].rstrip("\n")): row["reply"] for row in rows}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", choices=["127.0.0.1"], help="for the command line that vLLM would get")
    parser.add_argument("--forever", action="store_true", help="serve until killed, not until standard input ends")
    parser.add_argument("--failing", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--spread", type=float, default=1.0)
    parser.add_argument("--slots", type=int, default=0)
    options = parser.parse_args()
    behaviour = Behaviour(failing=options.failing, latency=options.latency, spread=options.spread, slots=options.slots)
    server = FaultServer(behaviour, options.port)
    print(server.url, flush=True)
    if options.forever:
        threading.Event().wait()
    sys.stdin.read()


if __name__ == "__main__":
    main()
