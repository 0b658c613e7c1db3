"""Beyond parsing: translations that compile, pass tests and answer as their source does."""

from pairloom.translators.evidence.gates import Candidate, Gates, Level, Verdict

__all__ = ["Candidate", "Gates", "Level", "Verdict"]
