"""report.html: one file that shows a release, with its figures and some of its pairs, and needs no network."""

from pairloom.pipelines.release.show.report.page import REPORT, write_report

__all__ = ["REPORT", "write_report"]
