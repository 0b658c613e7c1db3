"""Tests lie in folders named like those of what they test."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The repository."""
