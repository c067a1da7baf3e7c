"""A plain contact stands in the tables as its whole payload would."""

import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3.dbapi2 import connect as connect_driver

from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import Turn, payload_data
from callback_desk.domain.entry import EntryDraft, Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.domain.plain_contact import Alike, FileSource, PlainDraft
from callback_desk.store import Store, bulk
from callback_desk.store import unit as units
from callback_desk.store.first_rows import plain_row, plain_values
from callback_desk.store.ledger import FIRST_PREVIOUS, SAME_IN_A_UNIT, Head, Pen, author
from callback_desk.store.many_rows import insert_many
from callback_desk.store.payload_json import payload_text, plain_text
from callback_desk.store.schema import PROJECTION_TABLES
from tests.store.writing import KEY, NOON, behind, id_of, received, standing, turn, write
from tests.stores import new_store
from tests.unit.strategies import lanes, moments, numbers, some_texts, texts, turns

SOURCES = st.builds(FileSource, st.just("table"), texts, st.none() | st.just("IGHbFVaJs2kj36D9tFFOlY9mOBY="))
SAID = some_texts.map(lambda text: text or None)
PLAIN_TURNS = st.builds(Turn, owner=texts, next_action=texts, due_at=moments, target_at=moments)
ALIKE = st.builds(
    Alike,
    st.sampled_from([channel.value for channel in Channel]),
    st.builds(utc_text, moments),
    st.builds(lambda one: Shared(payload_data(one)), PLAIN_TURNS | turns()),
    lanes | st.just(""),
    SOURCES,
)
PLAIN = st.builds(
    lambda alike, *said: PlainDraft(Stream.CALLBACK, "c", "received", alike, *said),
    *(ALIKE, texts, SAID, st.booleans(), st.none() | numbers, SAID, texts),
)


@given(PLAIN, PLAIN)
def test_its_line_and_its_row_are_those_of_its_payload(contact: PlainDraft, other: PlainDraft):
    for one in (contact, other._replace(alike=contact.alike)):  # what they have in common is worked out for the first
        whole = one.whole().payload
        assert plain_text(one) == payload_text(whole)
        assert plain_values(one) == plain_row("c", whole)


def plain(subject: str, **said: object) -> PlainDraft:
    """A missed call of now, and what else it says."""
    source = FileSource("table", "calls.csv", None)
    alike = Alike("missed-call", utc_text(NOON), Shared(payload_data(turn())), "refill", source)
    begun = PlainDraft(
        *(Stream.CALLBACK, id_of(subject), "received", alike, f"k{subject}"),
        *("Amara Okafor", True, "+15855550101", "please call", "2"),
    )
    return begun._replace(**said)


def test_one_that_is_not_alone_is_folded_with_the_others(store: Store):
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        assert unit.append_new([plain("a"), received("a"), plain("b", patient=None)]) == 3
        assert unit.append_new([plain("b", source_key="later")]) == 1
        unit.commit()
    assert [standing(store, one).contacts for one in "ab"] == [2, 2]
    assert standing(store, "b").patient == "Amara Okafor"
    assert store.verify() == []


@pytest.mark.parametrize("alike", [(), (2,), (2, 0)])
@pytest.mark.parametrize("count", [0, 1, 5, 1023, 1024, 2400])
def test_each_of_many_rows_goes_in_once_and_in_order(count: int, alike: tuple[int, ...]):
    connection = connect_driver(":memory:")
    connection.execute("CREATE TABLE t (a, b, c, d)")
    insert_many(
        connection,
        "INSERT INTO t (a, b, c, d) VALUES (?, 7, ?, ?) ON CONFLICT DO NOTHING",
        [("x" if 0 in alike else n, -n, "same") for n in range(count)],
        alike,
    )
    rows = [("x" if 0 in alike else n, 7, -n, "same") for n in range(count)]
    assert connection.execute("SELECT * FROM t ORDER BY rowid").fetchall() == rows
    connection.close()


@given(st.sampled_from([0, 90, -300]), st.lists(st.booleans(), min_size=2, max_size=9))
def test_lines_of_one_pen_differ_in_no_more_than_they_say(offset: int, alone: list[bool]):
    at = NOON.astimezone(timezone(timedelta(minutes=offset)))
    pen = Pen(author("abcdefghij", "maria", "assistant", "0" * 16, at), Head(0, FIRST_PREVIOUS, ""))
    drafts = [plain(f"n{n}") if single else received("a") for n, single in enumerate(alone)]
    _, rows = pen.lines(drafts, {id_of("a"): []})
    for place in SAME_IN_A_UNIT:
        assert len({row[place] for row in rows}) == 1


def test_a_fault_while_the_next_portion_is_made_is_told_and_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(units, "_CHUNK", 10)
    monkeypatch.setattr(bulk, "plain_values", lambda contact: ("not", "a", "row") * 3)
    with (
        pytest.raises(DeskError, match="not saved"),
        store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit,
    ):
        unit.append_new([plain(f"n{n}") for n in range(25)])
    assert store.lines() == 0
    assert store.verify() == []


def test_a_portion_is_made_while_the_one_before_is_written(store: Store, monkeypatch: pytest.MonkeyPatch):
    write(store, received("n3"))
    second_made, made = threading.Event(), count(1)
    lines, insert = Pen.lines, bulk.insert_many

    def lines_of(pen: Pen, *asked: Any) -> Any:
        found = lines(pen, *asked)
        if next(made) == 2:
            second_made.set()
        return found

    def insert_later(*rows: Any) -> None:
        assert second_made.wait(10), "the second portion waited for the first one to be written"
        insert(*rows)

    monkeypatch.setattr(units, "_CHUNK", 10)
    monkeypatch.setattr(Pen, "lines", lines_of)
    monkeypatch.setattr(bulk, "insert_many", insert_later)
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        assert unit.append_new([plain(f"n{n}", source_key=f"later{n}") for n in range(25)]) == 25
        unit.commit()
    assert standing(store, "n3").contacts == 2
    assert store.verify() == []


def test_the_queue_is_read_while_what_stood_before_is_asked(store: Store, monkeypatch: pytest.MonkeyPatch):
    write(store, received("a"))
    ask = units._entries_in

    def read_beside(*asked: Any) -> Any:
        with ThreadPoolExecutor() as screen, store._reader._lock:
            return screen.submit(ask, *asked).result(timeout=10)

    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        monkeypatch.setattr(units, "_entries_in", read_beside)
        unit.append_new([plain("a", source_key="later")])
        unit.commit()
    assert standing(store, "a").contacts == 2


def rows_of(path: Path) -> list[list[tuple[Any, ...]]]:
    """What the projection's tables hold."""
    with behind(path, KEY) as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in PROJECTION_TABLES]


CONTACTS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2), st.booleans()), max_size=14)


@settings(max_examples=25)
@given(CONTACTS, CONTACTS, st.booleans())
def test_portions_do_what_one_by_one_does_whatever_repeats_or_stood_before(
    earlier: list[tuple[str, int, bool]], later: list[tuple[str, int, bool]], written_in_it: bool
):
    def drafts(told: list[tuple[str, int, bool]]) -> list[PlainDraft | EntryDraft]:
        keyed = [plain(who, source_key=f"k{who}{n}") for who, n, _ in told]
        return [one.whole() if whole else one for one, (_, _, whole) in zip(keyed, told, strict=True)]

    with tempfile.TemporaryDirectory() as folder, patch.object(units, "_CHUNK", 3):
        paths = [Path(folder) / name for name in ("portions.db", "single.db")]
        stores = [new_store(path) for path in paths]
        for told in (earlier, later):
            with stores[0].unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
                if written_in_it:
                    unit.append([received("g")])
                unit.append_new(drafts(told))
                unit.commit()
            with stores[1].unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
                if written_in_it:
                    unit.append([received("g")])
                for one in drafts(told):
                    unit.append([one.whole() if isinstance(one, PlainDraft) else one])
                unit.commit()
        assert [store.verify() for store in stores] == [[], []]
        for store in stores:
            store.close()
        tables = [rows_of(path) for path in paths]
    assert tables[0] == tables[1]


def test_an_end_while_a_portion_is_written_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch):
    def ended() -> Iterator[PlainDraft]:
        yield from (plain(f"n{n}") for n in range(25))
        raise KeyboardInterrupt

    monkeypatch.setattr(units, "_CHUNK", 10)
    with (
        pytest.raises(KeyboardInterrupt),
        store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit,
    ):
        unit.append_new(ended())
    assert store.lines() == 0
    assert store.verify() == []


@pytest.mark.parametrize(("words", "said"), [("a\0b", "NUL"), ("a\ud800b", "half a character")])
def test_what_no_database_takes_is_refused(store: Store, words: str, said: str):
    with (
        pytest.raises(DeskError, match=said),
        store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit,
    ):
        unit.append_new([plain("a", request=words)])
