"""The driver of each language: what calls a translated function and prints its results."""
