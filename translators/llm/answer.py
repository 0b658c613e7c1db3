"""Reads a server's answer of status 200: a completion in one of several formats, or an error.

Servers differ: content as text, as a list of parts or as an object; no finish reason; usage that is not a number; an
error in place of the choices; an event stream that was not requested.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.translators.replies import end_of


@dataclass(frozen=True)
class Choice:
    """One reply to a chat. `finish_reason` is "stop", "length" or "content_filter"; other words of servers are
    translated."""

    text: str
    finish_reason: str


@dataclass(frozen=True)
class Completion:
    """The answer to one chat: replies, tokens, the server software, and the reasons of failed attempts before it.
    `cached_tokens`: prompt tokens from the server's prefix cache, 0 if it does not report them."""

    choices: list[Choice]
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    software: str = ""
    failures: tuple[str, ...] = ()


class FailedAttempt(Exception):
    """One attempt that failed. `reason` is one of stage "translate"; `final`: another attempt would fail, too; `pause`:
    the seconds to wait that the server asked for, 0 if none."""

    def __init__(self, reason: str, detail: str, *, final: bool = False, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.final, self.pause = reason, detail, final, pause


RETRIED = {408, 409, 425, 429}
"""HTTP statuses below 500 after which another attempt may succeed."""


def is_final(status: int) -> bool:
    """Whether another attempt after this HTTP status would be useless."""
    return status not in RETRIED and status < 500


def status_reason(status: int) -> str:
    """The reason for a failure with an HTTP status."""
    return "rate_limited" if status == 429 else f"http_{status:03d}"


def read_completion(content: bytes, model: str, answers_as: Sequence[str] = ()) -> Completion:
    """The completion in the body of an answer with status 200.

    model: the requested model. answers_as: other names that the answer may contain, "*" for any. Raises FailedAttempt
    for anything that is not a completion of that model.
    """
    try:
        return _read_answer(_plain_data(content), model, answers_as)
    except RecursionError:  # JSON is read to a greater depth than Python functions can follow
        raise FailedAttempt("invalid_answer", "the server's answer is nested too deeply") from None


def _read_answer(answer: dict[str, Any], model: str, answers_as: Sequence[str]) -> Completion:
    _raise_error(answer)
    choices = _dicts(answer.get("choices"))
    if not choices:
        raise FailedAttempt("invalid_answer", "the server's answer is not a chat completion")
    name = answer.get("model")
    if isinstance(name, str) and name and not is_same_model(model, name, answers_as):
        detail = f"the server answered with the model {name!r:.100}; if that is correct, add the name to answers_as"
        raise FailedAttempt("wrong_model", detail, final=True)
    usage = _dict(answer.get("usage"))
    return Completion(
        _read_choices(choices),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _count(_dict(usage.get("prompt_tokens_details")).get("cached_tokens")),
    )


def is_same_model(asked: str, answered: str, answers_as: Sequence[str] = ()) -> bool:
    """Whether `answered` may be the name of the requested model: "org/name" as "name", with a date appended, or without
    the variant after a colon."""
    if "*" in answers_as or answered in answers_as:
        return True
    short = _short_name(asked)
    return _short_name(answered).startswith(short) or _short_name(answered) == short.partition(":")[0]


def _short_name(model: str) -> str:
    return model.rstrip("/").rpartition("/")[2].lower()


# --- the body -----------------------------------------------------------------------------------------------------


def _plain_data(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises FailedAttempt if there is none."""
    try:
        text = content.decode("utf-8-sig")
        lines = [line for line in text.split("\n") if not line.startswith(":")]  # comments of an event stream
        if any(line.startswith("data:") for line in lines):
            return _join_stream(lines)
        answer = _load("\n".join(lines))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise FailedAttempt("invalid_answer", "the server's answer is not JSON") from None
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    inner = answer.get("data") if isinstance(answer, dict) and "choices" not in answer else None
    if isinstance(inner, dict) and "choices" in inner:
        answer = inner
    return _dict(answer)


def _join_stream(lines: Sequence[str]) -> dict[str, Any]:
    """The answer joined from the events of a stream. Raises ValueError if an event is not JSON."""
    events = [line.removeprefix("data:").strip() for line in lines if line.startswith("data:")]
    chunks = [_dict(_load(event)) for event in events if event and event != "[DONE]"]
    joined: dict[str, Any] = {}
    texts: dict[int, list[str]] = {}
    reasons: dict[int, Any] = {}
    for chunk in chunks:
        joined |= {key: value for key, value in chunk.items() if key != "choices" and value is not None}
        for choice in _dicts(chunk.get("choices")):
            index = _count(choice.get("index"))
            texts.setdefault(index, []).append(_text_of(choice))
            reasons[index] = choice.get("finish_reason") or reasons.get(index)
    whole = any(choice.get("finish_reason") for chunk in chunks for choice in _dicts(chunk.get("choices")))
    joined["choices"] = [
        # an interrupted stream has no finish reason
        {"index": index, "text": "".join(parts), "finish_reason": reasons[index] if whole else "error"}
        for index, parts in texts.items()
    ]
    return joined


def _raise_error(answer: dict[str, Any]) -> None:
    """Raises FailedAttempt if an answer of status 200 contains an error."""
    error = answer.get("error")
    if not error and (answer.get("object") == "error" or "choices" not in answer):
        error = answer if isinstance(answer.get("message"), str) else answer.get("detail")
    if not error:
        return
    if isinstance(error, dict):
        said = next((error[key] for key in ("message", "detail", "type") if isinstance(error.get(key), str)), "")
        code = next((error[key] for key in ("code", "status", "status_code") if error.get(key) is not None), None)
    else:
        said, code = error if isinstance(error, str) else json.dumps(error)[:300], answer.get("code")
    status = _status(code)
    if status:
        raise FailedAttempt(status_reason(status), said or str(code), final=is_final(status))
    raise FailedAttempt("server_error", said or f"the server's error has the code {code!s:.100}")


_STATUS_OF_WORD = {"rate_limit": 429, "ratelimit": 429, "too_many": 429, "overload": 503, "unavailable": 503}
_FINAL_WORDS = ("invalid", "context_length", "not_found", "authentication", "permission")


def _status(code: Any) -> int:
    """The HTTP status in the code of an error, 0 if none."""
    if isinstance(code, str) and code.isdecimal() and len(code) < 10:
        code = int(code)
    if isinstance(code, int) and not isinstance(code, bool):
        while code > 999:  # FastChat's 40303 is a kind of 403
            code //= 10
        return code if 400 <= code <= 599 else 0
    word = str(code or "").lower().replace("-", "_").replace(" ", "_")
    status = next((status for part, status in _STATUS_OF_WORD.items() if part in word), 0)
    return status or (400 if any(part in word for part in _FINAL_WORDS) else 0)


# --- choices ------------------------------------------------------------------------------------------------------


def _read_choices(choices: Sequence[dict[str, Any]]) -> list[Choice]:
    """The complete choices in the order of their index. Raises FailedAttempt if there are none."""
    read: list[Choice] = []
    failures: list[str] = []
    for choice in sorted(choices, key=lambda choice: _count(choice.get("index"))):
        reason = choice.get("finish_reason") or choice.get("stop_reason") or "stop"
        end = end_of(reason) if isinstance(reason, str) else "complete"
        if end == "failed":
            error = choice.get("error")
            said = error.get("message") if isinstance(error, dict) else error
            failures.append(f"the server ended the reply with {str(reason)[:40]!r}" + (f": {said}" if said else ""))
            continue
        text = _text_of(choice)
        refusal = _dict(choice.get("message")).get("refusal")
        if not text and isinstance(refusal, str) and refusal:
            text, end = refusal, "refusal"
        read.append(Choice(text, {"cut_off": "length", "refusal": "content_filter"}.get(end, "stop")))
    if not read:
        raise FailedAttempt("server_error", failures[0])
    return read


def _text_of(choice: dict[str, Any]) -> str:
    """The text of a choice: of its message, of the delta of a stream, or its own; else the arguments of its tool
    calls."""
    message = choice.get("message") or choice.get("delta")
    if not isinstance(message, dict):
        if isinstance(choice.get("text"), str):
            return str(choice["text"])
        raise FailedAttempt("invalid_answer", "a choice of the server's answer has no message")
    text = _join_parts(message.get("content"))
    calls = message.get("tool_calls")
    if not text and isinstance(calls, list):
        text = "\n".join(str(_dict(_dict(call).get("function")).get("arguments") or "") for call in calls)
    return text


def _join_parts(content: Any) -> str:
    """The text of a message's content, which is text or a list of parts. Parts with thoughts are left out."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_join_parts(part) for part in content)
    if isinstance(content, dict):
        if content.get("type") not in (None, "text", "output_text", "refusal"):
            return ""
        held = next((content[key] for key in ("text", "content", "value", "refusal") if key in content), "")
        return _join_parts(held)
    raise FailedAttempt("invalid_answer", "the content of the server's answer is not text")


def _count(value: Any) -> int:
    """A number of tokens; 0 for an invalid value."""
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 16 else 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return 0
    return int(value)


def _load(text: str) -> Any:
    """The data of a JSON text. Integers with more digits than Python converts become infinity."""
    return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < 1000 else math.inf)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [held for held in value if isinstance(held, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
