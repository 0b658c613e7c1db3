"""The finish reasons of servers: each server has its own words for the same four ends."""

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
    """The meaning of a finish reason of any server (OpenAI, Anthropic, Gemini, Mistral, Cohere, TGI …).

    "complete": the model ended its reply. "cut_off": a limit ended it. "refusal": a filter ended it. "failed": another
    cause ended it, such as an error of the server. Unknown words count as "failed", because code that is cut in the
    middle often parses.
    """
    word = re.sub(r"[\s-]+", "_", finish_reason.strip().lower())
    if word in _COMPLETE:
        return "complete"
    if _REFUSAL.search(word):
        return "refusal"
    return "cut_off" if _CUT_OFF.search(word) else "failed"
