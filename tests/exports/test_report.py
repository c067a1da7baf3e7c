"""What the day's sheets hold: which callbacks, which attempts, which escalations, and what is owed to whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    Identifier,
    Result,
    SpokeWith,
)
from callback_desk.domain.entries import (
    Acknowledged,
    Appointment,
    Claimed,
    Closed,
    Escalated,
    Noted,
    Prepared,
    Received,
    Referral,
    TalkSeen,
)
from callback_desk.domain.fold import fold
from callback_desk.exports.contacts import contacts_of
from callback_desk.exports.report import DayReport
from tests.exports.days import DAY, POLICY, Story, at, received, report, sheet
from tests.unit.strategies import ledgers


def tried(story: Story, when: datetime, disposition: Disposition = Disposition.NO_ANSWER, **said: Any) -> Story:
    """An attempt that leaves it open."""
    later = turns.noted(POLICY, story.callback, "role:scheduling", "call · 2nd try", when + timedelta(hours=2), when)
    return story.then(when, Noted(disposition=disposition, turn=later, **said))


def escalated(story: Story, when: datetime) -> Story:
    """An escalation to the nurse line."""
    turn = alarm_turns.escalated(POLICY, story.callback, "nurse-line", when)
    return story.then(when, Escalated(to="role:nurse-line", reason="chest pain", words="it hurts here", turn=turn))


def told(story: Story, when: datetime) -> Story:
    """Somebody of the role was told."""
    return story.then(when, Acknowledged(told="Nurse Kim", how="telephone", at=when))


def ids(lines: list[dict[str, Any]]) -> list[Any]:
    return [line["id"] for line in lines]


def test_open_holds_all_that_is_open_and_completed_what_was_closed_that_day():
    day = report(
        received("open-old", days=-9),
        received("open-new"),
        received("closed-now").then(at("10:00"), Closed(result=CloseResult.ANSWERED, remark="by portal"), "ben"),
        received("closed-before", days=-3).then(at("10:00", -2), Closed(result=CloseResult.BOOKED)),
        received("closed-at-midnight", days=-1).then(at("00:00"), Closed(result=CloseResult.DECLINED)),
        received("closed-last-night", days=-1).then(at("23:59", -1), Closed(result=CloseResult.DECLINED)),
    )
    assert ids(sheet(day, "Open")) == ["open-old", "open-new"]
    done = sheet(day, "Completed")
    assert ids(done) == ["closed-at-midnight", "closed-now"]
    assert (done[1]["close result"], done[1]["closed by"], done[1]["close remark"]) == (
        "answered", "Ben Ode", "by portal",
    )  # fmt: skip


def test_the_open_ones_stand_in_queue_order():
    day = report(
        received("waits", "16:00"),
        received("due-first", "08:00"),
        received("alarm", "16:59", attention=("chest pain*",), lane="symptom"),
        escalated(received("escalated", "16:58"), at("17:00")),
    )
    assert ids(sheet(day, "Open")) == ["escalated", "alarm", "due-first", "waits"]


def test_an_attempt_is_in_the_sheet_of_its_day_with_all_that_the_note_says():
    story = tried(received("aaaa0001", days=-1), at("15:00", -1))
    story = tried(
        story,
        at("11:30"),
        Disposition.REACHED,
        result=Result.BOOKED,
        identified_by=(Identifier.NAME, Identifier.BIRTH_DATE),
        spoke_with=SpokeWith.PATIENT,
        request="first visit",
        confirmed=("number", "insurance"),
        told="bring the card",
        appointment=Appointment(at=at("09:30", 7), with_whom="Dr. Hale", kind="new patient"),
        language="en",
        understood=True,
        exceptions=(ExceptionCode.LANGUAGE,),
        remark="prefers mornings",
        started_at=at("11:24"),
        seconds=360,
    )
    lines = sheet(report(story), "Attempts")
    assert len(lines) == 1
    note = {title: cell for title, cell in lines[0].items() if cell is not None}
    moments = {title: note.pop(title).strftime("%d %H:%M") for title in list(note) if isinstance(note[title], datetime)}
    assert moments == {
        "noted at": "23 11:30", "due at": "23 13:30", "appointment at": "30 09:30", "started at": "23 11:24",
    }  # fmt: skip
    assert note == {
        "patient": "Rosa Delgado",
        "phone": "+14155550161",
        "lane": "existing-patient",
        "attempt": 2,
        "disposition": "reached",
        "result": "booked",
        "identified by": "name; birth-date",
        "spoke with": "patient",
        "request": "first visit",
        "confirmed": "number; insurance",
        "told": "bring the card",
        "open": "yes",
        "next action": "call · 2nd try",
        "owner": "role:scheduling",
        "appointment with": "Dr. Hale",
        "appointment kind": "new patient",
        "language": "en",
        "understood": "yes",
        "exceptions": "language",
        "remark": "prefers mornings",
        "call seconds": 360,
        "by": "María Santos",
        "id": "aaaa0001",
    }


def test_an_escalation_says_who_was_told_and_how_long_it_took():
    open_one = escalated(received("open-one", attention=("chest pain*",), lane="symptom"), at("10:00"))
    told_one = told(escalated(received("told-one"), at("10:00")), at("10:07"))
    told_before = told(escalated(received("told-before", days=-1), at("10:00", -1)), at("10:05", -1))
    told_before.then(at("11:00", -1), Closed(result=CloseResult.TRANSFERRED))
    lines = sheet(report(open_one, told_one, told_before), "Escalations")
    assert [(line["id"], line["state"], line["minutes to told"]) for line in lines] == [
        ("open-one", "nobody told yet", None),
        ("told-one", "told", 7),
    ]
    assert (lines[0]["to"], lines[0]["reason"], lines[0]["patient's words"]) == (
        "role:nurse-line", "chest pain", "it hurts here",
    )  # fmt: skip
    assert (lines[1]["who was told"], lines[1]["how"]) == ("Nurse Kim", "telephone")


def test_an_attention_item_that_nobody_escalated_is_among_the_escalations():
    alarm = received("alarm", attention=("chest pain*",), lane="symptom")
    lines = sheet(report(alarm), "Escalations")
    assert [(line["id"], line["state"], line["attention"]) for line in lines] == [
        ("alarm", "not escalated yet", "chest pain*")
    ]


def test_unreached_holds_who_was_tried_and_never_reached():
    reached = tried(tried(received("reached"), at("10:00")), at("11:00"), Disposition.REACHED)
    given_up = tried(received("given-up"), at("10:00")).then(at("12:00"), Closed(result=CloseResult.UNREACHABLE))
    answered = tried(received("answered"), at("10:00")).then(at("12:00"), Closed(result=CloseResult.ANSWERED))
    day = report(received("not-tried"), tried(received("tried"), at("10:00")), reached, given_up, answered)
    assert ids(sheet(day, "Unreached")) == ["tried", "given-up"]


def test_referral_gaps_name_the_missing_papers():
    referral = Referral(
        number="R-7", papers=("insurance card",), missing=("office note", "EKG"), referred_by="Dr. Hale"
    )
    day = report(
        received("gap", referral=referral), received("whole", referral=Referral(number="R-8", papers=("all",)))
    )
    lines = sheet(day, "Referral gaps")
    assert [(line["id"], line["missing papers"], line["papers received"]) for line in lines] == [
        ("gap", "office note; EKG", "insurance card")
    ]


def test_a_referral_of_which_a_person_found_a_paper_missing_is_a_gap_too():
    def marked(callback_id: str, code: str, **facts: Any) -> Story:
        return received(callback_id, lane="referral", **facts).then(at("10:00"), Prepared(missing=(code,)))

    day = report(
        marked("aaaa0001", "insurance", referral=Referral(papers=("EKG",))),
        marked("bbbb0002", "number", referral=Referral(papers=("EKG",))),
        marked("cccc0003", "referral-papers"),
        marked("dddd0004", "insurance"),
    )
    assert [(line["id"], line["lacking"]) for line in sheet(day, "Referral gaps")] == [
        ("aaaa0001", "insurance"),
        ("cccc0003", "referral-papers"),
    ]


def test_exceptions_hold_what_a_person_must_look_at_and_what_notes_recorded():
    miss = received("talked-since", channel=Channel.MISSED_CALL)
    miss.then(at("10:00"), TalkSeen(source_key="k", at=at("10:00"), seconds=90, outbound=True))
    noted = tried(received("no-access"), at("11:00"), exceptions=(ExceptionCode.NO_ACCESS,), remark="portal down")
    day = report(received("look", review="no number to call"), miss, noted)
    lines = sheet(day, "Exceptions")
    assert {(line["id"], line["kind"]) for line in lines} == {
        ("look", "review"),
        ("talked-since", "resolved since?"),
        ("no-access", "exception"),
    }
    by_id = {line["id"]: line for line in lines}
    assert (by_id["no-access"]["what"], by_id["no-access"]["remark"]) == ("no-access", "portal down")


def figures(day: DayReport, part: str) -> dict[Any, Any]:
    return {line["what"]: line["number"] for line in sheet(day, "Summary") if line["part"] == part}


def test_the_summary_counts_what_came_in_what_was_done_and_what_stands():
    day = report(
        received("old", "15:00", -4, lane="refill"),
        tried(received("tried", channel=Channel.MISSED_CALL), at("10:00")),
        tried(received("reached"), at("10:30"), Disposition.REACHED),
        received("done").then(at("12:00"), Closed(result=CloseResult.ANSWERED)),
        escalated(received("escalated"), at("11:00")),
        undecided=["old"],
    )
    assert figures(day, "open now") == {
        "open callbacks": 4, "attention or escalated, nobody told yet": 1, "undecided": 1,
    }  # fmt: skip
    assert figures(day, "came in today") == {"contacts": 4, "missed-call": 1, "voicemail": 3}
    assert figures(day, "done today") == {
        "attempts": 2,
        "attempts: reached": 1,
        "attempts: no-answer": 1,
        "escalations": 1,
        "completed": 1,
        "completed: answered": 1,
    }
    oldest = next(line for line in sheet(day, "Summary") if line["what"] == "open callbacks")
    assert oldest["since"] == at("15:00", -4)


def test_a_transcript_that_came_later_than_its_call_is_no_contact_more():
    story = received("aaaa0001", channel=Channel.MISSED_CALL, source_key="phone:C1")
    later = Received(
        channel=Channel.VOICEMAIL, at=story.callback.received_at, source_key="phone:C1", version_key="phone:C1@1",
        request="please call", turn=turns.for_contact(POLICY, None, at("09:00"), at("09:00")),
    )  # fmt: skip
    day = report(story.then(at("11:00"), later))
    assert figures(day, "came in today") == {"contacts": 1, "missed-call": 0, "voicemail": 1}
    ((_, said),) = contacts_of(story.callback)
    assert (said["request"], said["channel"]) == ("please call", Channel.VOICEMAIL)


def test_of_a_period_nobody_asked_what_is_undecided_so_no_number_is_told():
    days = replace(report(received("aaaa0001")), until=DAY)
    assert "undecided" not in figures(days, "open now")


def test_whose_turn_counts_a_lapsed_claim_to_its_role():
    story = received("claimed", "08:00", -1)
    story.then(at("08:10", -1), Claimed(turn=turns.claimed(POLICY, story.callback, "maria", at("08:10", -1))))
    assert report(story).headline == "1 open, 1 late. Whose turn: Front desk 1 (1 late)."


def test_with_nothing_open_the_first_line_says_so():
    assert report().headline == "0 open, 0 late. Whose turn: nobody."


@given(st.lists(ledgers(), max_size=3))
@settings(max_examples=20)
def test_every_open_callback_is_somebodys_turn_and_counted_once(stories):
    callbacks = [fold(f"{number:08}", entries) for number, entries in enumerate(stories)]
    day = DayReport.gather(policy=POLICY, day=DAY, as_of=at("17:05"), callbacks=callbacks)
    still_open = [callback for callback in callbacks if callback.is_open]
    assert len(day.open) == len(still_open)
    assert sum(turn.open for turn in day.turns) == len(still_open)
    assert sum(turn.late for turn in day.turns) == day.late
    assert all(line["due at"] for line in sheet(day, "Open"))


def test_a_contact_that_joined_is_counted_on_its_day():
    story = received("twice", days=-2)
    again = Received(
        channel=Channel.MISSED_CALL, at=at("10:00"), turn=turns.joined(POLICY, story.callback, at("10:00"), at("10:00"))
    )
    assert figures(report(story.then(at("10:00"), again)), "came in today")["missed-call"] == 1


def test_a_report_in_a_message_tells_no_patients_words():
    day = report(received("aaaa0001", request="invented private words"))
    assert repr(day) == "DayReport(2026-11-23, 1 callbacks)"
