"""Verifies a release from its files alone, for `pairloom verify`.

A check is a row of the table in `checks` and a function that yields a message for each finding.
"""

from pairloom.pipelines.release.read.verify.checks import CHECKS
from pairloom.pipelines.release.read.verify.driver import SHOWN, Verification, verify_release

__all__ = ["CHECKS", "SHOWN", "Verification", "verify_release"]
