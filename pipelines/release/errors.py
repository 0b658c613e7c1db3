"""What can go wrong around a release folder, in words for the person who ran the command."""

from pairloom.schemas.errors import PairloomError


class ReleaseError(PairloomError):
    """A release that could not be written or read; the message says where, why and what to do."""


class BooksError(ReleaseError):
    """The counts of a run do not add up: something was lost or counted twice. Nothing may be published."""
