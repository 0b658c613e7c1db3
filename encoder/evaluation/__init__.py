"""The quality of each exit with its confidence intervals, and its cost."""
