"""The row of a callback with its first contact only is the row that the fold would make."""

from datetime import date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import VERSION, Entry, Payload, Received, Referral, Turn, payload_data
from callback_desk.domain.fold import fold
from callback_desk.store.first_rows import PLAIN_COLUMNS, PLAIN_CONSTANTS, plain_row, row_of_entries
from callback_desk.store.projection import COLUMNS, row_of
from tests.store.writing import NOON, turn
from tests.unit.strategies import lanes, ledgers, moments, numbers, payloads, some_texts, texts, turns

REFERRALS = st.builds(Referral, status=some_texts, missing=st.lists(texts, max_size=2).map(tuple))
CONTACTS = st.builds(
    Received,
    channel=st.sampled_from(Channel),
    at=moments,
    turn=turns(),
    source_key=some_texts,
    version_key=some_texts,
    thread=some_texts,
    lane=st.none() | lanes | st.just(""),
    attention=st.lists(st.sampled_from(["chest pain*", "fell"]), max_size=3).map(tuple),
    patient=some_texts,
    stated=st.booleans(),
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    phone=st.none() | numbers | st.just(""),
    phone_note=some_texts,
    offered_phones=st.lists(numbers, max_size=2).map(tuple),
    language=some_texts,
    request=some_texts,
    details=st.dictionaries(texts, texts, max_size=2),
    referral=st.none() | REFERRALS,
    follows=some_texts,
    review=some_texts,
)


def entry(payload: Payload, *, kind: str = "received", v: int = VERSION, redacted: bool = False) -> Entry:
    data = None if redacted else payload_data(payload)
    return Entry("r", 1, Stream.CALLBACK, "c", kind, v, "1", NOON, "maria", "assistant", "", {}, data)


def by_name(row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(COLUMNS, row, strict=True))


@given(CONTACTS)
@example(Received(channel=Channel.PORTAL, at=NOON, turn=turn(), attention=("fell", "fell"), review="look"))
def test_a_first_contacts_row_is_the_row_of_its_fold(contact):
    first = [entry(contact)]
    made = row_of_entries("c", first)
    assert by_name(made) == by_name(row_of(fold("c", first)))
    assert [type(value) for value in made] == [type(value) for value in row_of(fold("c", first))]


PLAIN = st.builds(
    Received,
    channel=st.sampled_from(Channel),
    at=moments,
    turn=st.builds(Turn, owner=texts, next_action=texts, due_at=moments, target_at=moments),
    source_key=some_texts,
    version_key=some_texts,
    lane=st.none() | lanes | st.just(""),
    patient=some_texts,
    stated=st.booleans(),
    phone=st.none() | numbers | st.just(""),
    phone_note=some_texts,
    offered_phones=st.lists(numbers, max_size=2).map(tuple),
    request=some_texts,
    details=st.dictionaries(texts, texts, max_size=2),
    seconds=st.none() | st.integers(0, 100),
)


def widened(plain: tuple[object, ...]) -> dict[str, object]:
    """A plain row with what all plain rows have in common."""
    said = dict(zip(PLAIN_COLUMNS, plain, strict=True))
    return {name: said.get(name, PLAIN_CONSTANTS.get(name)) for name in COLUMNS}


@given(PLAIN)
def test_a_plain_contacts_row_is_the_row_of_its_fold(contact):
    plain = plain_row("c", payload_data(contact))
    assert plain is not None
    assert widened(plain) == by_name(row_of(fold("c", [entry(contact)])))


@given(CONTACTS)
def test_whatever_is_taken_for_plain_has_the_row_of_its_fold(contact):
    plain = plain_row("c", payload_data(contact))
    assert plain is None or widened(plain) == by_name(row_of(fold("c", [entry(contact)])))


@given(CONTACTS, st.sampled_from(["+02:00", "-05:30", "Z", "+00:00"]))
def test_moments_that_another_program_wrote_otherwise_are_brought_to_one_form(contact, offset):
    first = entry(contact)
    shifted = datetime.fromisoformat(first.payload["at"]).strftime("%Y-%m-%dT%H:%M:%S") + offset
    first.payload["at"] = shifted
    first.payload["turn"]["due_at"] = shifted
    assert by_name(row_of_entries("c", [first])) == by_name(row_of(fold("c", [first])))


@given(ledgers(CONTACTS | payloads()))
def test_any_other_history_is_folded(entries):
    assert row_of_entries("c", entries) == row_of(fold("c", entries))


@given(CONTACTS, st.sampled_from([{"redacted": True}, {"v": VERSION + 1}, {"kind": "dreamt"}]))
def test_what_was_redacted_or_is_not_understood_is_folded(contact, how):
    first = [entry(contact, **how)]
    assert row_of_entries("c", first) == row_of(fold("c", first))
