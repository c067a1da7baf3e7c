"""A store of its own for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.store import Store, create_store
from tests.store.writing import KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's store lies."""
    return tmp_path / "desk.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty store."""
    store = create_store(path, KEY)
    yield store
    store.close()
