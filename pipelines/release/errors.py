"""The errors of release folders. Their messages are for the user of the command."""

from pairloom.schemas.errors import PairloomError


class ReleaseError(PairloomError):
    """A release cannot be written or read; the message says where, why and what to do."""


class BooksError(ReleaseError):
    """The counts of a run do not add up: rows were lost or counted twice. The release must not be published."""
