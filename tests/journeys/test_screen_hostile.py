"""Hostile text in a clinic's file, on a real terminal: every item can be reached, and nothing is obeyed."""

import csv
import json
import re
from pathlib import Path

from callback_desk.domain.text import clean
from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import DATA, Clinic

ESCAPES: list[str] = json.loads((DATA / "constructed/nasty/terminal_escapes.json").read_text("utf-8"))
NAUGHTY: list[str] = json.loads((DATA / "nasty/blns/blns.json").read_text("utf-8"))
HEADINGS = ("Date", "Time", "From", "Caller Name", "To", "Direction", "Result", "Length", "Voicemail Transcription")
THE_PROGRAMS_OWN = "\x1b[?1049h"
"""An escape that the program writes too, once, as it takes the screen."""
CLIPBOARD = "ZXZpbA"
"""What one of the escapes would put into the clipboard."""


def is_obeyed(text: str) -> bool:
    """Whether a terminal would do something with this text other than show it."""
    return clean(text) != text


def hostile() -> list[str]:
    """Every escape, the naughty strings that hold something to obey, and every tenth of the others."""
    short = [text for text in NAUGHTY if text.strip() and len(text) < 120]
    obeyed, harmless = [t for t in short if is_obeyed(t)], [t for t in short if not is_obeyed(t)]
    return [*ESCAPES, *obeyed, *harmless[::10]]


def write_calls(path: Path, texts: list[str]) -> None:
    """A phone system's list of voicemails, each with a hostile name and message, from a number of its own."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for number, text in enumerate(texts):
            phone, message = f"(585) 555-{100 + number:04}", f"{text} <{number}>"
            rows.writerow(
                ("3/9/2026", "8:01:10 AM", phone, text, "(585) 555-0100", "Incoming", "Voicemail", "0:22", message)
            )


def number_in(shown: str) -> int | None:
    """Return which of the messages stands in the context."""
    told = re.search(r"<(\d+)>”", shown)
    return int(told[1]) if told else None


def test_no_escape_of_a_patient_reaches_the_terminal(clinic: Clinic, open_screen: OpenTerminal, tmp_path: Path):
    texts = hostile()
    assert len(texts) < 100
    calls = tmp_path / "calls.csv"
    write_calls(calls, texts)
    (told,) = clinic.intake(calls)
    assert (told["calls"], told["new_callbacks"], told["rejected"]) == (len(texts), len(texts), [])

    person = Person(open_screen(clinic))
    seen: list[int | None] = []
    for _ in texts:
        shown = person.at.expect_that(lambda now: number_in(now) not in (None, *seen), "the next patient's message")
        seen.append(number_in(shown))
        person.at.press("down")
    assert sorted(number for number in seen if number is not None) == list(range(len(texts)))
    person.call(CLIPBOARD)
    person.at.expect(CLIPBOARD)
    person.at.press("f3")
    person.at.expect("Escalate · ")
    person.at.press("1", "enter")
    person.at.expect("escalated: now tell")
    assert person.quit() == 0

    wrote = person.at.said()
    assert wrote.count(THE_PROGRAMS_OWN) == 1
    wrote = wrote.replace(THE_PROGRAMS_OWN, "")
    assert [text for text in texts if is_obeyed(text) and text in wrote] == []
    for command in ("]52;", "]0;", "]2;", "]8;;http://example.test", "[6n", "[31mred"):
        assert f"\x1b{command}" not in wrote
    assert "\x9b" not in wrote
