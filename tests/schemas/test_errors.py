"""All errors that a user can mend have one root, which knows the exit code, also behind what a runner makes of them."""

import importlib
import pkgutil
import traceback

import pytest

from pairloom.schemas.errors import FAILED, USAGE, PairloomError, UsageError, error_types

INTERNAL = {"ChatError", "FailedAttempt", "_Unreachable", "Died", "NotCarried", "NoFramework", "BrokenFile", "BadRow"}
INTERNAL |= {"Unsupported", "TooLong", "NotChecked", "NoSuchFunction", "WorkerEnded", "NoInputs"}
"""What is caught where it is raised and never reaches a command."""


def modules() -> list[str]:
    """Every module of ours that can be imported without torch or a driver's own surroundings."""
    found = []
    for package in ("schemas", "translators", "dedup", "pipelines"):
        module = importlib.import_module(f"pairloom.{package}")
        found += [info.name for info in pkgutil.walk_packages(module.__path__, f"pairloom.{package}.")]
    return [name for name in found if ".drivers." not in name and ".helpers." not in name]


def test_every_error_has_the_root() -> None:
    for name in modules():
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, type) and issubclass(value, BaseException) and value.__module__ == name:
                assert issubclass(value, PairloomError) or value.__name__ in INTERNAL, f"{name}.{value.__name__}"


def test_exit_codes() -> None:
    from pairloom.encoder.errors import ModelError
    from pairloom.schemas import RecipeError

    assert {RecipeError, UsageError, ModelError} < set(error_types())
    assert (RecipeError.exit_code, UsageError.exit_code, ModelError.exit_code) == (USAGE, USAGE, FAILED)


def test_an_error_is_known_in_what_a_runner_makes_of_it() -> None:
    from pairloom.dedup import DedupError
    from pairloom.pipelines.running.runner import known_failure
    from pairloom.pipelines.sources import SourceError

    assert known_failure(SourceError("x.py: is not there [while running 'Read']")) == "x.py: is not there"
    try:
        raise DedupError("old.parquet: cannot be read")
    except DedupError:
        text = traceback.format_exc()
    assert known_failure(RuntimeError(text)) == "old.parquet: cannot be read"
    assert known_failure(ValueError("SourceError: a word in a text")) is None


def test_the_handler_ends_with_the_code_of_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from pairloom.pipelines.commands.terminal import clear_errors

    for error, code in ((UsageError("say another thing"), 2), (PairloomError("it is broken"), 1)):
        with pytest.raises(typer.Exit) as end, clear_errors():
            raise error
        assert end.value.exit_code == code
        assert str(error) in capsys.readouterr().err
