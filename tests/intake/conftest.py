"""What tests of the intake have in common."""

from pathlib import Path

import pytest

from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import options


@pytest.fixture
def read(tmp_path: Path):
    """Read a text as a file that a clinic exported."""

    def read_text(content: str, **said: object) -> FileReading:
        path = tmp_path / "export.csv"
        path.write_text(content, encoding="utf-8")
        return read_path(path, options(**said))

    return read_text
