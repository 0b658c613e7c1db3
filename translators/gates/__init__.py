"""Beyond parsing: translations that compile, pass tests and answer as their source does."""

from translators.execution.toolchains import toolchains
from translators.gates.gates import Candidate, Gates, Level, Verdict

__all__ = ["Candidate", "Gates", "Level", "Verdict", "toolchains"]
