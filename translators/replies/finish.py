"""How servers say that a reply came to its end: each has words of its own for the same four ends."""

import re
from typing import Literal

End = Literal["complete", "cut_off", "refusal", "failed"]

_COMPLETE = frozenset(
    {"", "stop", "stopped", "stop_sequence", "stop_token", "eos", "eos_token", "end", "end_turn", "end_of_turn"}
    | {"complete", "completed", "finish", "finished", "done", "success", "tool_calls", "tool_call", "tool_use"}
    | {"function_call", "finish_reason_stop", "none", "null"}
)
_CUT_OFF = re.compile(r"length|token|context|truncat|incomplete|limit")
_REFUSAL = re.compile(r"filter|safety|refus|block|prohibit|recitation|policy|guardrail|spii|toxic")


def end_of(finish_reason: str) -> End:
    """What a finish reason means, whatever server it comes from (OpenAI, Anthropic, Gemini, Mistral, Cohere, TGI …).

    "complete": the model ended its reply. "cut_off": a limit did. "refusal": a filter did. "failed": something else
    did, such as an error of the server; a word that nobody knows counts as this, because code that stops in the middle
    often parses.
    """
    word = re.sub(r"[\s-]+", "_", finish_reason.strip().lower())
    if word in _COMPLETE:
        return "complete"
    if _REFUSAL.search(word):
        return "refusal"
    return "cut_off" if _CUT_OFF.search(word) else "failed"
