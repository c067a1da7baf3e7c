"""What every test stands on: a machine of its own, so that none touches the developer's."""

import gc
import os
import shutil
from pathlib import Path

import keyring
import pytest
from hypothesis import settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

settings.register_profile("ci", deadline=None, max_examples=20, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True)  # --hypothesis-profile=long
settings.load_profile("ci")

HERE = Path(__file__).resolve().parent
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
XDG_FOLDERS = ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "RUNTIME_DIR", "STATE_HOME")
# Settings of the developer's that change what the program does or how a screen looks.
SETTINGS = ("CALLBACK_DESK_", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR")


OTHERS = {
    "age": "the protected files",
    "perl": "the golden sync file",
    "openssl": "its signature",
    "chromium": "the page",
    "soffice": "the workbook, protected and not (Debian's libreoffice-calc)",
}
"""Programs of others, and what the tests that need them open with them."""


def pytest_report_header() -> list[str]:
    """Name the programs that are missing; the tests that need them are skipped."""
    missing = [f"{name}, which opens {what}" for name, what in OTHERS.items() if shutil.which(name) is None]
    return [f"not installed, so its tests are skipped: {one}" for one in missing]


class InMemoryKeyring(KeyringBackend):
    """A working keyring that ends with its test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


LONG_FIRST = ("journeys", "tui", "exports", "sync", "store", "actions")
"""Rooms whose tests take long, before those that take next to nothing: no worker ends with a long one alone."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each worker load the rooms from another one on: together they compile the tests, and not each all of them."""
    worker = getattr(session.config, "workerinput", None)
    if worker and [Path(path).resolve() for path in session.config.args] == [HERE]:
        rooms = sorted({path.relative_to(HERE).parts[0] for path in HERE.rglob("test_*.py")})
        at = int(worker["workerid"].removeprefix("gw")) * len(rooms) // worker["workercount"]
        session.config.args = [str(HERE / room) for room in (*rooms[at:], *rooms[:at])]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take long before the others."""

    def place(item: pytest.Item) -> tuple[int, Path]:
        path = item.path.relative_to(HERE)
        return LONG_FIRST.index(path.parts[0]) if path.parts[0] in LONG_FIRST else len(LONG_FIRST), path

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let the collector never look again through thousands of tests and modules that stay: it did so all day long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, with none of the developer's settings; programs that a test starts live there too."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    for name in HOMES:
        monkeypatch.setenv(name, str(home))
    for name in XDG_FOLDERS:
        monkeypatch.setenv(f"XDG_{name}", str(home / name.lower()))
    return home


@pytest.fixture(autouse=True)
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> InMemoryKeyring:
    """The keyring of this process; programs that a test starts find none."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    backend = InMemoryKeyring()
    keyring.set_keyring(backend)
    return backend
