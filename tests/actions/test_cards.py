"""A patient card outlives the callback, belongs to one patient, and stops what it must stop."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from callback_desk.actions import amending, card_changing, cards, claiming, joining, noting, reading, splitting
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk, require
from callback_desk.domain import holding
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import (
    CardFlag,
    Disposition,
    HoldReason,
    Result,
    SpokeWith,
    Status,
    View,
    VoicemailConsent,
)
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from tests.actions.test_reviewing import booked
from tests.tui.driver import Clock, Patients

BORN = "1981-04-02"


def card_of(desk: Desk, callback_id: str) -> Card | None:
    return cards.card_of(desk, require(desk, callback_id))


def status(desk: Desk, callback: Callback) -> Status:
    return callback.status_at(desk.clock())


def test_a_new_callback_of_the_same_patient_has_the_card_at_once(desk: Desk, patients: Patients):
    first = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, first, {"voicemail": "detailed", "pronouns": "she/her"})
    noting.close(desk, first, result=noting.CloseResult.ANSWERED)
    again = patients.wrote("DELGADO, ROSA", birth_date=BORN)
    card = card_of(desk, again)
    assert card is not None
    assert (card.voicemail, card.pronouns) == (VoicemailConsent.DETAILED, "she/her")
    assert desk.store.verify() == []


def test_a_family_with_one_number_stays_apart(desk: Desk, patients: Patients):
    mother = patients.wrote("Ana Delgado", birth_date="1955-01-01", phone="+14155550133")
    son = patients.wrote("Ana Delgado", birth_date="1985-01-01", phone="+14155550133")
    unknown = patients.wrote("Ana Delgado", phone="+14155550133")
    card_changing.change(desk, mother, {"voicemail": "none"})
    card_changing.change(desk, unknown, {"pronouns": "she/her"})
    assert card_of(desk, son) is None
    found = card_of(desk, unknown)
    assert found is not None
    assert (found.voicemail, found.pronouns) == (None, "she/her")
    another = patients.wrote("Ana Delgado", phone="+14155550133")
    assert card_of(desk, another) is None


def test_a_record_number_and_the_name_with_the_birth_date_find_the_same_card(desk: Desk, patients: Patients):
    numbered = patients.wrote("Rosa Delgado", birth_date=BORN, record_number="MRN-7")
    card_changing.change(desk, numbered, {"voicemail": "none"})
    by_name = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, by_name, {"language": "es"})
    by_number = patients.wrote(None, record_number="mrn 7")
    card = card_of(desk, by_number)
    assert card is not None
    assert (card.voicemail, card.language) == (VoicemailConsent.NONE, "es")


def test_two_record_numbers_are_two_patients_whatever_else_is_the_same(desk: Desk, patients: Patients):
    one = patients.wrote("Maria Garcia", birth_date=BORN, record_number="1")
    two = patients.wrote("Maria Garcia", birth_date=BORN, record_number="2")
    card_changing.change(desk, one, {"voicemail": "none"})
    card_changing.change(desk, two, {"voicemail": "detailed"})
    card_one, card_two = card_of(desk, one), card_of(desk, two)
    assert card_one is not None
    assert card_two is not None
    assert (card_one.voicemail, card_two.voicemail) == (VoicemailConsent.NONE, VoicemailConsent.DETAILED)
    either = patients.wrote("Maria Garcia", birth_date=BORN)
    assert card_of(desk, either) is None
    card_changing.change(desk, either, {"record_number": "2"})
    assert card_of(desk, either) == card_of(desk, two)


def test_a_card_made_by_hand_goes_along_when_the_record_number_is_known(desk: Desk, patients: Patients):
    missed = patients.wrote(None)
    card_changing.change(desk, missed, {"voicemail": "none", "phone": "212-555-0101"})
    card_changing.change(desk, missed, {"record_number": "MRN-7"})
    later = patients.wrote("Rosa Delgado", record_number="MRN-7")
    card = card_of(desk, later)
    assert card is not None
    assert (card.voicemail, card.phone) == (VoicemailConsent.NONE, "+12125550101")


def test_a_birth_date_given_later_lets_other_callbacks_find_the_card(desk: Desk, patients: Patients):
    first = patients.wrote("Rosa Delgado")
    card_changing.change(desk, first, {"voicemail": "none"})
    card_changing.change(desk, first, {"birth_date": BORN})
    assert require(desk, first).birth_date == BORN
    later = patients.wrote("Rosa Delgado", birth_date=BORN)
    card = card_of(desk, later)
    assert card is not None
    assert card.voicemail is VoicemailConsent.NONE


def test_a_card_changes_by_entries_and_never_erases(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"voicemail": "none"})
    card_changing.change(desk, rosa, {"voicemail": "none"})
    card_changing.change(desk, rosa, {"voicemail": None})
    said = cards.document(desk, require(desk, rosa))["changes"]
    assert [line.partition("Maria: ")[2] for line in said] == [
        "whose card it is: Rosa Delgado; born 1981-04-02",
        "voicemail: refused, leave no message",
        "voicemail: not on record, call-back line only",
    ]


def test_what_is_known_of_the_patient_is_not_taken_away(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    with pytest.raises(DeskError, match="birth_date cannot be taken away"):
        card_changing.change(desk, rosa, {"birth_date": None})


# What it stops


def test_a_refused_voicemail_cannot_be_noted(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"voicemail": "none"})
    with pytest.raises(DeskError, match="refused messages on a machine"):
        noting.save_note(desk, rosa, NoteDraft(disposition=Disposition.VOICEMAIL))
    assert require(desk, rosa).attempts == 0


@pytest.mark.parametrize(("consent", "full"), [(None, False), ("callback-only", False), ("detailed", True)])
def test_the_message_tells_only_what_was_allowed(desk: Desk, patients: Patients, consent: str | None, full: bool):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"voicemail": consent, "pronouns": "she/her"})
    said = reading.script_of(desk, require(desk, rosa)).voicemail
    assert ("about your request" in said) is full


def test_a_patient_who_died_is_the_front_desk_s_and_is_not_called(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    other = patients.wrote("Rosa Delgado", birth_date=BORN, lane="referral")
    claiming.claim(desk, rosa)
    card_changing.change(desk, rosa, {"deceased_on": "2026-11-01"})
    for callback in (require(desk, rosa), require(desk, other)):
        assert (callback.owner, callback.card_flag) == ("role:front-desk", CardFlag.DECEASED)
        assert callback.next_action == "settle what is still open · the patient has died"
        assert callback.due_at > desk.clock()
        with pytest.raises(DeskError, match="the patient has died"):
            noting.begin(desk, callback.callback_id)
        script = reading.script_of(desk, callback)
        assert script.recognition.startswith("No call: ")
        assert (script.reason, script.next_step, script.confirmation, script.voicemail) == ("", "", "", "")
    noting.save_note(desk, rosa, NoteDraft(disposition=Disposition.NO_ANSWER))
    after = require(desk, rosa)
    assert (after.owner, after.waiting) == ("role:front-desk", False)
    assert desk.store.verify() == []


def test_a_death_noted_by_mistake_is_put_right(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"deceased": True})
    card_changing.change(desk, rosa, {"deceased": False})
    callback = require(desk, rosa)
    assert callback.card_flag is None
    assert (callback.next_action, callback.review) == ("call", None)
    noting.begin(desk, rosa)


def test_who_asked_not_to_be_contacted_waits_for_a_person_s_decision(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"do_not_contact": True})
    callback = require(desk, rosa)
    assert status(desk, callback) is Status.REVIEW
    assert callback.owner == "role:front-desk"
    with pytest.raises(DeskError, match="asked not to be contacted"):
        noting.begin(desk, rosa)
    claiming.hand_over(desk, rosa, "role:billing", None)
    assert status(desk, require(desk, rosa)) is Status.REVIEW
    card_changing.change(desk, rosa, {"call_anyway": "she asked for this call herself"})
    assert status(desk, require(desk, rosa)) is Status.OPEN
    noting.begin(desk, rosa)
    later = patients.wrote("Rosa Delgado", birth_date=BORN)
    assert cards.no_call(desk, require(desk, later)) is not None


def test_an_item_for_the_nurse_line_stays_theirs(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, attention=("chest pain*",))
    before = require(desk, rosa)
    card_changing.change(desk, rosa, {"do_not_contact": True})
    callback = require(desk, rosa)
    assert (callback.owner, callback.next_action) == (before.owner, before.next_action)
    assert callback.attention_pending


def test_what_is_taken_in_for_a_stopped_patient_is_stopped_too(desk: Desk, patients: Patients, tmp_path: Path):
    from callback_desk.actions.taking_in import IntakeChoices, apply, plan_files

    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"do_not_contact": True, "contact_reason": "changed doctors"})
    noting.close(desk, rosa, result=noting.CloseResult.DECLINED)
    listed = tmp_path / "requests.csv"
    listed.write_text(
        "received,patient,date of birth,phone,request\n"
        "2026-11-23 09:00,Rosa Delgado,1981-04-02,415-555-0177,a first visit\n"
        "2026-11-23 09:05,Rosa Delgado,1990-04-02,415-555-0178,a first visit\n"
    )
    apply(desk, plan_files(desk, [listed], IntakeChoices()))
    stands = {row.phone: row.status_at(desk.clock()) for row in reading.rows(desk, reading.View.ALL)}
    assert stands == {"+14155550177": Status.REVIEW, "+14155550178": Status.OPEN}
    assert desk.store.verify() == []


def test_a_part_of_a_message_has_the_card_of_the_whole(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado")
    card_changing.change(desk, rosa, {"voicemail": "none", "do_not_contact": True})
    part = splitting.split(desk, rosa, "records", "and my records, please")
    assert card_of(desk, part.callback_id) == card_of(desk, rosa)
    assert status(desk, part) is Status.REVIEW


def test_a_birth_date_put_right_finds_the_card_that_stops_the_calls(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"deceased": True})
    later = patients.wrote("Rosa Delgado")
    amended = amending.amend(desk, later, amending.Facts(birth_date=BORN))
    assert (amended.card_flag, amended.owner) == (CardFlag.DECEASED, "role:front-desk")


def test_a_further_contact_that_tells_the_name_finds_the_card_that_stops_the_calls(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, record_number="MRN-7")
    card_changing.change(desk, rosa, {"deceased": True})
    noting.close(desk, rosa, result=noting.CloseResult.NOT_NEEDED)
    missed = patients.wrote(None, birth_date=BORN)
    joined = joining.join(desk, missed, NewCallback("about the visit", patient="Rosa Delgado"))
    assert (joined.card_flag, joined.owner, joined.contacts) == (CardFlag.DECEASED, "role:front-desk", 2)


def test_a_card_that_stops_the_calls_ends_a_hold_where_it_counts(desk: Desk, patients: Patients, clock: Clock):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    claiming.hold(desk, rosa, HoldReason.DOCUMENT, clock() + timedelta(days=2))
    clock.advance(hours=3)
    card_changing.change(desk, rosa, {"do_not_contact": True})
    callback = require(desk, rosa)
    [span] = holding.spans(callback)
    assert (callback.hold_reason, span.ends - span.begins) == (None, timedelta(hours=3))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nobody Known", "no such representative is on the card"),
        ("Luis Delgado", "Luis Delgado may be told nothing"),
    ],
)
def test_nothing_is_noted_as_told_to_whom_the_card_lets_hear_nothing(
    desk: Desk, patients: Patients, name: str, said: str
):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    allowed = [{"name": "Luis Delgado", "may_be_told": "nothing"}, {"name": "Ana Ruiz", "may_be_told": "everything"}]
    card_changing.change(desk, rosa, {"representatives": allowed})
    talk = booked(desk, spoke_with=SpokeWith.REPRESENTATIVE, representative=name)
    for private in (talk.model_copy(update={"told": "all of it"}), talk.model_copy(update={"confirmed": ("date",)})):
        with pytest.raises(DeskError, match=said):
            noting.save_note(desk, rosa, private)
    assert require(desk, rosa).attempts == 0
    to_ana = talk.model_copy(update={"representative": "Ana Ruiz", "told": "all of it"})
    assert noting.save_note(desk, rosa, to_ana).callback.attempts == 1


def test_a_talk_with_anybody_in_which_nothing_private_was_said_is_noted(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    talk = booked(desk, spoke_with=SpokeWith.REPRESENTATIVE, representative="Nobody Known")
    assert noting.save_note(desk, rosa, talk).callback.attempts == 1


def test_the_queue_has_the_language_that_the_script_is_read_in(desk: Desk, patients: Patients):
    known = patients.wrote("Rosa Delgado", birth_date=BORN, language="en")
    again = patients.wrote("Delgado, Rosa", birth_date=BORN, language=None, ago=20)
    by_hand = patients.wrote("Sam Invented", language="en")
    other = patients.wrote("Rosa Delgado", birth_date="1999-01-01", language="en")
    card_changing.change(desk, known, {"record_number": "R-7", "language": "es"})
    card_changing.change(desk, by_hand, {"language": "vi"})
    listed = {row["id"]: row["language"] for row in reading.queue_document(desk, View.ALL)}
    assert listed == {known: "es", again: "es", by_hand: "vi", other: "en"}
    for one, language in listed.items():
        assert reading.show_document(desk, require(desk, one))["language"] == language
        row = desk.store.queue_row(one)
        assert row is not None
        assert row.language == language


def test_the_number_and_language_of_the_card_are_used(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, phone=None, language=None)
    card_changing.change(desk, rosa, {"phone": "415-555-0199", "language": "es"})
    assert reading.script_of(desk, require(desk, rosa)).language == "es"
    noting.begin(desk, rosa)


def test_the_script_of_a_minor_asks_for_the_guardian(desk: Desk, patients: Patients):
    child = patients.wrote("Leo Delgado", birth_date="2019-05-05")
    card_changing.change(desk, child, {"guardian": "Ana Delgado"})
    said = reading.script_of(desk, require(desk, child))
    assert "May I speak with Ana" in said.recognition
    assert "Leo" not in said.recognition
    card_changing.change(desk, child, {"guardian": None, "minor": True})
    assert "Leo" not in reading.script_of(desk, require(desk, child)).recognition


def test_a_rebuilt_queue_has_the_same_cards(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"do_not_contact": True})
    before = card_of(desk, rosa)
    desk.store.rebuild_projection()
    assert desk.store.verify() == []
    assert card_of(desk, rosa) == before
    assert date.fromisoformat(BORN) == cards.shown(desk, require(desk, rosa)).birth_date


@pytest.mark.parametrize(
    "stop",
    [{"deceased": True}, {"do_not_contact": True, "contact_reason": "asked by letter"}],
    ids=["deceased", "barred"],
)
def test_a_talk_or_a_hand_over_makes_no_call_the_next_action_again(
    desk: Desk, patients: Patients, stop: dict[str, object]
):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    stopped = card_changing.change(desk, rosa, stop)
    talk = NoteDraft(
        disposition=Disposition.REACHED,
        result=Result.CALL_LATER,
        request="the daughter wants to talk about the bill",
        open=True,
        next_action="call the daughter again",
        owner="role:scheduling",
        due_at=desk.clock() + timedelta(hours=5),
    )
    noted = noting.save_note(desk, rosa, talk).callback
    assert (noted.owner, noted.next_action, noted.review) == (stopped.owner, stopped.next_action, stopped.review)
    assert status(desk, noted) is Status.REVIEW
    handed = claiming.hand_over(desk, rosa, "role:scheduling", None)
    assert (handed.next_action, handed.review) == (stopped.next_action, stopped.review)
