"""The base classes of all errors that a user can cause or correct. Commands show the message without a traceback and
end with the exit code."""

from collections.abc import Iterator

from pairloom.schemas.secrets import hide_credentials

FAILED = 1
USAGE = 2


class PairloomError(Exception):
    """The message says what went wrong, where, and what to do. exit_code: the exit code of the command."""

    exit_code = FAILED

    def __str__(self) -> str:
        """The message, without the credentials of URLs in it."""
        return hide_credentials(super().__str__())


class UsageError(PairloomError):
    """A command line or a recipe is wrong."""

    exit_code = USAGE


def error_types(root: type[PairloomError] = PairloomError) -> Iterator[type[PairloomError]]:
    """`root` and all its subclasses that are loaded."""
    yield root
    for child in root.__subclasses__():
        yield from error_types(child)
