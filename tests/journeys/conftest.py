"""What the journeys start from."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys import warm
from tests.journeys.shell import Clinic, desk_command, mid_morning_zone

if TYPE_CHECKING:
    from tests.journeys.terminal import Terminal

OpenTerminal = Callable[..., "Terminal"]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one clinic stands that every journey gets a copy of: setting up takes seconds."""
    return tmp_path_factory.mktemp("founded")


@pytest.fixture
def clinic(tmp_path: Path, founded: Path) -> Clinic:
    """A clinic that was just set up."""
    if not (founded / "home" / "home.json").exists():
        Clinic(founded).set_up().guess_cheaply()
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    return Clinic(tmp_path)


@pytest.fixture
def morning_clinic(clinic: Clinic) -> Clinic:
    """A clinic that was just set up where it is mid-morning on a working day, whenever the test runs."""
    return clinic.open_every_day(mid_morning_zone(datetime.now(UTC)))


@pytest.fixture
def open_terminal() -> Iterator[OpenTerminal]:
    """Start programs from nothing in terminals of their own; whatever still runs at the end is ended."""
    with _terminals() as opened:
        from tests.journeys.terminal import from_nothing

        yield lambda command, environment, **size: opened(from_nothing(command, environment), **size)


@pytest.fixture
def open_screen() -> Iterator[OpenTerminal]:
    """Open a clinic's desk on a screen of the given size, or another of its commands with `arguments`.

    `afresh` starts the program from nothing, as a person does.
    """
    with _terminals() as opened:
        from tests.journeys.terminal import from_nothing

        def open_one(
            clinic: Clinic, columns: int = 140, lines: int = 42, arguments: Sequence[str] = (), *, afresh: bool = False
        ) -> "Terminal":
            wanted, environment = ["--home", str(clinic.home), *arguments], clinic.environment
            start = from_nothing([*desk_command(), *wanted], environment)
            if warm.IN_REACH and not afresh:
                start = partial(warm.AtTerminal, wanted, environment)
            return opened(start, columns=columns, lines=lines)

        yield open_one


@contextmanager
def _terminals() -> Iterator[OpenTerminal]:
    pytest.importorskip("termios", reason="this platform has no pty")
    from tests.journeys.terminal import Terminal

    with ExitStack() as opened:
        yield lambda start, **size: opened.enter_context(closing(Terminal(start, **size)))
