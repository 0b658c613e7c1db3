"""Checks on code: it parses, it is a function with a real body, it is a plausible translation of its source."""

from pairloom.translators.checks.check import check_code, check_source, check_translation
from pairloom.translators.checks.versions import fingerprint

__all__ = ["check_code", "check_source", "check_translation", "fingerprint"]
