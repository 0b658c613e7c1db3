"""The gates after the checks: a translation compiles, passes its source's tests, and answers like its source.

Each gate adds evidence to a translation, rejects it, or has no result. Without a result, the gate does not count as
passed. docs/gates.md describes each gate.
"""

import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import ProgramTests, parse_program_tests
from pairloom.schemas.reasons import Disagreement, Level
from pairloom.translators.checks.check import is_readable
from pairloom.translators.evidence.carried_tests import Examples, NotCarried, carry_tests
from pairloom.translators.evidence.compile import Diagnosis, compile_pieces
from pairloom.translators.evidence.differential import source_answers
from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.evidence.judge import Ruling, Submission, judge_programs
from pairloom.translators.evidence.program_inputs import generate_tests
from pairloom.translators.evidence.recorded_tests import prints, recorded_tests
from pairloom.translators.evidence.strength import Strength, count_calls, find_weakness, measure_strength
from pairloom.translators.evidence.typed_cases import has_typed_tests, read_typed_tests
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Suite
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox.sandbox import SandboxUnavailable
from pairloom.translators.sandbox.toolchains import ToolchainError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation that has passed the checks, and the record that it translates."""

    record: CodeRecord
    target_language: str
    target_code: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the gates for one translation.

    verified: the level that it reached. problem: the reason to reject it, or None. gates: the passed gates: "compile"
    ("compile:unresolved" if it uses names that are defined elsewhere), "tests" ("tests:shared" if they ran in the
    process of the translation), "differential". note: why it was not verified further, if it has no problem; cause: its
    kind, of `reasons.CAUSES`. strength: of the evidence of a translation that was executed on cases.
    """

    verified: Level
    problem: Problem | None = None
    gates: tuple[str, ...] = ()
    note: str = ""
    cause: str = ""
    strength: Strength = field(default_factory=Strength, compare=False)


class Gates:
    """The gates up to a level, made once per worker.

    `differential=False` leaves functions without tests at "compiled". disagreement: what a different answer outside of
    the source's domain does: "refuse" or "note". least: the least strength of evidence with which a translation counts
    as executed; None does not measure it.
    """

    def __init__(
        self,
        level: Level,
        *,
        differential: bool = True,
        disagreement: Disagreement = "note",
        least: Strength | None = None,
    ) -> None:
        self.level = level
        self.least = least
        self._strengths: dict[str, Strength] = {}
        self.disagreement = disagreement
        self.differential = differential
        self._examples: dict[str, Examples | str] = {}
        self._program_tests: dict[str, ProgramTests | str] = {}

    def verify(self, batch: Sequence[Candidate]) -> list[Verdict]:
        """One verdict per candidate, in order. No content of a candidate raises an exception. If a gate is not
        available on this machine, its candidates keep their level and get a note."""
        if self.level == "parsed":
            return [Verdict("parsed") for _ in batch]
        verdicts: dict[int, Verdict] = {}
        for unit, verify in (("function", self._verify_functions), ("program", self._verify_programs)):
            chosen = [index for index, candidate in enumerate(batch) if candidate.record.unit == unit]
            verdicts.update(zip(chosen, verify([batch[index] for index in chosen]), strict=True))
        return [verdicts[index] for index in range(len(batch))]

    def _verify_functions(self, batch: Sequence[Candidate]) -> list[Verdict]:
        verdicts, codes = self._compile(batch)
        return self._execute(batch, verdicts, codes) if self.level == "executed" else verdicts

    def missing(self, languages: Sequence[str]) -> dict[str, str]:
        """Target language -> the reason, for the languages that cannot reach the level on this machine."""
        reasons = {}
        for name in languages:
            target = get_language(name)
            reason = "" if self.level == "parsed" else target.not_checkable()
            if not reason and self.level == "executed":
                reason = target.not_runnable()
            if reason:
                reasons[name] = reason
        return reasons

    # --- programs ---

    def _verify_programs(self, batch: Sequence[Candidate]) -> list[Verdict]:
        """Builds the programs, and runs them on the tests of their records, or on inputs that their sources answer."""
        tests: list[ProgramTests | str] = [""] * len(batch)
        if self.level == "executed":
            tests = [self._program_tests_of(candidate.record) for candidate in batch]
        rulings = judge_programs(
            [
                Submission(candidate.target_language, candidate.target_code, None if isinstance(found, str) else found)
                for candidate, found in zip(batch, tests, strict=True)
            ]
        )
        return [
            _program_verdict(ruling, found, bool(candidate.record.tests))
            for candidate, ruling, found in zip(batch, rulings, tests, strict=True)
        ]

    def _program_tests_of(self, record: CodeRecord) -> ProgramTests | str:
        """The tests of a program, or why there are none. Cached, because a record occurs once per language."""
        if record.record_id not in self._program_tests:
            if len(self._program_tests) > 256:
                self._program_tests.clear()
            self._program_tests[record.record_id] = self._find_program_tests(record)
        return self._program_tests[record.record_id]

    def _find_program_tests(self, record: CodeRecord) -> ProgramTests | str:
        try:
            if record.tests:
                return parse_program_tests(record.tests)
            if self.differential:
                return generate_tests(record.language, record.code, record.text)
        except (ValueError, SandboxUnavailable, ToolchainError, OSError) as problem:
            return str(problem)
        return "there are no tests"

    # --- compiling ---

    def _compile(self, batch: Sequence[Candidate]) -> tuple[list[Verdict], list[str]]:
        """Verdicts, and each candidate's code with the imports that it lacked."""
        diagnoses: dict[int, Diagnosis] = {}
        for name in sorted({candidate.target_language for candidate in batch}):
            at = [index for index, candidate in enumerate(batch) if candidate.target_language == name]
            unwritable = [index for index in at if not is_readable(batch[index].target_code)]
            for index in unwritable:
                code = batch[index].target_code
                diagnoses[index] = Diagnosis("unknown", "no compiler can read it", None, code, "model")
            at = [index for index in at if index not in unwritable]
            pieces = list(dict.fromkeys(batch[index].target_code for index in at))
            found = dict(zip(pieces, _compiled(name, pieces), strict=True))
            diagnoses.update((index, found[batch[index].target_code]) for index in at)
        ordered = [diagnoses[index] for index in range(len(batch))]
        return [_compile_verdict(diagnosis) for diagnosis in ordered], [diagnosis.code for diagnosis in ordered]

    # --- running ---

    def _execute(self, batch: Sequence[Candidate], verdicts: Sequence[Verdict], codes: Sequence[str]) -> list[Verdict]:
        """Runs the benchmark's own tests in the target language. If there are none or they do not fit the translation,
        runs the carried tests of the source, or compares with its answers."""
        verdicts = _run_tests(batch, verdicts, codes, _suite_of)
        left = _open(verdicts, codes)
        self._find_examples([batch[index].record for index in left])
        verdicts = _run_tests(batch, verdicts, codes, self._examples_of)
        return self._weigh(batch, verdicts, [index for index in left if verdicts[index].verified == "executed"])

    def _weigh(self, batch: Sequence[Candidate], verdicts: Sequence[Verdict], executed: Sequence[int]) -> list[Verdict]:
        """Verdicts with the strength of the evidence of those that were executed on cases."""
        verdicts = list(verdicts)
        self._measure({batch[index].record.record_id: batch[index].record for index in executed})
        for index in executed:
            strength = self._strengths[batch[index].record.record_id]
            lacks = find_weakness(strength, self.least) if self.least else ""
            if lacks:
                kept = tuple(gate for gate in verdicts[index].gates if gate not in ("tests", "differential"))
                verdicts[index] = Verdict("compiled", None, kept, lacks, "source", strength)
            else:
                verdicts[index] = replace(verdicts[index], strength=strength)
        return verdicts

    def _measure(self, records: Mapping[str, CodeRecord]) -> None:
        """Finds the strength of the cases of records. Cached like the cases."""
        found = [
            (record, examples)
            for name, record in records.items()
            if name not in self._strengths and isinstance(examples := self._examples[name], Examples)
        ]
        if len(self._strengths) > 512:
            self._strengths = {name: value for name, value in self._strengths.items() if name in records}
        strengths = measure_strength(found) if self.least else [Strength(count_calls(cases)) for _, cases in found]
        self._strengths.update((record.record_id, one) for (record, _), one in zip(found, strengths, strict=True))

    def _examples_of(self, record: CodeRecord, target_language: str) -> Examples | str:
        """Cases for a record's translations, or why there are none."""
        if not get_language(target_language).is_runnable:
            return f"there is no execution gate for {target_language}"
        return self._examples[record.record_id]

    def _find_examples(self, records: Sequence[CodeRecord]) -> None:
        """Finds cases for records, together for those whose sources must be run. Cached, because a record occurs once
        per language."""
        new = {record.record_id: record for record in records if record.record_id not in self._examples}
        if len(self._examples) + len(new) > 512:
            self._examples = {name: found for name, found in self._examples.items() if name in _ids(records)}
        self._examples.update((name, _tests_of(record)) for name, record in new.items() if _has_tests(record))
        untested = [record for record in new.values() if not _has_tests(record)]
        found = _answers_of(untested) if self.differential else ["there are no tests"] * len(untested)
        for record, examples in zip(untested, found, strict=True):
            self._examples[record.record_id] = _bind_all(examples) if self.disagreement == "refuse" else examples


def _open(verdicts: Sequence[Verdict], codes: Sequence[str]) -> list[int]:
    """Those that no tests have decided yet. Code that is not readable has none: parsing it may take minutes."""
    return [
        at
        for at, (verdict, code) in enumerate(zip(verdicts, codes, strict=True))
        if verdict.problem is None and verdict.verified != "executed" and is_readable(code)
    ]


def _run_tests(
    batch: Sequence[Candidate],
    verdicts: Sequence[Verdict],
    codes: Sequence[str],
    tests_of: Callable[[CodeRecord, str], Suite | Examples | str],
) -> list[Verdict]:
    """Verdicts after the tests of one kind. tests_of: record, target language -> tests, or why there are none."""
    verdicts = list(verdicts)
    trials: dict[int, Trial] = {}
    for index in _open(verdicts, codes):
        record, target_language = batch[index].record, batch[index].target_language
        found = tests_of(record, target_language)
        if isinstance(found, str):
            verdicts[index] = _add_note(verdicts[index], found, "test" if record.tests else "source")
        else:
            trials[index] = Trial(target_language, codes[index], found)
    for index, result in zip(trials, _ran(list(trials.values())), strict=True):
        tested = isinstance(trials[index].tests, Suite) or bool(batch[index].record.tests)
        verdicts[index] = _execution_verdict(verdicts[index], result, trials[index], tested)
    return verdicts


def _has_tests(record: CodeRecord) -> bool:
    return bool(record.tests) or has_typed_tests(record)


def _ids(records: Sequence[CodeRecord]) -> set[str]:
    return {record.record_id for record in records}


def _tests_of(record: CodeRecord) -> Examples | str:
    """The record's tests as cases, or why they are none."""
    try:
        if has_typed_tests(record):
            return read_typed_tests(record)
        if record.language != "python":
            return f"tests in {record.language} are not carried to other languages"
        return _carried(record)
    except (NotCarried, SandboxUnavailable) as problem:
        return str(problem)
    except (ValueError, RecursionError, MemoryError, OSError) as problem:
        return f"its tests cannot be read: {problem}"


def _answers_of(records: Sequence[CodeRecord]) -> list[Examples | str]:
    """Calls of sources with their answers, or why there are none."""
    try:
        return source_answers(records)
    except (SandboxUnavailable, ToolchainError, OSError) as problem:
        return [str(problem)] * len(records)


def _bind_all(examples: Examples | str) -> Examples | str:
    """Cases outside of a source's domain as those in it."""
    if isinstance(examples, str):
        return examples
    return replace(
        examples, cases=[{key: value for key, value in case.items() if key != "outside"} for case in examples.cases]
    )


def _carried(record: CodeRecord) -> Examples:
    """The record's tests as cases: parsed if they are plain assertions of a function that returns values and prints
    nothing, else recorded by running them."""
    with contextlib.suppress(NotCarried):
        found = carry_tests(record.tests, record.code, record.function_name)
        if any(case["expected"] is not None for case in found.cases) and not prints(record.code):
            return found
    return recorded_tests(record.tests, record.code, record.function_name)


def _suite_of(record: CodeRecord, target_language: str) -> Suite | str:
    """The benchmark's tests in the target language; "" if it has none."""
    found = json.loads(record.target_tests or "{}").get(target_language)
    return Suite(found["tests"], found["prompt"]) if found else ""


def _compiled(target_language: str, codes: Sequence[str]) -> list[Diagnosis]:
    try:
        return compile_pieces(target_language, codes)
    except (SandboxUnavailable, ToolchainError, OSError) as problem:
        return [Diagnosis("unknown", str(problem), None, code, "toolchain") for code in codes]


def _program_verdict(ruling: Ruling, tests: ProgramTests | str, tested: bool) -> Verdict:
    """tests: those of the program, or why it was not run. tested: whether they are those of its record."""
    note, calls = (tests, 0) if isinstance(tests, str) else ("", len(tests.cases))
    gate, reason = ("tests", "wrong_answer") if tested else ("differential", "different_result")
    match ruling.outcome:
        case "passed":
            return Verdict("executed", None, ("compile", gate), strength=Strength(calls))
        case "failed":
            return Verdict("compiled", Problem("check", reason, ruling.detail), ("compile", gate))
        case "built":
            return Verdict("compiled", None, ("compile",), note, ("test" if tested else "source") if note else "")
        case "error":
            return Verdict("parsed", Problem("check", "does_not_compile", ruling.detail, ruling.line), ("compile",))
    return Verdict("parsed", note=ruling.detail, cause=ruling.cause)


def _compile_verdict(diagnosis: Diagnosis) -> Verdict:
    match diagnosis.outcome:
        case "clean":
            return Verdict("compiled", gates=("compile",))
        case "unresolved":
            note = f"{_ELSEWHERE}{diagnosis.detail}"
            return Verdict("compiled", gates=("compile:unresolved",), note=note, cause=diagnosis.cause)
        case "error":
            problem = Problem("check", "does_not_compile", diagnosis.detail, diagnosis.line)
            return Verdict("parsed", problem, ("compile",))
    return Verdict("parsed", note=diagnosis.detail, cause=diagnosis.cause)


def _ran(trials: Sequence[Trial]) -> list[Result]:
    try:
        return run_trials(trials)
    except (SandboxUnavailable, ToolchainError, OSError) as problem:
        return [Result("unknown", str(problem), "toolchain") for _ in trials]


_ELSEWHERE = "it uses a name that is not there: "
_DOUBT = "the compiler cannot tell: "
_NAME = re.compile(r"cannot find (?:value|function)\b|undefined: \w+$|was not declared in|declared \w+ not used")
_MODULE = re.compile(r"import|package|module|crate|No such file")


def _execution_verdict(verdict: Verdict, result: Result, trial: Trial, tested: bool) -> Verdict:
    gate, reason = ("tests", "wrong_answer") if tested else ("differential", "different_result")
    gate = "tests:shared" if result.shared else gate
    match result.outcome:
        case "passed":
            return Verdict("executed", None, (*verdict.gates, gate), result.detail)
        case "failed":
            return Verdict(verdict.verified, Problem("check", reason, result.detail), (*verdict.gates, gate))
    # A source that runs alone needs nothing from its repository. So its translation may need nothing but libraries.
    lacks = verdict.note.startswith(_ELSEWHERE) or (
        verdict.note.startswith(_DOUBT) and _NAME.search(result.detail) is not None
    )
    if isinstance(trial.tests, Examples) and lacks and not _MODULE.search(verdict.note):
        return Verdict("parsed", Problem("check", "does_not_compile", verdict.note), ("compile",))
    return _add_note(verdict, result.detail, result.cause)


def _add_note(verdict: Verdict, note: str, cause: str) -> Verdict:
    """`verdict` with a note, unless it has one: the first gate without a result says most."""
    return verdict if verdict.note or not note else replace(verdict, note=note, cause=cause)
