"""Completions and errors in the shapes that servers give them, all with status 200."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairloom.translators.llm.answer import Completion, FailedAttempt, is_same_model, read_completion

CODE = "func Half(n int) int { return n / 2 }"


def answer(message: Any = None, *, reason: Any = "stop", usage: Any = None, **more: Any) -> dict[str, Any]:
    """A completion with one choice."""
    choice = {"index": 0, "message": message or {"role": "assistant", "content": CODE}, "finish_reason": reason}
    return {
        "object": "chat.completion",
        "model": "org/coder",
        "choices": [{key: value for key, value in choice.items() if value != "missing"}],
        "usage": usage or {"prompt_tokens": 7, "completion_tokens": 9},
    } | more


def read(body: Any, model: str = "org/coder", answers_as: tuple[str, ...] = ()) -> Completion:
    """What is read of a body: bytes, text, or data that becomes JSON."""
    text = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return read_completion(text, model, answers_as)


def content(value: Any) -> dict[str, Any]:
    """A message with this content."""
    return {"role": "assistant", "content": value}


def event(*chunks: Any) -> str:
    """An event stream."""
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def delta(text: str, reason: str | None = None, index: int = 0) -> dict[str, Any]:
    """A chunk of a stream."""
    return {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": reason}]}


SHAPES = {
    "text": answer(),
    "no finish reason": answer(reason="missing"),
    "a finish reason of null": answer(reason=None),
    "another word for the end": answer(reason="eos_token"),
    "a list of texts": answer(content([{"type": "text", "text": CODE[:9]}, {"type": "text", "text": CODE[9:]}])),
    "a list of strings": answer(content([CODE[:9], CODE[9:]])),
    "output text": answer(content([{"type": "output_text", "text": CODE}])),
    "text with a value": answer(content([{"type": "text", "text": {"value": CODE}}])),
    "thoughts beside the text": answer(
        content([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": CODE}])
    ),
    "reasoning beside the text": answer(
        content([{"type": "reasoning", "text": "Hm."}, {"type": "text", "text": CODE}])
    ),
    "an object": answer(content({"type": "text", "text": CODE})),
    "a text completion": {"choices": [{"index": 0, "text": CODE, "finish_reason": "stop"}]},
    "a delta": {"choices": [{"delta": content(CODE), "finish_reason": "stop"}]},
    "an index of null": answer() | {"choices": [{"index": None, "message": content(CODE), "finish_reason": "stop"}]},
    "in a list": [answer()],
    "under data": {"code": 0, "data": answer()},
    "a byte order mark": "\ufeff" + json.dumps(answer()),
    "comments of a stream before": ": PROCESSING\n\n: PROCESSING\n\n" + json.dumps(answer()),
    "blank lines before": "\n\n   \n" + json.dumps(answer()),
    "a stream": event(delta(CODE[:5]), delta(CODE[5:]), delta("", "stop")),
    "a stream of one event": event(answer()),
    "a call of a tool": answer(
        {"content": None, "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": CODE}}]},
        reason="tool_calls",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_text_is_found(name: str) -> None:
    (choice,) = read(SHAPES[name]).choices
    assert (choice.text, choice.finish_reason) == (CODE, "stop")


@pytest.mark.parametrize(
    ("usage", "counts"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 9}, (7, 9, 0)),
        ({"prompt_tokens": 7.0, "completion_tokens": "9"}, (7, 9, 0)),
        ({"prompt_tokens": -7, "completion_tokens": 9}, (0, 9, 0)),
        ({"prompt_tokens": float("nan"), "completion_tokens": 9}, (0, 9, 0)),
        ({"prompt_tokens": float("inf"), "completion_tokens": 9}, (0, 9, 0)),
        ({"prompt_tokens": 10**400, "completion_tokens": "9" * 5000}, (0, 0, 0)),
        ({"prompt_tokens": True, "completion_tokens": [9]}, (0, 0, 0)),
        ({"prompt_tokens": 7, "prompt_tokens_details": [{"tokens": 7}]}, (7, 0, 0)),
        ({"prompt_tokens": 7, "prompt_tokens_details": {"cached_tokens": 5}}, (7, 0, 5)),
        ([7, 9], (0, 0, 0)),
        ("7", (0, 0, 0)),
    ],
)
def test_odd_usage_counts_as_not_said(usage: Any, counts: tuple[int, int, int]) -> None:
    completion = read(json.dumps(answer(usage=usage)))
    assert completion.choices[0].text == CODE
    assert (completion.prompt_tokens, completion.completion_tokens, completion.cached_tokens) == counts


@pytest.mark.parametrize(
    ("reason", "said"),
    [("length", "length"), ("MAX_TOKENS", "length"), ("model_length", "length"), ("content_filter", "content_filter")],
)
def test_the_end_has_one_name(reason: str, said: str) -> None:
    assert read(answer(reason=reason)).choices[0].finish_reason == said


def test_a_refusal_is_its_words() -> None:
    (choice,) = read(answer({"content": None, "refusal": "I can't help with that."})).choices
    assert (choice.text, choice.finish_reason) == ("I can't help with that.", "content_filter")


ERRORS: dict[str, tuple[Any, str, str, bool]] = {
    # name: (body, reason, words that must be in the detail, whether it is final)
    "a rate": ({"error": {"code": 429, "message": "Slow down"}}, "rate_limited", "Slow down", False),
    "a rate in words": ({"error": {"code": "rate_limit_exceeded", "message": "Slow"}}, "rate_limited", "Slow", False),
    "a context": ({"error": {"code": 400, "message": "4096 tokens at most"}}, "http_400", "4096 tokens", True),
    "a context in words": ({"error": {"code": "context_length_exceeded", "message": "Long"}}, "http_400", "Long", True),
    "a code as text": ({"error": {"code": "503", "message": "Busy"}}, "http_503", "Busy", False),
    "overloaded": ({"error": {"type": "x", "code": "overloaded_error", "message": "Busy"}}, "http_503", "Busy", False),
    "a sentence": ({"error": "model not loaded"}, "server_error", "model not loaded", False),
    "an object": ({"object": "error", "message": "max tokens", "code": 40303}, "http_403", "max tokens", True),
    "a detail": ({"detail": "Not Found"}, "server_error", "Not Found", False),
    "an error of the choice": (
        {"choices": [{"message": content("fun"), "finish_reason": "error", "error": {"message": "Gone"}}]},
        "server_error",
        "Gone",
        False,
    ),
    "an abort": (answer(reason="abort"), "server_error", "abort", False),
    "a stream that breaks off": (event(delta("func Half(")), "server_error", "error", False),
    "no choices": (answer() | {"choices": []}, "invalid_answer", "not a chat completion", False),
    "choices of null": (answer() | {"choices": None}, "invalid_answer", "not a chat completion", False),
    "no message": (answer() | {"choices": [{"message": None}]}, "invalid_answer", "message", False),
    "a number as content": (answer(content(3)), "invalid_answer", "not text", False),
    "HTML": ("<html>gateway</html>", "invalid_answer", "not JSON", False),
    "nothing": ("", "invalid_answer", "not JSON", False),
    "a number": ("3", "invalid_answer", "not a chat completion", False),
    "not UTF-8": (b'{"choices": "\xe9"}', "invalid_answer", "not JSON", False),
    "deep": ("[" * 100_000, "invalid_answer", "not JSON", False),
    "another model": (answer(model="gpt-9"), "wrong_model", "answers_as", True),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_in_the_servers_words(name: str) -> None:
    body, reason, words, final = ERRORS[name]
    with pytest.raises(FailedAttempt) as caught:
        read(body)
    assert (caught.value.reason, caught.value.final) == (reason, final)
    assert words in caught.value.detail


PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "the content": lambda deep: answer(content(deep)),
    "a part of the content": lambda deep: answer(content({"type": "text", "text": deep})),
    "the arguments of a tool": lambda deep: answer({"tool_calls": [{"function": {"arguments": deep}}]}),
    "an error": lambda deep: {"error": deep},
    "the code of an error": lambda deep: {"error": {"code": deep}},
    "the error of a choice": lambda deep: (
        answer(reason="error") | {"choices": [{"message": {}, "finish_reason": "error", "error": {"message": deep}}]}
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("depth", [900, 3000, 30_000])
def test_deep_answers_fail(place: str, depth: int) -> None:
    mark = '"deep"'
    body = json.dumps(PLACES[place]("deep")).replace(mark, "[" * depth + mark + "]" * depth)
    for text in (body, f"data: {body}\n\n"):
        try:
            assert isinstance(read(text), Completion)
        except FailedAttempt as failure:
            assert failure.reason in ("invalid_answer", "server_error")


def test_the_candidates_that_ended_are_kept() -> None:
    choices = [
        {"index": 2, "message": content("third"), "finish_reason": "stop"},
        {"index": 1, "message": content("second"), "finish_reason": "abort"},
        {"index": 0, "message": content("first"), "finish_reason": "length"},
    ]
    assert [choice.text for choice in read(answer() | {"choices": choices}).choices] == ["first", "third"]


@pytest.mark.parametrize(
    ("asked", "answered", "same"),
    [
        ("org/coder", "coder", True),
        ("org/coder", "/models/coder-q4.gguf", True),
        ("gpt-x", "gpt-x-2024-08-06", True),
        ("org/coder:free", "org/coder", True),
        ("org/coder", "org/other", False),
        ("org/coder:free", "org/code", False),
    ],
)
def test_names_of_one_model(asked: str, answered: str, same: bool) -> None:
    assert is_same_model(asked, answered) is same


def test_a_recipe_says_which_names_answer() -> None:
    assert is_same_model("deployment-7", "org/coder", ["org/coder"])
    assert is_same_model("deployment-7", "org/coder", ["*"])
    assert not is_same_model("deployment-7", "org/coder", ["org/other"])


KEYS = [
    *("choices", "message", "content", "text", "type", "finish_reason", "index", "usage", "error", "code", "delta"),
    *("prompt_tokens", "prompt_tokens_details", "model", "object", "data", "tool_calls", "function", "refusal"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda held: (
        st.lists(held, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            held,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=400, deadline=None)
@given(JSON, st.booleans())
def test_any_answer_is_a_completion_or_a_failed_attempt(value: Any, inside: bool) -> None:
    body = (
        answer() | {"choices": [value, {"message": value, "finish_reason": value}], "usage": value} if inside else value
    )
    try:
        completion = read(json.dumps(body))
    except FailedAttempt:
        return
    assert all(isinstance(choice.text, str) for choice in completion.choices)
