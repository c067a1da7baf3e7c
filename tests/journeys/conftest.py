"""What the journeys start from."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.shell import Clinic, desk_command, mid_morning_zone

if TYPE_CHECKING:
    from tests.journeys.terminal import Terminal

OpenTerminal = Callable[..., "Terminal"]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic that was just set up."""
    return Clinic(tmp_path).set_up()


@pytest.fixture
def morning_clinic(tmp_path: Path) -> Clinic:
    """A clinic that was just set up where it is mid-morning on a working day, whenever the test runs."""
    return Clinic(tmp_path, mid_morning_zone(datetime.now(UTC))).set_up().open_every_day()


@pytest.fixture
def open_terminal() -> Iterator[OpenTerminal]:
    """Start programs in terminals of their own; whatever still runs at the end is ended."""
    pytest.importorskip("termios", reason="this platform has no pty")
    from tests.journeys.terminal import Terminal

    with ExitStack() as opened:
        yield lambda *arguments, **options: opened.enter_context(closing(Terminal(*arguments, **options)))


@pytest.fixture
def open_screen(open_terminal: OpenTerminal) -> OpenTerminal:
    """Open a clinic's desk on a screen of the given size."""

    def open_one(clinic: Clinic, columns: int = 140, lines: int = 42) -> "Terminal":
        command = [*desk_command(), "--home", str(clinic.home)]
        return open_terminal(command, clinic.environment, columns=columns, lines=lines)

    return open_one
