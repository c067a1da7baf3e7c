"""A plain contact stands in the tables as its whole payload would."""

from collections.abc import Iterator
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3.dbapi2 import connect as connect_driver

from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import Turn, payload_data
from callback_desk.domain.entry import Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.domain.plain_contact import Alike, FileSource, PlainDraft
from callback_desk.store import Store, bulk
from callback_desk.store import unit as units
from callback_desk.store.first_rows import plain_row, plain_values
from callback_desk.store.ledger import FIRST_PREVIOUS, SAME_IN_A_UNIT, Head, Pen, author
from callback_desk.store.many_rows import insert_many
from callback_desk.store.payload_json import payload_text, plain_text
from tests.store.writing import NOON, id_of, received, standing, turn, write
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
    monkeypatch.setattr(bulk, "plain_values", lambda contact: ("not", "a", "row"))
    with (
        pytest.raises(DeskError, match="not saved"),
        store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit,
    ):
        unit.append_new([plain(f"n{n}") for n in range(25)])
    assert store.lines() == 0
    assert store.verify() == []


def test_a_portion_of_new_callbacks_is_made_without_waiting_for_the_one_that_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    write(store, received("earlier"))
    waited: list[object] = []
    monkeypatch.setattr(units, "_CHUNK", 10)
    monkeypatch.setattr(units.Unit, "_entries_of", lambda unit, subjects: waited.append(subjects) or {})
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        assert unit.append_new([plain(f"n{n}") for n in range(25)]) == 25
        unit.commit()
    assert waited == []
    assert store.verify() == []


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
