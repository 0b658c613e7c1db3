"""What goes wrong with the data given to `dedup`."""


class DedupError(Exception):
    """A dataset that cannot be compared with; the message names the file and says why."""
