"""The release folder: writing, reading and showing its files, books, manifest, card and report."""
