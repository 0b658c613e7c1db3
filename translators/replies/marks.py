"""Removes parts of the chat that are not the answer: thinking parts, channels, and the marks of chat templates around
turns. A reply contains them where the server does not remove them.

A mark that also occurs in the source is data and is kept. A mark in quotation marks is kept, too.
"""

import re

_THOUGHT = (
    r"[\w:.-]{0,40}(?:think|thought|reason|reflect|scratchpad|analys|monologue|deliberat|ponder|brainstorm|rationale|draft)"
    r"[\w:.-]{0,40}|(?:[\w-]{1,20}:)?cot\b[\w:.-]{0,40}"
)
_PIPE = r"[|｜]"


def _piped(inner: str) -> str:
    return rf"<{_PIPE}\s*{inner}\s*{_PIPE}>"


_OF = r"(?:[_▁ ]?of[_▁ ]|[_▁ ])"
_PAIRS: tuple[tuple[str, str], ...] = (
    # opening and closing marks of a thinking part; {0} is the name in the opening mark
    (rf"<(?P<tag>{_THOUGHT})(?:\s[^<>\n]{0, 200})?>", r"</{0}\s*>"),
    (r"\[(?P<tag>(?-i:THINK(?:ING)?|THOUGHTS?|REASONING|REASON|SCRATCHPAD|ANALYSIS))\]", r"\[/{0}\]"),
    (rf"◁(?P<tag>{_THOUGHT})▷", r"◁/{0}▷"),
    (
        _piped(rf"(?:(?:begin|start){_OF}(?:{_THOUGHT})|(?:{_THOUGHT}){_OF}?(?:begin|start)|(?:{_THOUGHT}))"),
        _piped(rf"(?:end{_OF}(?:{_THOUGHT})|(?:{_THOUGHT}){_OF}?end|/(?:{_THOUGHT}))"),
    ),
    (r"<\|channel>\s*(?:thought|thinking|analysis)\b", r"<channel\|>"),
    (r"<unused94>\s*(?:thought)?", r"<unused95>"),
    (
        r"<details\b[^<>\n]{0,80}(?:reason|think)[^<>\n]{0,80}>"
        rf"|<details\b[^<>\n]{{0,80}}>\s*<summary>[^<]{{0,80}}(?:{_THOUGHT})[^<]{{0,80}}</summary>",
        r"</details>",
    ),
)
_OPENER = re.compile(
    "|".join(f"(?P<p{at}>{opener.replace('?P<tag>', f'?P<tag{at}>')})" for at, (opener, _) in enumerate(_PAIRS)),
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"\s*(?:{_OPENER.pattern})", re.IGNORECASE)
_BEGINS_LINE = re.compile(rf"^(?:{_OPENER.pattern})", re.IGNORECASE | re.MULTILINE)
_CLOSER = re.compile(
    "|".join(closer.replace("{0}", f"(?:{_THOUGHT})") for _, closer in _PAIRS[:-1]),
    re.IGNORECASE,
)
_WORDS = (
    *(
        "think",
        "thought",
        "reason",
        "reflect",
        "scratchpad",
        "analys",
        "monologue",
        "deliberat",
        "ponder",
        "brainstorm",
    ),
    *("rationale", "draft", "cot", "unused94", "<|message|>", "final"),
)
"""Every thinking part and channel contains one of these words."""
_MAX_PARTS = 50


def drop_thoughts(text: str) -> tuple[str, bool]:
    """`text` without its thinking parts, and whether it ends inside one.

    A thinking part begins at the start of the text or of a line. Where the chat template opens the thinking part, the
    reply contains only its closing mark.
    """
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS):  # nearly always; much faster than a search for the marks
        return text, False
    text, unfinished = _final_channel(_drop_leading(text))
    if unfinished:
        return text, True
    for _ in range(_MAX_PARTS):
        opener = _BEGINS.match(text)
        if opener is None:
            break
        closer = _closer_of(opener).search(text, opener.end())
        if closer is None:
            return text, True
        text = text[closer.end() :]
    return _drop_inner(_after_orphan(text)), False


def _closer_of(opener: re.Match[str]) -> re.Pattern[str]:
    """The closing mark of the thinking part that `opener` opens."""
    at = next(at for at in range(len(_PAIRS)) if opener[f"p{at}"] is not None)
    name = opener[f"tag{at}"] if "?P<tag>" in _PAIRS[at][0] else ""
    return re.compile(_PAIRS[at][1].replace("{0}", re.escape(name)), re.IGNORECASE)


def _after_orphan(text: str) -> str:
    """The text after the last closing mark of thinking without an opening mark."""
    for closer in reversed(list(_CLOSER.finditer(text))[:_MAX_PARTS]):
        line = text[text.rfind("\n", 0, closer.start()) + 1 : closer.start()]
        if _is_quoted(text, closer) or "`" in line or _OPENER.search(text, 0, closer.start()):
            continue
        return text[closer.end() :]
    return text


def _drop_inner(text: str) -> str:
    """`text` without closed thinking parts that begin at the start of a later line."""
    at = 0
    for _ in range(_MAX_PARTS):
        opener = _BEGINS_LINE.search(text, at)
        if opener is None:
            break
        closer = _closer_of(opener).search(text, opener.end())
        if closer is None:
            at = opener.end()
        else:
            text = text[: opener.start()] + text[closer.end() :]
    return text


# --- channels of the Harmony format -------------------------------------------------------------------------------

_MESSAGE = re.compile(
    r"(?:<\|channel\|>|\A)\s*(?P<channel>analysis|commentary|final)\b[^<\n]*(?:<\|constrain\|>\s*\w+\s*)?<\|message\|>"
    r"(?P<body>.*?)(?=<\|(?:end|return|call|start|channel)\|>|\Z)",
    re.DOTALL,
)
_STRIPPED_FINAL = re.compile(r"assistantfinal|assistant\s+final(?![a-z])")


def _final_channel(text: str) -> tuple[str, bool]:
    """The message of the channel "final", and whether it is missing. Servers that remove special tokens leave the names
    of role and channel before each message."""
    if "<|message|>" in text:
        bodies: dict[str, str] = {found["channel"]: found["body"] for found in _MESSAGE.finditer(text)}
        if bodies:
            answer = bodies.get("final", bodies.get("commentary"))
            return (answer, False) if answer is not None else (text, True)
    if re.match(r"\s*(?:assistant\s*)?analysis", text):
        finals = list(_STRIPPED_FINAL.finditer(text))
        if finals:
            return text[finals[-1].end() :], False
        return text, re.match(r"\s*(?:assistant\s*)?analysis[A-Z]", text) is not None
    return re.sub(r"\A\s*assistant\s*final(?=[`~\n]|[A-Z])", "", text), False


# --- marks around turns -------------------------------------------------------------------------------------------

_FIM = re.compile(r"<\|?fim_(?P<a>prefix|suffix|middle|pad)\|?>|<｜fim▁(?P<b>begin|hole|end)｜>|<(?P<c>PRE|SUF|MID)>")
_FIM_PLACES = {"prefix": 0, "begin": 0, "PRE": 0, "middle": 1, "end": 1, "MID": 1, "pad": 1}
_MARK = re.compile(
    r"<\|[\w/▁ -]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|<(?:start|end)_of_turn>|<\|turn>|<turn\|>|</?s>|<(?:bos|eos|pad|EOT)>"
    r"|\[/?INST\]"
)
_LEADING = re.compile(rf"\s*(?P<mark>{_MARK.pattern})[ \t]*(?:(?:assistant|model)\b[ \t]*)?\n?")
_ANSWER = re.compile(
    r"<\|(?:begin|start)_(?:of_)?(?:solution|answer|response|box|output)\|>"
    r"|^<(?P<tag>answer|solution|final_answer|final|response|result|output|translation)>",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWER_END = re.compile(
    r"</(?:answer|solution|final_answer|final|response|result|output|translation)>[ \t]*$", re.IGNORECASE | re.MULTILINE
)


_HINT = re.compile(r"<[|｜/A-Za-z]|\[/?INST")


def drop_marks(text: str, source_code: str) -> str:
    """The answer without the template's marks before it, and without everything after the mark that ends the turn
    (marks, the next turn)."""
    if not _HINT.search(text):
        return text
    text = _drop_leading(_join_fim(text, source_code), source_code)
    answers = [mark for mark in _ANSWER.finditer(text) if not _is_data(text, mark, source_code)]
    if answers:
        text = text[answers[-1].end() :]
        if answers[-1]["tag"]:
            end = _ANSWER_END.search(text)
            text = text[: end.start()] if end else text
    for mark in _MARK.finditer(text):
        if _is_data(text, mark, source_code):
            continue
        if mark[0] in ("<s>", "</s>") and not _ends_line(text, mark):
            continue
        return text[: mark.start()]
    return text


def _drop_leading(text: str, source_code: str = "") -> str:
    """`text` without the marks and the name of the role before the answer. Marks that open a part of the answer are
    kept."""
    for _ in range(_MAX_PARTS):
        mark = _LEADING.match(text)
        if mark is None or mark["mark"] in source_code or mark["mark"] in ("<|channel|>", "<|message|>"):
            break
        if _BEGINS.match(text) or _ANSWER.match(text.lstrip()):
            break
        text = text[mark.end() :]
    return text


def _join_fim(text: str, source_code: str) -> str:
    """The parts of a fill-in-the-middle answer, joined in order: prefix, middle, suffix."""
    marks = [mark for mark in _FIM.finditer(text) if not _is_data(text, mark, source_code)]
    if not marks:
        return text
    parts = [text[: marks[0].start()], "", ""]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        part = _MARK.split(text[mark.end() : end])[0]
        parts[_FIM_PLACES.get(mark["a"] or mark["b"] or mark["c"], 2)] += part
    return "".join(parts)


def _ends_line(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark is followed by the end of the line or by another mark. Otherwise `<s>` and `</s>` are usually
    HTML."""
    rest = text[mark.end() :].partition("\n")[0].strip()
    line = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return (not rest or _MARK.match(rest) is not None) and "<s>" not in line


def _is_data(text: str, mark: re.Match[str], source_code: str) -> bool:
    return mark[0] in source_code or _is_quoted(text, mark)


def _is_quoted(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark is inside quotation marks in its line."""
    before = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    behind = text[mark.end() :].partition("\n")[0]
    return any(before.count(quote) % 2 == 1 and quote in behind for quote in "\"'`")
