"""Checks on code: does it parse, is it a function that does something, is it a plausible translation of its source."""

from pairloom.translators.checks.check import check_code, check_source, check_translation
from pairloom.translators.checks.versions import fingerprint

__all__ = ["check_code", "check_source", "check_translation", "fingerprint"]
