"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A small machine that is also building something must not fail a test by being slow; the same seed for everybody.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
