"""Extracts the code from the reply of a translator."""

from pairloom.translators.replies.finish import end_of
from pairloom.translators.replies.read import MAX_REPLY, Reading, read_reply

__all__ = ["MAX_REPLY", "Reading", "end_of", "read_reply"]
