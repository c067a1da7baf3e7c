"""A patient card is the same on every desk, and belongs to one patient only."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import card_changes, card_json
from callback_desk.domain.card import EMPTY, Card, Representative, fold_card
from callback_desk.domain.card_entries import DeceasedSet, DoNotContactSet, RepresentativeSet, VoicemailConsented
from callback_desk.domain.card_identity import card_keys, own_card_id
from callback_desk.domain.codes import MayBeTold, VoicemailConsent
from callback_desk.domain.entries import Entry
from callback_desk.domain.errors import DeskError
from tests.unit.card_ledgers import card_entry as entry
from tests.unit.card_ledgers import card_ledgers
from tests.unit.strategies import REPLICAS

TODAY = date(2026, 11, 23)


@given(card_ledgers(), st.randoms())
def test_a_card_is_the_same_in_whatever_order_its_entries_come(entries: list[Entry], random: Any):
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert fold_card(shuffled) == fold_card(entries)


@given(card_ledgers(), card_ledgers())
def test_what_a_person_saves_is_what_the_card_says_then(before: list[Entry], after: list[Entry]):
    was, wanted = fold_card(before), fold_card(after)
    last = max(made.hlc for made in before) + "~"
    seen = {replica: 99 for replica in REPLICAS}
    said = [*card_changes.identity(was, wanted), *card_changes.facts(was, wanted)]
    written = [entry(payload, 100 + n, "z", seen, hlc=f"{last}{n:03}") for n, payload in enumerate(said)]
    now = fold_card([*before, *written])
    facts = {key: value for key, value in card_json.document(wanted).items() if key not in _IDENTITY}
    found = card_json.document(now)
    assert sorted(facts.pop("representatives"), key=str) == sorted(found["representatives"], key=str)
    assert facts == {key: found[key] for key in facts}


_IDENTITY = ("name", "birth_date", "record_number")


@given(card_ledgers())
def test_nothing_is_written_where_nothing_changes(entries: list[Entry]):
    card = fold_card(entries)
    assert card_changes.facts(card, card) == []
    assert list(card_changes.identity(card, card)) == []


def test_of_two_desks_that_did_not_know_of_each_other_the_stricter_word_stands():
    detailed = VoicemailConsented(consent=VoicemailConsent.DETAILED)
    refused = VoicemailConsented(consent=VoicemailConsent.NONE)
    assert fold_card([entry(refused, 1, "a"), entry(detailed, 2, "b")]).voicemail is VoicemailConsent.NONE
    knew = entry(detailed, 2, "b", {"a": 1})
    assert fold_card([entry(refused, 1, "a"), knew]).voicemail is VoicemailConsent.DETAILED
    died, alive = DeceasedSet(deceased=True, on=TODAY), DeceasedSet(deceased=False)
    assert fold_card([entry(died, 1, "a"), entry(alive, 2, "b")]).deceased_on == TODAY
    barred, open_ = DoNotContactSet(barred=True), DoNotContactSet(barred=False)
    assert fold_card([entry(barred, 1, "a"), entry(open_, 2, "b")]).do_not_contact
    more = RepresentativeSet(name="Ana", may_be_told=MayBeTold.EVERYTHING)
    gone = RepresentativeSet(name="ana", withdrawn=True)
    assert fold_card([entry(gone, 1, "a"), entry(more, 2, "b")]).representatives == ()


# Whose card it is

names = st.text(st.characters(categories=("L", "Zs", "P")), max_size=20)
birth_dates = st.none() | st.dates(date(1930, 1, 1), date(1930, 1, 3)).map(date.isoformat)
records = st.none() | st.sampled_from(["MRN-1", "mrn 1", "2", " "])


@given(names, birth_dates, records, names, birth_dates, records)
def test_a_same_name_never_joins_two_cards(
    name: str, born: str | None, record: str | None, other: str, other_born: str | None, other_record: str | None
):
    one, two = card_keys(record, name, born), card_keys(other_record, name, other_born)
    if one.card_id is not None and one.card_id == two.card_id:
        same_record = record is not None and other_record is not None
        assert same_record or (born is not None and born == other_born)
    assert card_keys(None, name, None).card_id is None
    assert own_card_id("callback one") != own_card_id("callback two")


@pytest.mark.parametrize("written", ["Thomas Okafor", "OKAFOR, THOMAS", "  okafor,thomas", "Thómas Okafor"])
def test_two_desks_make_the_same_card_of_one_patient(written: str):
    assert card_keys(None, written, "1981-04-02") == card_keys(None, "Thomas Okafor", "1981-04-02")
    assert card_keys(None, written, "1981-04-03") != card_keys(None, "Thomas Okafor", "1981-04-03")._replace(
        card_id=card_keys(None, "Thomas Okafor", "1981-04-02").card_id
    )


def test_the_record_number_goes_before_the_name():
    keys = card_keys("MRN-1", "Thomas Okafor", "1981-04-02")
    assert keys.card_id == card_keys("mrn 1", "Another Name", None).card_id
    assert keys.person_key == card_keys(None, "Okafor Thomas", "1981-04-02").card_id


# What JSON brings


def read(data: dict[str, Any], card: Card = EMPTY) -> Card:
    return card_json.wanted(data, card, region="US", today=TODAY).card


def test_a_card_reads_back_what_it_printed():
    card = read(
        {
            "voicemail": "callback-only",
            "phone": "415-555-0133",
            "reach": ["not-at-work"],
            "representatives": [{"name": "Ana", "may_be_told": "appointments", "until": "2027-01-31"}],
            "guardian": "Ana Delgado",
            "contact_reason": "changed doctors",
        }
    )
    assert (card.phone, card.minor, card.do_not_contact) == ("+14155550133", True, True)
    assert card.representatives == (Representative("Ana", None, MayBeTold.APPOINTMENTS, None, date(2027, 1, 31)),)
    assert read(card_json.document(card)) == card


def test_what_is_left_out_stays_and_null_takes_away():
    card = read({"voicemail": "none", "pronouns": "he/him", "guardian": "Ana"})
    kept = read({"language": "es"}, card)
    assert (kept.voicemail, kept.pronouns, kept.language) == (VoicemailConsent.NONE, "he/him", "es")
    gone = read({"voicemail": None, "pronouns": None, "minor": False}, card)
    assert (gone.voicemail, gone.pronouns, gone.guardian) == (None, None, None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"voice": "none"}, "'voice' is not known"),
        ({"voicemail": "sometimes"}, "none, callback-only, detailed"),
        ({"voicemail": ["none"]}, "is not known"),
        ({"phone": "12"}, "phone is not a possible number"),
        ({"phone": 4155550133}, "phone must be text"),
        ({"reach": "mail-only"}, "reach must be a list"),
        ({"reach": ["by-owl"]}, "not-at-work, mail-only"),
        ({"language": "Spanish please"}, "not a language code"),
        ({"interpreter": "yes"}, "interpreter must be true or false"),
        ({"representatives": ["Ana"]}, "representatives[0] must be an object"),
        ({"representatives": [{"may_be_told": "everything"}]}, "representatives[0].name is needed"),
        ({"representatives": [{"name": "Ana"}]}, "may_be_told is needed"),
        ({"representatives": [{"name": "Ana", "may_be_told": "all"}]}, "nothing, appointments, everything"),
        ({"representatives": [{"name": "Ana", "may_be_told": "nothing", "x": 1}]}, "representatives[0].x"),
        ({"representatives": [{"name": "Ana", "may_be_told": "nothing", "until": "soon"}]}, "is not a date"),
        ({"representatives": [{"name": n, "may_be_told": "nothing"} for n in ("Ana", "ANA")]}, "twice"),
        ({"guardian": "Ana", "minor": False}, "guardian and minor false contradict"),
        ({"deceased_on": "2026-11-24"}, "still to come"),
        ({"deceased_on": "2026-11-01", "deceased": False}, "contradict"),
        ({"birth_date": "02/04/1981"}, "such as 1981-04-02"),
        ({"call_anyway": "urgent"}, "who asked not to be contacted"),
        ({"reach_note": "x" * 301}, "longer than 300"),
    ],
)
def test_each_fault_is_one_sentence(data: dict[str, Any], said: str):
    with pytest.raises(DeskError) as refused:
        read(data)
    assert said in str(refused.value)
    assert str(refused.value).startswith("card: ")
