"""How a screen ends in a real terminal: left by its key, refused beside another, broken by a fault."""

import re
import sys
from pathlib import Path

from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import CALLS, Clinic, desk_command

FAULTY_DESK = Path(__file__).with_name("faulty_desk.py")


def test_the_demo_opens_and_leaves_nothing_behind(open_terminal: OpenTerminal, clinic: Clinic):
    throwaway = clinic.folder / "throwaway"
    throwaway.mkdir()
    elsewhere = {**clinic.environment, "TMPDIR": str(throwaway), "HOME": str(throwaway)}
    person = Person(open_terminal([*desk_command(), "demo"], elsewhere))
    assert list(throwaway.iterdir())
    assert person.quit() == 0
    assert list(throwaway.iterdir()) == []


def test_a_second_screen_on_the_same_home_is_refused_in_one_sentence(clinic: Clinic, open_screen: OpenTerminal):
    first = Person(open_screen(clinic))
    second = open_screen(clinic)
    assert second.wait() == 2
    said = second.said().splitlines()
    assert said == ["callback-desk: a desk is open on this home already: close that screen first (ctrl+q)"]
    assert first.quit() == 0
    assert Person(open_screen(clinic)).quit() == 0


def test_a_fault_of_the_screen_is_told_without_patients(
    clinic: Clinic, open_terminal: OpenTerminal, open_screen: OpenTerminal
):
    clinic.intake(CALLS)
    command = [sys.executable, str(FAULTY_DESK), "--home", str(clinic.home)]
    person = Person(open_terminal(command, clinic.environment))
    person.at.expect("GARCIA,MARIA", "came in")
    person.at.press("7")
    assert person.at.wait() == 70
    left = person.at.said().rpartition("\x1b[?1049l")[2]
    assert "callback-desk: an unexpected fault, please report it: LookupError" in left
    assert re.search(r"^  faulty_desk\.py:\d+ press\s*$", left, re.M)
    assert "GARCIA" not in left
    assert "was not found" not in left
    assert "patient" not in left
    assert Person(open_screen(clinic)).quit() == 0
