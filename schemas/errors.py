"""The root of all errors that a user can cause or mend. Commands show the message, without a traceback, and end with
the exit code."""

from collections.abc import Iterator

FAILED = 1
USAGE = 2


class PairloomError(Exception):
    """Something went wrong; the message says what, where, and what to do. exit_code: how a command ends."""

    exit_code = FAILED


class UsageError(PairloomError):
    """A command or a recipe cannot be carried out as it was given."""

    exit_code = USAGE


def error_types(root: type[PairloomError] = PairloomError) -> Iterator[type[PairloomError]]:
    """`root` and all its subclasses that are loaded."""
    yield root
    for child in root.__subclasses__():
        yield from error_types(child)
