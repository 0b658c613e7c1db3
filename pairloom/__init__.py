"""Verified code-to-code pairs from text-to-code benchmarks, and a multi-exit code encoder trained on them.

The parts lie in folders of their own beside this one and are installed below it: `pairloom.schemas`,
`pairloom.translators`, `pairloom.dedup`, `pairloom.pipelines`, `pairloom.encoder` (`package-dir` in pyproject.toml).
"""
