"""Hostile translations, judged by all gates. `make test-hostile` runs them with the attempts on the sandbox."""
