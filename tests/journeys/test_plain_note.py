"""The note and the other actions asked line by line, in a real terminal: no colours, no moving cursor."""

import re

import pytest

from tests.journeys.conftest import OpenTerminal
from tests.journeys.shell import Clinic
from tests.journeys.terminal import Terminal


@pytest.fixture
def okafor(morning_clinic: Clinic) -> str:
    """Thomas Okafor's callback."""
    given = {"patient": "Thomas Okafor", "phone": "415-555-0133", "request": "a first visit, afternoons"}
    return morning_clinic.run("add", "--json", "-", given=given).document["id"]


@pytest.fixture
def say(morning_clinic: Clinic, open_screen: OpenTerminal):
    """Run a command in a terminal and answer its questions, one after another."""

    def answered(*arguments: str, answers: list[tuple[str, str]]) -> Terminal:
        terminal = open_screen(morning_clinic, 120, 200, arguments)
        seen = 0
        for question, answer in answers:
            terminal.expect_that(lambda shown, q=question, at=seen: q in shown[at:], f"{question!r}")
            seen = terminal.screen().index(question, seen) + len(question)
            terminal.type(f"{answer}\r")
        return terminal

    return answered


def without_escapes(terminal: Terminal) -> None:
    """Nothing but text and line ends was written."""
    assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", terminal.said()) is None


def test_a_whole_note_is_asked_line_by_line(morning_clinic: Clinic, okafor: str, say):
    terminal = say(
        "note",
        okafor[:6],
        "--plain",
        answers=[
            ("How did it end", "maybe"),
            ("is none of these: give a number from 1 to 7", "1"),
            ("What came of it", "settled"),
            ("Identified by", "1"),
            ("Spoke with", ""),
            ("What the patient needs", "first visit in the afternoon"),
            ("Confirmed", "1"),
            ("What they were told", ""),
            ("Is anything still open", "no"),
            ("Closed as", ""),
            ("Exceptions", ""),
            ("Did they say it back", "yes"),
            ("Remark", ""),
            ("one more identifier", "1 2"),
        ],
    )
    assert terminal.wait() == 0
    without_escapes(terminal)
    shown = morning_clinic.show(okafor)
    assert shown["status"] == "closed"
    assert shown["notes"][-1]["identified_by"] == ["name", "birth-date"]


def test_no_answer_is_one_question(morning_clinic: Clinic, okafor: str, say):
    terminal = say("note", okafor, "--plain", answers=[("How did it end", "no answer")])
    assert terminal.wait() == 0
    assert morning_clinic.show(okafor)["attempts"] == 1


def test_a_voicemail_that_the_patient_refused_is_not_offered(morning_clinic: Clinic, okafor: str, say):
    morning_clinic.run("card", okafor, "--json", "-", given={"voicemail": "none"})
    terminal = say("note", okafor, "--plain", answers=[("Not offered: voicemail: the patient refused", "voicemail")])
    terminal.expect("'voicemail' is none of these")
    terminal.type("no answer\r")
    assert terminal.wait() == 0


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_stopping_in_the_middle_saves_nothing(morning_clinic: Clinic, okafor: str, say, key: str):
    terminal = say("note", okafor, "--plain", answers=[("How did it end", "1"), ("What came of it", key)])
    assert terminal.wait() in (2, 130)
    assert "unexpected" not in terminal.screen()
    assert morning_clinic.show(okafor)["attempts"] == 0


@pytest.mark.parametrize(
    ("arguments", "answers", "field", "value"),
    [
        (("hand-over",), [("The next owner", "billing"), ("What they need", "the new card")], "owner", "role:billing"),
        (("lane",), [("The lane", "referral")], "lane", "referral"),
        (("close",), [("The result", "answered")], "status", "closed"),
        (("snooze",), [("Until when", "2h")], "status", "waiting"),
        (("hold",), [("What it waits for", "document"), ("When to look again", "next-morning")], "status", "on-hold"),
        (
            ("escalate",),
            [("The role to tell", "nurse"), ("Reason", "a question"), ("own words", "")],
            "status",
            "escalated",
        ),
        (
            ("amend",),
            [("Patient", ""), ("Born", ""), ("Phone", ""), ("Language", "es"), ("asked for", ""), ("Why", "")],
            "language",
            "es",
        ),
        (
            ("card",),
            [
                *(("Voicemail", ""), ("Number to", ""), ("How else", ""), ("Language", "vi"), ("Pronouns", "")),
                *(("Born", "1981-04-02"), ("record number", ""), ("guardian", "")),
            ],
            "language",
            "vi",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_is_not_given_is_asked(
    morning_clinic: Clinic,
    okafor: str,
    say,
    arguments: tuple[str, ...],
    answers: list[tuple[str, str]],
    field: str,
    value: str,
):
    terminal = say(*arguments, okafor, answers=answers)
    assert terminal.wait() == 0, terminal.screen()
    without_escapes(terminal)
    assert morning_clinic.show(okafor)[field] == value


def test_where_nobody_can_be_asked_the_flag_is_named(morning_clinic: Clinic, okafor: str):
    flags = {"lane": "--to", "hand-over": "--to", "escalate": "--to", "close": "--result", "hold": "--reason"}
    for command, flag in {**flags, "snooze": "--until"}.items():
        said = morning_clinic.run(command, okafor, code=2).said
        assert said.endswith(f"is needed: give it with {flag}\n")
        assert said.count("\n") == 1
    for command in ("amend", "acknowledge"):
        said = morning_clinic.run(command, okafor, code=2).said
        assert said.endswith("is needed: give it on standard input with --json -\n")
    assert "--json -" in morning_clinic.run("note", okafor, "--plain", code=2).said
    assert "--plain" in morning_clinic.run("note", okafor, code=2).said


def test_ctrl_c_keeps_what_was_answered_as_a_draft(morning_clinic: Clinic, okafor: str, say):
    terminal = say(
        "note",
        okafor[:6],
        "--plain",
        answers=[("How did it end", "1"), ("What came of it", "settled"), ("Identified by", "1 2")],
    )
    terminal.expect("Spoke with")
    terminal.type("\x03")
    terminal.expect("kept as a draft")
    assert terminal.wait() == 130
