"""A store of an older program is brought up after a backup, one named step at a time, or stays as it was."""

from pathlib import Path

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.store import Store, open_store, opening
from callback_desk.store.connection import Connection
from callback_desk.store.migrations import MIGRATIONS, Migration
from tests.store.writing import KEY, behind, names, queue, received, write


def add_remark(connection: Connection) -> None:
    connection.execute("ALTER TABLE draft ADD COLUMN remark TEXT")


def fail(connection: Connection) -> None:
    connection.execute("ALTER TABLE draft ADD COLUMN half TEXT")
    raise DeskError("the step failed")


NEXT = len(MIGRATIONS) + 1
ADD, FAIL = Migration(NEXT, "draft-remark", add_remark), Migration(NEXT + 1, "fails", fail)
NAMES = [step.name for step in MIGRATIONS]


def version(path: Path) -> int:
    with behind(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def applied(path: Path) -> list[str]:
    with behind(path) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY number")]


def test_steps_are_numbered_without_a_gap():
    assert [step.number for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_an_older_store_is_brought_up_after_a_backup(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"))
    store.close()
    again = opening.open_store(path, KEY, (*MIGRATIONS, ADD))
    assert names(queue(again)) == ["Amara Okafor"]
    assert again.verify() == []
    again.close()
    assert applied(path) == [*NAMES, "draft-remark"]
    (backup,) = path.parent.glob(f"desk.before-{NEXT:04d}.*")
    assert version(backup) == NEXT - 1
    assert b"Okafor" not in backup.read_bytes()
    earlier = open_store(backup, KEY)
    assert names(queue(earlier)) == ["Amara Okafor"]
    earlier.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(store: Store, path: Path):
    write(store, received("a", patient="A"))
    store.close()
    with pytest.raises(DeskError, match="the step failed"):
        opening.open_store(path, KEY, (*MIGRATIONS, ADD, FAIL))
    assert version(path) == NEXT
    assert applied(path) == [*NAMES, "draft-remark"]
    with behind(path) as connection:
        assert "half" not in {row[1] for row in connection.execute("PRAGMA table_info(draft)")}
    with pytest.raises(DeskError, match="newer callback-desk"):
        open_store(path, KEY)


def test_a_store_that_is_up_to_date_is_not_backed_up(store: Store, path: Path):
    store.close()
    open_store(path, KEY).close()
    assert list(path.parent.glob("*before*")) == []


def test_a_backup_is_readable_with_the_same_key_and_never_overwrites(store: Store, path: Path):
    write(store, received("a", patient="A"))
    target = path.with_name("copy.db")
    store.back_up(target)
    with pytest.raises(DeskError, match="already"):
        store.back_up(target)
    copy = open_store(target, KEY)
    assert names(queue(copy)) == ["A"]
    assert copy.verify() == []
    copy.close()
