"""A working day on the screen, in a real terminal: calls noted, an emergency told, a crash survived, the day closed."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import CALLS, REQUESTS, Clinic, mid_morning_zone
from tests.journeys.workbook import assert_workbook_says_what_show_says

NEW, VOICEMAIL, TALK, URGENT, CALLED_TWICE = "D'Angelo", "SMITH-JONES", "PÉREZ, JOSÉ", "Wolfe", "María García"
NEED, TOLD = "wants to move the appointment of Thursday", "the office calls with a new time"
WIDE, SMALL = (140, 42), (80, 24)


def one_nobody_answers(person: Person) -> None:
    person.call("angelo")
    person.at.press("n")
    person.save(NEW)


def one_gets_a_voicemail(person: Person) -> None:
    person.call("anne marie")
    person.at.press("v")
    person.save(VOICEMAIL)


def one_is_reached(person: Person) -> None:
    """A full note: two identifiers, the need, what was confirmed and told, said back, closed as answered."""
    person.call("jos")
    person.at.press("r")
    person.at.expect("What came of it?")
    person.at.press("1", "space", "space")
    person.at.expect("►Patient needs")
    person.type(NEED)
    person.go_to("Confirmed")
    person.at.press("right", "right", "space")
    person.at.expect("✓ day and time")
    person.go_to("Told")
    person.type(TOLD)
    person.go_to("Closed as")
    person.at.expect("✓ answered")
    person.go_to("Understood")
    person.at.press("space")
    person.at.expect("✓ said it back", "ready to save")
    assert "closed, answered" in person.save(TALK)


def the_emergency_is_told(person: Person) -> None:
    person.find("wolfe")
    person.at.press("f3")
    person.at.expect("Escalate", "Nurse line · 415-555-0170 · answers until 17:00")
    person.at.press("1")
    person.type("short of breath on the stairs")
    person.at.press("enter")
    person.at.expect("escalated: now tell Nurse line")
    person.at.press("home", "w")
    person.at.expect("Who was told", "Nurse line · 415-555-0170")
    person.type("Nurse Kim")
    person.at.press("enter", "1", "enter")
    person.at.expect("Blaine: recorded who was told")


def the_program_is_killed_while_one_types(person: Person, clinic: Clinic) -> str:
    """Type in the middle of what stands there already; return what the store had of it before the end."""
    person.call("garc")
    person.at.press("r")
    person.at.expect("What came of it?")
    person.at.press("1", "space", "space")
    person.at.expect("►Patient needs")
    person.type("wants the afternoon")
    person.at.press(*["left"] * len("afternoon"))
    person.at.type("Friday ")
    person.at.expect("wants the Friday afternoon")
    with clinic.store() as store:
        (drafted,) = store.drafts()

        def kept() -> str:
            draft = store.draft(drafted)
            return str(json.loads(draft.form).get("request", "")) if draft else ""

        person.at.stay_until(lambda: kept() == "wants the Friday afternoon", "what was typed to be stored")
        person.at.type("morning or ")
        person.at.kill()
        return kept()


def notes_and_second_attempts_are_there(clinic: Clinic) -> None:
    items = {item["phone"]: item for item in [*clinic.queue(), *clinic.queue("--view", "closed")]}
    noted = [items[phone]["id"] for phone in ("+15855550188", "+15855550166", "+15855550133")]
    unanswered, voicemail, talk = clinic.shown(noted).values()
    for tried, disposition in ((unanswered, "no-answer"), (voicemail, "voicemail")):
        assert [note["disposition"] for note in tried["notes"]] == [disposition]
        assert (tried["attempts"], tried["status"]) == (1, "waiting")
        assert "2nd try" in tried["next_action"]
        assert datetime.fromisoformat(tried["due_at"]) > datetime.now(UTC)
    (note,) = talk["notes"]
    assert talk["status"] == "closed"
    assert (note["request"], note["told"], note["understood"]) == (NEED, TOLD, True)
    assert note["identified_by"] == ["name", "birth-date"]
    assert len(note["confirmed"]) == 2
    assert items["+15855550189"]["acknowledged"] is True
    assert items["+15855550101"]["attempts"] == 0


def everything_is_decided(person: Person) -> None:
    """One is closed, one handed over, the rest put off: each by a few keys."""
    person.at.press("e")
    person.at.expect("End of day", "undecided: due before the next opening")
    person.decide("Close · ", "closed: not needed any more", "k", "7", "enter")
    person.decide("Hand over · ", "handed over to Billing", "h", "4", "enter")
    for _ in range(5):
        if "nothing is undecided" in person.at.screen():
            return
        before = person.at.screen()
        person.decide("Snooze · ", "put off to tomorrow 08:00", "s", "3")
        person.at.expect_that(lambda shown, before=before: shown != before, "the list to be shorter")


def the_day_is_closed(person: Person) -> None:
    person.at.expect("nothing is undecided: f writes the clinic's files")
    person.at.press("f")
    person.at.expect("The files are plain", "y writes them there, esc does not")
    person.at.press("y")
    person.at.expect("The day is closed", "_workbook.xlsx")
    person.at.press("escape")


def test_a_day_from_the_first_call_to_the_clinics_files(morning_clinic: Clinic, open_screen: OpenTerminal):
    clinic = morning_clinic
    clinic.intake(CALLS, REQUESTS)
    person = Person(open_screen(clinic, *WIDE, afresh=True))
    one_nobody_answers(person)
    one_gets_a_voicemail(person)
    one_is_reached(person)
    the_emergency_is_told(person)
    kept = the_program_is_killed_while_one_types(person, clinic)
    notes_and_second_attempts_are_there(clinic)

    person = Person(open_screen(clinic, *WIDE))
    assert "*" in person.line_of(CALLED_TWICE)[:6]
    person.find("garc")
    person.at.press("enter")
    person.at.expect("✓ name  ✓ date of birth", kept)
    person.back()
    person.at.press("4")
    person.at.expect("Queue · 4 waiting")
    person.expect_line(NEW, "2nd")
    person.expect_line(VOICEMAIL, "2nd")
    everything_is_decided(person)
    the_day_is_closed(person)
    assert person.quit() == 0

    (workbook,) = clinic.home.glob("days/**/*_workbook.xlsx")
    assert_workbook_says_what_show_says(clinic, workbook)


def test_the_first_notes_on_a_small_screen(morning_clinic: Clinic, open_screen: OpenTerminal):
    clinic = morning_clinic
    clinic.intake(CALLS, REQUESTS)
    person = Person(open_screen(clinic, *SMALL))
    person.find("angelo")
    person.at.press("tab")
    person.at.expect("Transferring care", "born 1991-01-05")
    person.at.press("tab")
    person.at.expect("1 recognition", "F2 boundary")
    person.at.press("tab")
    person.at.expect("Queue · 1 all open")
    one_nobody_answers(person)
    person.call("anne marie")
    person.at.press("f5")
    person.at.expect("1 recognition")
    person.at.press("f7")
    person.at.expect("prior auth")
    person.at.press("f7")
    person.at.expect("How did it end?")
    person.at.press("v")
    person.save(VOICEMAIL)
    one_is_reached(person)
    assert person.quit() == 0
    noted = {item["phone"]: item["attempts"] for item in [*clinic.queue(), *clinic.queue("--view", "closed")]}
    assert [noted[phone] for phone in ("+15855550188", "+15855550166", "+15855550133")] == [1, 1, 1]


@pytest.mark.parametrize("hour", range(24))
def test_there_is_a_place_where_it_is_mid_morning(hour: int):
    now = datetime(2026, 11, 23, hour, 59, tzinfo=UTC)
    assert now.astimezone(ZoneInfo(mid_morning_zone(now))).hour == 10
