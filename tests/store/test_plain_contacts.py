"""A plain contact stands in the tables as its whole payload would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import Turn, payload_data
from callback_desk.domain.entry import Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.domain.plain_contact import FileSource, PlainDraft
from callback_desk.store import Store
from callback_desk.store.first_rows import plain_row, plain_values
from callback_desk.store.payload_json import payload_text, plain_text
from tests.store.writing import NOON, id_of, received, standing, turn
from tests.unit.strategies import lanes, moments, numbers, some_texts, texts, turns

SOURCES = st.builds(FileSource, st.just("table"), texts, st.none() | st.just("IGHbFVaJs2kj36D9tFFOlY9mOBY="))
SAID = some_texts.map(lambda text: text or None)
PLAIN_TURNS = st.builds(Turn, owner=texts, next_action=texts, due_at=moments, target_at=moments)
PLAIN = st.builds(
    PlainDraft,
    st.just(Stream.CALLBACK),
    st.just("c"),
    st.just("received"),
    st.sampled_from([channel.value for channel in Channel]),
    st.builds(utc_text, moments),
    st.builds(lambda one: Shared(payload_data(one)), PLAIN_TURNS | turns()),
    texts,
    lanes | st.just(""),
    SAID,
    st.booleans(),
    st.none() | numbers,
    SAID,
    SOURCES,
    texts,
)


@given(PLAIN)
def test_its_line_and_its_row_are_those_of_its_payload(contact: PlainDraft):
    whole = contact.whole().payload
    assert plain_text(contact) == payload_text(whole)
    assert plain_values(contact) == plain_row("c", whole)


def plain(subject: str, **said: object) -> PlainDraft:
    """A missed call of now, and what else it says."""
    data = Shared(payload_data(turn()))
    begun = PlainDraft(
        *(Stream.CALLBACK, id_of(subject), "received", "missed-call", utc_text(NOON), data, f"k{subject}", "refill"),
        *("Amara Okafor", True, "+15855550101", "please call", FileSource("table", "calls.csv", None), "2"),
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


@pytest.mark.parametrize(("words", "said"), [("a\0b", "NUL"), ("a\ud800b", "half a character")])
def test_what_no_database_takes_is_refused(store: Store, words: str, said: str):
    with (
        pytest.raises(DeskError, match=said),
        store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit,
    ):
        unit.append_new([plain("a", request=words)])
