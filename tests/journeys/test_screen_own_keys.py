"""A desk on keys and colours of one's own, in a real terminal."""

from pathlib import Path

from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import CALLS, Clinic


def settings(clinic: Clinic, text: str) -> Path:
    path = clinic.home / "config.toml"
    path.write_text(text, "utf-8")
    return path


def test_keys_of_one_s_own_work_and_are_told(morning_clinic: Clinic, open_screen: OpenTerminal):
    morning_clinic.intake(CALLS)
    settings(morning_clinic, '[desk]\ntheme = "light"\n[keys]\ntake = "G"\nquit = "ctrl+g"\n')
    terminal = open_screen(morning_clinic)
    person = Person(terminal)
    terminal.expect("G take")
    terminal.press("G")
    terminal.expect(": yours")
    terminal.press("\x07")
    assert terminal.wait() == 0
    assert person.at is terminal


def test_a_key_that_cannot_be_leaves_with_one_sentence_and_no_screen(morning_clinic: Clinic, open_screen: OpenTerminal):
    path = settings(morning_clinic, '[keys]\ntake = "G"\nsnooze = "G"\n')
    terminal = open_screen(morning_clinic, columns=200)
    assert terminal.wait() == 2
    assert f"callback-desk: {path}: [keys] snooze" in terminal.said() or "[keys] take" in terminal.said()
    assert "\x1b[?1049h" not in terminal.said()
