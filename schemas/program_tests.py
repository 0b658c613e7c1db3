"""The tests of a program: what it reads from stdin and what it must print, as `CodeRecord.tests` holds them for records
whose unit is "program"."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True)
class ProgramCase:
    """One test: the text on stdin, and the text that the program must print."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    input: str
    output: str


@dataclass(frozen=True, slots=True)
class ProgramTests:
    """The tests of one program, at least one, and the limits for each. `seconds` of processor time and `memory_bytes`
    are those of the problem for a compiled language, None if it states none. types: if the tests are those of a
    function, whose arguments `input` has in one line each, the types of its arguments and, last, of its result, in
    Python's notation; None if the function itself states them."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    cases: Annotated[tuple[ProgramCase, ...], Field(min_length=1)]
    seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    memory_bytes: Annotated[int, Field(gt=0)] | None = None
    types: Annotated[tuple[str, ...], Field(min_length=1)] | None = None


_TESTS = TypeAdapter(ProgramTests)


def parse_program_tests(text: str) -> ProgramTests:
    """The tests in `text`, as `format_program_tests` writes them. Raises ValueError, which says what is wrong."""
    try:
        return _TESTS.validate_json(text, strict=True)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(
            f"the tests are not those of a program: {f'{where}: ' if where else ''}{first['msg']}"
        ) from None


def format_program_tests(tests: ProgramTests) -> str:
    """`tests` as one line of JSON. Limits that are None are left out."""
    return _TESTS.dump_json(tests, exclude_none=True).decode()
