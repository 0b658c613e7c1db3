"""Verified code-to-code pairs from text-to-code benchmarks, and a multi-exit code encoder trained on them.

In a checkout the packages here are links to the folders beside this one; an installation has the folders themselves.
"""
