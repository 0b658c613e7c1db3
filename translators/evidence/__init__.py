"""Evidence beyond parsing: translations that compile, pass tests, and return the same results as their source."""

from pairloom.translators.evidence.gates import Candidate, Gates, Verdict

__all__ = ["Candidate", "Gates", "Verdict"]
