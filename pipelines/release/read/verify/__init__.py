"""Re-checks a release from nothing but its files: what `pairloom verify` reports.

A check is a row of the table in `checks` and a function that yields a message for each thing that is wrong.
"""

from pairloom.pipelines.release.read.verify.checks import CHECKS
from pairloom.pipelines.release.read.verify.driver import SHOWN, Verification, verify_release

__all__ = ["CHECKS", "SHOWN", "Verification", "verify_release"]
