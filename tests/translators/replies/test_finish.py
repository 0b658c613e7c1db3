"""The words of many servers for the end of a reply."""

import pytest

from pairloom.translators.replies import end_of, read_reply

ENDS = {
    "complete": [
        "stop",
        "STOP",
        "",
        "eos_token",
        "stop_sequence",
        "end_turn",
        "COMPLETE",
        "tool_calls",
        "FINISH_REASON_STOP",
    ],
    "cut_off": [
        *("length", "LENGTH", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length", "token_limit"),
        *("model_context_window_exceeded", "incomplete", "ERROR_LIMIT", "max new tokens", "truncated"),
    ],
    "refusal": [
        "content_filter",
        "SAFETY",
        "RECITATION",
        "refusal",
        "BLOCKLIST",
        "guardrail_intervened",
        "ERROR_TOXIC",
    ],
    "failed": [
        "error",
        "abort",
        "aborted",
        "cancelled",
        "insufficient_system_resource",
        "OTHER",
        "timeout",
        "surprise",
    ],
}


@pytest.mark.parametrize(("end", "word"), [(end, word) for end, words in ENDS.items() for word in words])
def test_a_finish_reason_means_one_of_four_ends(end: str, word: str) -> None:
    assert end_of(word) == end


@pytest.mark.parametrize(
    ("word", "reason"), [("MAX_TOKENS", "cut_off"), ("abort", "cut_off"), ("content_filter", "refusal")]
)
def test_a_reply_that_did_not_end_by_itself_is_no_code_though_it_parses(word: str, reason: str) -> None:
    reading = read_reply("def f(a):\n    a = a + 1", word, "python", "function f(a) { a = a + 1; return a; }")
    assert reading.code == ""
    assert reading.problem is not None
    assert reading.problem.reason == reason
