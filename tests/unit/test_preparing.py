"""Preparing says what is ready and what is missing: nobody's turn changes by it, and it is no attempt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import preparing, script
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, Disposition, Mark, ReminderWay, Result
from callback_desk.domain.entries import Payload, Received, Referral
from callback_desk.domain.errors import DeskError
from callback_desk.domain.fold import fold
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.prefilling import prefilled
from callback_desk.domain.preparing_entries import Errand, ErrandAnswered, PapersMarked, Prepared, Reminded
from callback_desk.domain.preparing_lines import parse_errand, parse_reminder
from tests.unit.strategies import clinic_policy, ledgers, payloads
from tests.unit.strategies import preparing as preparing_payloads
from tests.unit.test_fold import HERE, NOON, entry, turn

POLICY = clinic_policy()
PHONE = "+14155550133"


def prepared(*payloads: Payload, lane: str = "new-appointment", referral: Referral | None = None) -> Callback:
    """A callback whose number is known, after these entries."""
    first = Received(channel=Channel.VOICEMAIL, at=NOON, turn=turn(), lane=lane, phone=PHONE, referral=referral)
    return fold("c", [entry(number, payload) for number, payload in enumerate((first, *payloads), 1)])


def marks(callback: Callback) -> dict[str, bool | None]:
    return {line.code: line.done for line in preparing.checklist(POLICY, callback)}


@given(ledgers(payloads()), st.lists(preparing_payloads(), min_size=1, max_size=4))
def test_preparing_changes_nobodys_turn_and_is_no_attempt(entries, more) -> None:
    before = fold("c", entries)
    number = max(line.seq for line in entries) + 1
    last = max(line.wall_at for line in entries)
    later = [entry(number + n, payload)._replace(hlc="g", wall_at=last) for n, payload in enumerate(more)]
    after = fold("c", [*entries, *later])
    for name in ("owner", "next_action", "due_at", "target_at", "attempts", "waiting", "review", "is_open", "pinned"):
        assert getattr(after, name) == getattr(before, name)


def test_each_line_is_done_missing_not_needed_or_not_looked_at() -> None:
    callback = prepared(Prepared(done=("visit-type",), missing=("forms",), not_needed=("insurance",)))
    assert marks(callback) == {
        "number": None,
        "visit-type": True,
        "insurance": True,
        "forms": False,
        "referral-papers": None,
        "language": None,
    }
    assert callback.lacking == ("forms",)


def test_a_mark_can_be_changed_and_taken_back() -> None:
    callback = prepared(Prepared(missing=("forms", "insurance")), Prepared(done=("forms",), unmarked=("insurance",)))
    assert (marks(callback)["forms"], marks(callback)["insurance"]) == (True, None)


def test_a_verified_number_is_verified_until_it_is_another_one() -> None:
    callback = prepared(Prepared(done=("number",), number=PHONE))
    assert preparing.number_verified_at(callback) == NOON + timedelta(minutes=2)
    callback.phone = "+14155550199"
    assert preparing.number_verified_at(callback) is None
    assert marks(callback)["number"] is None


LIST = Referral(papers=("insurance card",), missing=("office note", "EKG"))


def test_a_later_list_does_not_undo_what_a_person_said_of_a_paper() -> None:
    again = Received(channel=Channel.FAX, at=NOON, turn=turn(), referral=LIST)
    callback = prepared(PapersMarked(present=("EKG",), missing=("insurance card",)), again, referral=LIST)
    assert preparing.papers_of(callback) == [
        ("EKG", Mark.DONE),
        ("insurance card", Mark.MISSING),
        ("office note", Mark.MISSING),
    ]


def test_the_papers_of_a_referral_answer_for_their_line_of_the_checklist() -> None:
    assert marks(prepared(referral=LIST))["referral-papers"] is False
    here = PapersMarked(present=("office note", "EKG"))
    assert marks(prepared(here, referral=LIST))["referral-papers"] is True


def test_an_errand_is_open_until_it_came_in() -> None:
    asked = Errand(whom="Dr. Hale's office", what="EKG", until=NOON)
    callback = prepared(asked)
    (errand,) = callback.preparation.open_errands
    assert (errand.errand_id, errand.whom) == (f"{HERE}:2", "Dr. Hale's office")
    assert prepared(asked, ErrandAnswered(errand=errand.errand_id)).preparation.open_errands == ()


def test_a_reminder_is_kept_with_its_way() -> None:
    (sent,) = prepared(Reminded(what="bring the card", how=ReminderWay.TEXT)).preparation.reminders
    assert (sent.what, sent.how) == ("bring the card", ReminderWay.TEXT)


def next_step(callback: Callback, language: str = "en") -> str:
    return script.render(POLICY, callback, language, person_name="Maria", now=NOON).next_step


def test_a_missing_paper_is_told_in_the_next_step_in_the_clinics_wording() -> None:
    callback = prepared(Prepared(missing=("forms", "language")))
    assert "One paper is not here yet: intake form." in next_step(callback)
    assert "formulario de ingreso" in next_step(callback, "es")
    assert "interpreter" not in next_step(callback)


def test_single_papers_are_told_and_not_their_line_of_the_checklist() -> None:
    said = next_step(prepared(Prepared(missing=("referral-papers", "forms")), referral=LIST))
    assert "office note, EKG and intake form" in said
    assert "referral papers" not in said


def test_what_was_missing_and_came_is_told_no_more() -> None:
    assert "not here yet" not in next_step(prepared(Prepared(missing=("forms",)), Prepared(done=("forms",))))


NOW = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)  # a Monday, 14:12 at the clinic


@pytest.mark.parametrize(
    ("missing", "referral", "step"),
    [
        (("forms",), None, "ask for intake form"),
        (("language", "number"), None, "settle language, interpreter"),
        (("referral-papers", "forms"), LIST, "ask for office note, EKG and intake form"),
        (("visit-type", "insurance"), None, "ask for insurance card · settle visit type"),
        (("number",), None, None),
    ],
)
def test_what_is_missing_stands_in_the_next_step_of_the_note(missing, referral, step) -> None:
    about = prepared(Prepared(missing=missing), referral=referral)
    written = NoteDraft(disposition=Disposition.REACHED, result=Result.SETTLED)
    draft = prefilled(POLICY, about, written, NOW)
    assert (draft.open, draft.next_action) == (step is not None, step)
    owner = "role:scheduling" if referral is None else "role:referral-coordinator"
    assert draft.owner == (None if step is None else owner)


def test_what_came_since_stands_there_no_more() -> None:
    about = prepared(Prepared(missing=("forms",)), Prepared(done=("forms",)))
    written = NoteDraft(disposition=Disposition.REACHED, result=Result.SETTLED)
    assert prefilled(POLICY, about, written, NOW).open is False


def errand(text: str) -> tuple[str, str, datetime]:
    return tuple(parse_errand(text, POLICY.open_hours(None), POLICY.zone_info, NOW))


def test_an_errand_is_typed_as_whom_what_and_until_when() -> None:
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert errand("Dr. Hale's office, EKG, tue 12:00") == ("Dr. Hale's office", "EKG", noon)
    assert errand("records, EKG, MRI report") == ("records", "EKG, MRI report", datetime(2026, 11, 24, 13, tzinfo=UTC))
    assert errand("records, EKG, 2h")[2] == NOW + timedelta(hours=2)


@pytest.mark.parametrize("text", ["Dr. Hale", ", EKG", "records, EKG, tue 25:00", "records, EKG, 2020-01-01T10:00"])
def test_an_errand_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(DeskError):
        errand(text)


def test_a_reminder_says_how_it_went() -> None:
    assert parse_reminder("text, bring the card") == ("bring the card", ReminderWay.TEXT)
    assert parse_reminder("Portal , bring the card, and the forms") == (
        "bring the card, and the forms",
        ReminderWay.PORTAL,
    )
    for unsaid in ("xx first visit here", "bring the card, and the forms", "text bring the card"):
        with pytest.raises(DeskError, match="say how the reminder went, portal, text, letter or email, as in"):
            parse_reminder(unsaid)
    for empty in ("", "letter", "letter, "):
        with pytest.raises(DeskError):
            parse_reminder(empty)
