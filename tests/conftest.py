"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines are slow and busy, and a test that fails must fail again: no time limits, the same examples each time.
settings.register_profile(
    "pairloom",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("pairloom")

HOSTILE = (Path(__file__).parent / "hostile", Path(__file__).parent / "translators" / "sandbox")
"""The folders whose tests are attacks."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in HOSTILE):
            item.add_marker(pytest.mark.hostile)
