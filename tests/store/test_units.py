"""A unit of work stands as a whole or not at all, whatever happens to the program, the disk or its neighbours."""

import contextlib
import shutil
import threading
import time
from multiprocessing import Pipe
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as driver

from callback_desk.domain.codes import View
from callback_desk.domain.errors import DeskError
from callback_desk.store import Draft, Store, engine, open_store, reading
from callback_desk.store import connection as connecting
from callback_desk.store.connection import Connection
from callback_desk.store.faults import in_words
from tests.journeys import warm
from tests.store.elsewhere import outgrow_the_disk, save_notes
from tests.store.writing import KEY, NOON, behind, closed, id_of, names, queue, received, standing, write


def test_what_is_not_committed_never_was(store: Store):
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        unit.append([received("a")])
        unit.log_access("viewed")
    assert queue(store) == []
    assert store.known_contacts(["test:a"]) == {}
    assert [entry.seq for entry in write(store, received("b"))] == [1]
    assert store.verify() == []


def test_an_error_in_the_middle_takes_everything_back(store: Store):
    def fails() -> None:
        with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
            unit.append([received("a")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert queue(store) == []
    write(store, received("a"))


def test_a_reader_sees_nothing_before_the_commit(store: Store):
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        unit.append([received("a", patient="A")])
        assert queue(store) == []
        unit.commit()
        assert names(queue(store)) == ["A"]


def test_an_empty_append_writes_nothing(store: Store):
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        assert unit.append([]) == []
        assert unit.append_new([]) == 0
        unit.commit()
    assert store.verify() == []


def test_two_units_wait_for_each_other(store: Store):
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
            inside.set()
            time.sleep(0.2)
            unit.append([received("a")])
            unit.commit()
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    beside = open_store(store.path, KEY)
    with beside.unit(person_id="ben", role="assistant", policy="", now=NOON) as unit:
        order.append("second")
        (entry,) = unit.append([closed("a")])
        unit.commit()
    thread.join()
    beside.close()
    assert order == ["first", "second"]
    assert (entry.seq, entry.seen) == (2, {store.replica_id: 1})
    assert not standing(store, "a").is_open
    assert store.verify() == []


def test_many_threads_lose_nothing(store: Store):
    def some(name: str) -> None:
        for n in range(10):
            write(store, received(f"{name}{n}"))

    threads = [threading.Thread(target=some, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(queue(store)) == 40
    assert store.verify() == []


def test_a_neighbour_that_holds_on_is_told(store: Store, monkeypatch: pytest.MonkeyPatch):
    write(store, received("a", patient="A"))
    store.close()
    hurried = tuple(pragma for pragma in connecting._PRAGMAS if "busy" not in pragma)
    monkeypatch.setattr(connecting, "_PRAGMAS", (*hurried, "PRAGMA busy_timeout=20"))
    store = open_store(store.path, KEY)
    with behind(store.path) as neighbour:
        neighbour.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeskError, match="another program is writing"):
            write(store, closed("a"))
        assert names(queue(store)) == ["A"]
        neighbour.execute("ROLLBACK")
    write(store, closed("a"))
    store.close()


def test_a_full_disk_is_told_and_leaves_nothing_half_done(store: Store, monkeypatch: pytest.MonkeyPatch):
    write(store, received("a", patient="A"))
    store.close()
    with behind(store.path) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = (*connecting._PRAGMAS, f"PRAGMA max_page_count={pages + 3}")
    monkeypatch.setattr(connecting, "_PRAGMAS", full)
    store = open_store(store.path, KEY)
    with pytest.raises(DeskError, match="not saved: the disk is full"):
        write(store, *(received(f"n{n}", patient="Amara Okafor", request="please " * 50) for n in range(100)))
    with pytest.raises(DeskError, match="not saved: the disk is full") as told:
        store.save_draft(Draft("d", id_of("a"), "maria", "Amara Okafor" * 10_000, NOON))
    assert "Okafor" not in str(told.value)
    assert names(queue(store)) == ["A"]
    assert store.verify() == []
    write(store, closed("a"))
    assert names(queue(store, View.CLOSED)) == ["A"]
    store.close()


def test_where_nothing_fits_beside_the_file_it_is_read_as_it_lies(store: Store, monkeypatch: pytest.MonkeyPatch):
    write(store, received("a", patient="Amara Okafor"))
    store.close()
    connect = connecting.connect

    def full(path: Path, key: bytes | str, **how: bool) -> Connection:
        raise in_words(driver.OperationalError("database or disk is full"), path, "the store cannot be opened")

    for room in (reading, engine):
        monkeypatch.setattr(room, "connect", full)
    store = open_store(store.path, KEY)
    assert names(queue(store)) == ["Amara Okafor"]
    with pytest.raises(DeskError, match="the disk is full; free some space"):
        write(store, closed("a"))
    assert store.verify() == []
    for room in (reading, engine):
        monkeypatch.setattr(room, "connect", connect)
    write(store, closed("a"))
    assert names(queue(store)) == []
    assert names(queue(store, View.CLOSED)) == ["Amara Okafor"]
    store.close()


def test_what_waits_beside_the_file_is_never_passed_over(store: Store):
    write(store, received("a", patient="Amara Okafor"))
    with pytest.raises(DeskError, match="its last changes wait for it"):
        connecting.connect_to_file_alone(store.path, KEY)


def test_a_disk_that_gives_errors_because_it_is_full_is_said_to_be_full(path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = driver.OperationalError("disk I/O error")
    assert "gives errors; check it" in str(in_words(broken, path, "not read"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
    assert "the disk is full; free some space" in str(in_words(broken, path, "not read"))


@pytest.mark.skipif(not warm.IN_REACH, reason="no resource limits there")
def test_a_file_that_may_not_grow_is_told(store: Store, tmp_path_factory: pytest.TempPathFactory):
    store.close()
    code, out, err = warm.said_by(outgrow_the_disk, store.path, folder=tmp_path_factory.mktemp("streams"))
    told, shown = out.splitlines()
    assert told.startswith("not saved: the disk")
    assert shown == "['A']"
    assert (code, err) == (0, "")


KILLS = 6


def told_until_killed(path: Path, first: int, most: int, moment: float) -> list[int]:
    """Which notes another program says that it saved, when it is killed a moment after so many of them."""
    heard, telling = Pipe(duplex=False)
    program = warm.begun(save_notes, path, first, telling)
    telling.close()
    saved = [heard.recv() for _ in range(most)]
    time.sleep(moment)
    program.kill()
    program.join()
    with heard, contextlib.suppress(EOFError):
        while True:
            saved.append(heard.recv())
    return saved


@pytest.mark.skipif(not warm.IN_REACH, reason="no kill -9 there")
def test_no_saved_note_is_lost_when_the_program_is_killed(store: Store):
    write(store, received("a"))
    acknowledged: list[int] = []
    for kill in range(KILLS):
        first = acknowledged[-1] + 2 if acknowledged else 0
        acknowledged += told_until_killed(store.path, first, 1 + kill % 4, 0.0007 * kill)
        notes = {entry.payload["draft_id"] for entry in standing(store, "a").history[1:] if entry.payload}
        assert {f"d{n}" for n in acknowledged} <= notes
        assert len(notes) - len(acknowledged) <= kill + 1
        assert store.verify() == []
    assert store.queue_row(id_of("a")).attempts == len(notes)


def test_a_unit_takes_nothing_after_its_commit(store: Store):
    def too_late() -> None:
        with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
            unit.commit()
            unit.append([received("a")])

    with pytest.raises(DeskError, match="not saved"):
        too_late()
    assert queue(store) == []
