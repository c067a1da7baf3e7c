"""A store is verified while others have it open: what waits beside the file is no damage of it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.store import Store
from callback_desk.store.connection import PAGE_BYTES, connect
from tests.store.writing import KEY, received, write


def write_many(store: Store, name: str) -> None:
    write(store, *(received(f"{name}{n}", request="please " * 100) for n in range(60)))


@pytest.fixture
def half_moved(store: Store, path: Path) -> Iterator[Store]:
    """A store of which somebody reads an earlier state, so that only part of what was written is in the file."""
    write_many(store, "a")
    with closing(connect(path, KEY, read_only=True)) as reading, closing(connect(path, KEY)) as moving:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM entry").fetchone()
        write_many(store, "b")
        _, waiting, moved = moving.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert waiting > moved > 0
        yield store


def said_of(store: Store) -> list[str]:
    """What is wrong with a store, whether it can still be read to its end or not."""
    try:
        return store.verify()
    except DeskError as told:
        return [str(told)]


def test_a_sound_store_is_sound_while_somebody_reads(half_moved: Store):
    assert half_moved.verify() == []


def test_a_damaged_page_is_found_all_the_same(half_moved: Store, path: Path):
    with path.open("r+b") as file:
        for page in range(1, 8):
            file.seek(page * PAGE_BYTES + 100)
            file.write(b"damage")
    assert any("damaged" in sentence for sentence in said_of(half_moved))


def test_a_damaged_page_is_found_where_nobody_reads(store: Store, path: Path):
    write_many(store, "a")
    with closing(connect(path, KEY)) as moving:
        moving.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - PAGE_BYTES + 100)
        file.write(b"damage")
    assert any("damaged" in sentence for sentence in said_of(store))
