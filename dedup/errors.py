"""What goes wrong with the data given to `dedup`."""

from pairloom.schemas.errors import PairloomError


class DedupError(PairloomError):
    """A dataset that cannot be compared with; the message names the file and says why."""
