"""What the journeys start from."""

from pathlib import Path

import pytest

from tests.journeys.shell import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic that was just set up."""
    return Clinic(tmp_path).set_up()
