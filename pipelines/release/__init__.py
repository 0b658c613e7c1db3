"""The release folder: its files, books, manifest, card and report, and what reads them back."""
