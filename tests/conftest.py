"""What all tests share."""

from hypothesis import HealthCheck, settings

# Machines are slow and busy, and a test that fails must fail again: no time limits, the same examples each time.
settings.register_profile(
    "pairloom",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("pairloom")
