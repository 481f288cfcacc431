"""What tests share: where the data lies that is not part of the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and public suites beside the checkout; skips where it is not."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder of real reports and public suites beside the checkout")
    return SHARED
