"""What tests share: where the data lies that is not part of the project."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine's load than of the code. The same examples are
# tried with every run of CI: what new ones find is for people at their desks.
settings.register_profile(
    "unhurried",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and public suites beside the checkout; skips where it is not."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder of real reports and public suites beside the checkout")
    return SHARED
