"""Thinking parts, channels, and the marks of chat templates, in the spellings of many models."""

import json

import pytest

from pairloom.translators.replies import read_reply
from pairloom.translators.replies.marks import drop_marks, drop_thoughts

SOURCE = (
    "def largest(values):\n    best = values[0]\n    for value in values:\n        best = max(best, value)\n"
    "    return best"
)
GO = (
    "func Largest(values []int) int {\n\tbest := values[0]\n\tfor _, value := range values {\n\t\tif value > best {\n"
    "\t\t\tbest = value\n\t\t}\n\t}\n\treturn best\n}"
)
DRAFT = GO.replace("value > best", "value < best")
THOUGHTS = f"First try:\n\n```go\n{DRAFT}\n```\n\nNo, that is the smallest."
ANSWER = f"```go\n{GO}\n```"

THINKING = {
    "think": "<think>{0}</think>\n{1}",
    "think with an attribute": '<think time="3s">\n{0}\n</think>\n{1}',
    "thought_process": "<thought_process>{0}</thought_process>{1}",
    "reasoning_content": "<reasoning_content>\n{0}\n</reasoning_content>\n\n{1}",
    "inner monologue": "<inner_monologue>{0}</inner_monologue>\n{1}",
    "name with a capital": "<antThinking>{0}</antThinking>\n{1}",
    "name with a prefix": "<mm:think>{0}</mm:think>\n{1}",
    "draft": "<draft>\n{0}\n</draft>\n{1}",
    "cot": "<cot>{0}</cot>\n{1}",
    "two parts": "<think>{0}</think>\n<reflection>{0}</reflection>\n{1}",
    "a part inside another": "<thinking>{0}<reflection>{0}</reflection>{0}</thinking>\n{1}",
    "a part behind a sentence": "Let me think.\n<scratchpad>\n{0}\n</scratchpad>\n{1}",
    "a mark of a turn before": "<|im_start|>assistant\n<think>\n{0}\n</think>\n\n{1}<|im_end|>",
    "a role of DeepSeek before": "<｜Assistant｜><think>\n{0}\n</think>\n\n{1}<｜end▁of▁sentence｜>",
    "only the end": "{0}\n</think>\n\n{1}",
    "only the end, in the line": "{0} Done.</think>{1}",
    "only the end, in brackets": "{0}\n[/THINK]{1}",
    "only the end, of Kimi": "{0}◁/think▷{1}",
    "brackets": "[THINK]{0}[/THINK]{1}",
    "brackets, another name": "[REASONING]\n{0}\n[/REASONING]\n{1}",
    "triangles": "◁think▷{0}◁/think▷\n{1}",
    "seed": "<seed:think>{0}<seed:cot_budget_reflect>some left</seed:cot_budget_reflect></seed:think>\n{1}",
    "pipes": "<|thinking|>{0}<|/thinking|>\n{1}",
    "begin and end of thought": (
        "<|begin_of_thought|>\n{0}\n<|end_of_thought|>\n\n<|begin_of_solution|>\n{1}\n<|end_of_solution|>"
    ),
    "START_THINKING": "<|START_THINKING|>{0}<|END_THINKING|><|START_RESPONSE|>{1}<|END_RESPONSE|>",
    "thought_start": "<|thought_start|>{0}<|thought_end|>{1}",
    "channel of Gemma": "<|channel>thought\n{0}\n<channel|>{1}<turn|>",
    "unused tokens": "<unused94>thought\n{0}<unused95>{1}",
    "details": "<details>\n<summary>Thought process</summary>\n\n{0}\n\n</details>\n\n{1}",
    "details of a type": '<details type="reasoning" done="true">\n<summary>Took 3 s</summary>\n{0}\n</details>\n{1}',
    "harmony": "<|channel|>analysis<|message|>{0}<|end|><|start|>assistant<|channel|>final<|message|>{1}<|return|>",
    "harmony, begun by the template": "analysis<|message|>{0}<|end|>\n<|start|>assistant<|channel|>final<|message|>{1}",
    "harmony, two analyses": (
        "<|channel|>analysis<|message|>{0}<|end|><|start|>assistant<|channel|>analysis<|message|>{0}<|end|>"
        "<|start|>assistant<|channel|>final <|constrain|>text<|message|>{1}<|return|>"
    ),
    "harmony, stripped": "analysis{0}assistantfinal{1}",
    "harmony, stripped, with blanks": "analysis {0} assistant final\n{1}",
    "harmony, stripped, with a commentary": "analysis{0}assistantcommentaryHm.assistantfinal{1}",
    "an answer in tags": "<think>{0}</think>\n<answer>\n{1}\n</answer>",
    "an answer in a box": "<think>{0}</think>\n<|begin_of_box|>{1}<|end_of_box|>",
}


@pytest.mark.parametrize("name", THINKING)
@pytest.mark.parametrize("answer", [ANSWER, GO], ids=["fenced", "bare"])
def test_a_discarded_draft_is_not_taken(name: str, answer: str) -> None:
    reading = read_reply(THINKING[name].format(THOUGHTS, answer), "stop", "go", SOURCE)
    assert (reading.code, reading.problem) == (GO, None)


UNFINISHED = {
    "think": "<think>{0}",
    "brackets": "[THINK]{0}",
    "triangles": "◁think▷{0}",
    "seed": "<seed:think>{0}",
    "pipes": "<|begin_of_thought|>{0}",
    "harmony": "<|channel|>analysis<|message|>{0}",
    "harmony, ended": "<|channel|>analysis<|message|>{0}<|end|>",
    "harmony, stripped": "analysisWe need Go. {0}",
    "channel of Gemma": "<|channel>thought\n{0}",
    "details": "<details><summary>Thinking</summary>\n{0}",
    "behind a mark": "<|im_start|>assistant\n<think>{0}",
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_a_reply_that_ends_inside_its_thinking_is_cut_off(name: str) -> None:
    reading = read_reply(UNFINISHED[name].format(THOUGHTS), "stop", "go", SOURCE)
    assert reading.problem is not None
    assert reading.problem.reason == "cut_off"


ENDS = (
    *(
        "<|im_end|>",
        "<|endoftext|>",
        "</s>",
        "<|eot_id|>",
        "<|end_of_text|>",
        "<|eom_id|>",
        "<|end|>",
        "<|END_OF_TURN_TOKEN|>",
    ),
    *("<end_of_turn>", "<eos>", "<turn|>", "<｜end▁of▁sentence｜>", "<|EOT|>", "</s></s>", "<|im_end|>\n<|endoftext|>"),
    *("<|im_end|>\n<|im_start|>user\nThank you.", "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nAnd in C?"),
    *("</s>[INST] More [/INST]", "<end_of_turn>\n<start_of_turn>user\nOk.", "<|endoftext|>Human: next"),
)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "answer", [ANSWER, GO, f"{ANSWER}\n", f"{GO}\n"], ids=["fence", "bare", "fence, line", "bare, line"]
)
def test_what_ends_the_turn_is_no_code(answer: str, end: str) -> None:
    reading = read_reply(answer + end, "stop", "go", SOURCE)
    assert (reading.code, reading.problem) == (GO, None)


BEGINS = (
    *("<s>", "<bos>", "<|begin_of_text|>", "<|im_start|>assistant\n", "<|assistant|>\n", "<start_of_turn>model\n"),
    *("<|start_header_id|>assistant<|end_header_id|>\n\n", "[/INST] ", "<｜Assistant｜>", "<|turn>model\n"),
)


@pytest.mark.parametrize("begin", BEGINS)
@pytest.mark.parametrize("answer", [ANSWER, GO], ids=["fence", "bare"])
def test_what_begins_the_turn_is_no_code(answer: str, begin: str) -> None:
    reading = read_reply(begin + answer, "stop", "go", SOURCE)
    assert (reading.code, reading.problem) == (GO, None)


@pytest.mark.parametrize(
    "text",
    [
        f"<fim_prefix>{GO}<fim_suffix><fim_middle>",
        f"<|fim_prefix|><|fim_suffix|><|fim_middle|>{GO}",
        f"<fim_prefix>{GO[:40]}<fim_suffix>{GO[70:]}<fim_middle>{GO[40:70]}",
        f"<PRE>{GO[:40]}<SUF>{GO[70:]}<MID>{GO[40:70]}<EOT>",
        f"<｜fim▁begin｜>{GO[:40]}<｜fim▁hole｜>{GO[70:]}<｜fim▁end｜>{GO[40:70]}",
    ],
)
def test_the_parts_of_a_filled_gap_come_in_their_order(text: str) -> None:
    assert read_reply(text, "stop", "go", SOURCE).code == GO


DATA = {
    "a mark in quotation marks": 'def stop(text):\n    return text.split("<|endoftext|>")[0]',
    "tags of thinking in quotation marks": 'def strip(text):\n    return text.split("</think>")[-1].strip()',
    "struck out HTML": "def strike(text):\n    return '<s>' + text + '</s>'",
    "an escape behind the mark": 'def turn(text):\n    return "<|im_start|>user\\n" + text + "<|im_end|>\\n"',
    "an answer in tags": 'def wrap(text):\n    return "<answer>" + text + "</answer>"',
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("fenced", [True, False])
def test_marks_that_are_data_stay(name: str, fenced: bool) -> None:
    code = DATA[name]
    reply = f"```python\n{code}\n```" if fenced else code
    assert read_reply(reply, "stop", "python", "function f(text) { return text; }").code == code


def test_a_mark_that_the_source_holds_stays() -> None:
    code = "TURN = '''\n<|im_start|>user\n{0}<|im_end|>\n'''\n\n\ndef turn(text):\n    return TURN.format(text)"
    source = "const TURN = `<|im_start|>user\\n{0}<|im_end|>`"
    assert read_reply(f"```python\n{code}\n```", "stop", "python", source).code == code


@pytest.mark.parametrize(
    "text",
    [
        "<think" * 50_000,
        "<details " + "think" * 50_000,
        "[THINK]" * 20_000,
        "<|" * 100_000,
        "<think></think>" * 20_000,
        "analysis" + "assistantfinal" * 20_000,
        "<|channel|>analysis<|message|>" * 5_000,
        "<" + "a" * 500_000,
        "<fim_prefix>" * 20_000,
        "</think>" * 30_000,
    ],
    ids=lambda text: text[:20],
)
def test_hostile_marks_end_in_an_answer(text: str) -> None:
    drop_marks(drop_thoughts(text)[0], "")


def test_a_call_of_a_tool_behind_thinking() -> None:
    call = json.dumps({"name": "answer", "arguments": json.dumps({"code": GO})})
    reply = f"<think>{THOUGHTS}</think>\n<tool_call>\n{call}\n</tool_call>"
    assert read_reply(reply, "stop", "go", SOURCE).code == GO
