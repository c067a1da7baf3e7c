"""The keystroke budget in a real terminal: each line from the queue to saved, the keys in one breath and counted."""

from tests.journeys.conftest import OpenTerminal
from tests.journeys.shell import CALLS, REQUESTS, Clinic
from tests.journeys.terminal import Terminal

BUDGET = {
    "no answer": 3,
    "voicemail left": 3,
    "reached, nothing unusual": 8,
    "reached and booked": 12,
    "boundary line on screen": 1,
    "escalated": 4,
    "handed over": 4,
}
QUEUE = "Queue · 1 all open"


class Counted:
    """Presses keys and counts them; free text is not counted."""

    def __init__(self, terminal: Terminal) -> None:
        self.at, self.keys = terminal, 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self.at.press(*keys)

    def find(self, words: str) -> None:
        """Put the cursor on an item; what that costs is no part of the budget."""
        self.at.press("/")
        self.at.type(words)
        self.at.press("enter")
        self.at.expect(f"found “{words}”")
        self.at.press("escape")
        self.at.expect_gone("found “")
        self.keys = 0

    def saved_within(self, line: str) -> None:
        """The queue is back, and getting there took no more keys than the line allows."""
        self.at.expect(QUEUE)
        self.within(line)

    def within(self, line: str) -> None:
        assert self.keys <= BUDGET[line], f"{line}: {self.keys} keys"


def no_answer(person: Counted) -> None:
    person.find("angelo")
    person.press("enter", "n", "ctrl+s")
    person.at.expect("saved · D'Angelo")
    person.saved_within("no answer")


def voicemail(person: Counted) -> None:
    person.find("anne marie")
    person.press("enter", "v", "ctrl+s")
    person.at.expect("saved · SMITH-JONES")
    person.saved_within("voicemail left")


def reached(person: Counted) -> None:
    person.find("jos")
    person.press("enter", "r", "1", "space", "space")
    person.at.expect("►Patient needs")
    person.at.type("which papers to bring on Tuesday")
    person.at.expect("papers to bring on Tuesday")
    person.press("enter")
    if "►Confirmed" in person.at.expect("►"):
        person.press("space", "enter")
    person.at.expect("►Understood")
    person.press("space", "ctrl+s")
    person.at.expect("saved · PÉREZ, JOSÉ", "closed, answered")
    person.saved_within("reached, nothing unusual")


def boundary(person: Counted) -> None:
    """The caret stands in a field of the note before and after: what is typed next arrives where it was."""
    person.find("wolfe")
    person.press("enter", "r", "3")
    person.at.expect("►Patient needs")
    person.at.type("has a question about")
    person.at.expect("has a question about")
    person.keys = 0
    person.press("f2")
    person.at.expect("Boundary · EN", "symptom", "asks advice", "emergency", "911")
    person.within("boundary line on screen")
    person.at.type(" parking")
    person.at.press("f2")
    person.at.expect_gone("Boundary · EN")
    person.at.expect("has a question about parking")
    person.at.press("escape")
    person.at.expect(QUEUE)


def booked(person: Counted) -> None:
    person.find("garc")
    person.press("enter", "r", "2", "space", "space")
    person.at.expect("►Patient needs")
    person.at.type("first visit, cardiology; afternoons only")
    person.at.expect("cardiology; afternoons only")
    person.press("enter")
    person.at.expect("►Booked")
    person.at.type("2099-12-02T15:40, Dr. Hale, new patient")
    person.at.expect("Dr. Hale, new patient")
    person.press("enter", "space", "ctrl+s")
    person.at.expect("saved · María García", "closed, booked")
    person.saved_within("reached and booked")


def handed_over(person: Counted) -> None:
    person.find("kowalski")
    person.press("h", "4")
    person.at.expect("Hand over · ")
    person.at.type("the new insurance card")
    person.press("enter")
    person.at.expect("handed over to Billing")
    person.saved_within("handed over")


def escalated(person: Counted) -> None:
    person.find("wolfe")
    person.press("!", "1", "enter")
    person.at.expect("tell Nurse l")
    person.saved_within("escalated")


def test_each_line_of_the_budget(morning_clinic: Clinic, open_screen: OpenTerminal):
    morning_clinic.intake(CALLS, REQUESTS)
    new = {"patient": "Sam Kowalski", "phone": "415-555-0177", "request": "a question about my bill"}
    morning_clinic.run("add", "--json", "-", given=new)
    terminal = open_screen(morning_clinic, 80, 24)
    terminal.expect(QUEUE)
    person = Counted(terminal)
    for line in (no_answer, voicemail, reached, booked, handed_over, boundary, escalated):
        line(person)
