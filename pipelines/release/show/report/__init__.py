"""report.html: one file that shows the figures and some pairs of a release, without network access."""

from pairloom.pipelines.release.show.report.page import REPORT, write_report

__all__ = ["REPORT", "write_report"]
