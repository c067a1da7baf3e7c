"""What a person does at a desk in a real terminal, in the product's words."""

import re

from tests.journeys.terminal import Terminal

FIELDS = 20
"""More than a note ever has."""


def caret_in(shown: str) -> str | None:
    """Return the label of the note's field that has the caret."""
    marked = re.search(r"►(.+?)(?:  |│)", shown)
    return marked[1].strip() if marked else None


class Person:
    """Somebody at an open desk. Every step ends when the screen shows what it led to."""

    def __init__(self, terminal: Terminal) -> None:
        self.at = terminal
        terminal.expect("Queue · 1 all open")

    def find(self, words: str) -> None:
        """Look for a patient by typing and put the cursor there; the whole view is shown again."""
        self.at.press("/")
        self.at.type(words)
        self.at.press("enter")
        self.at.expect(f"found “{words}”")
        self.at.press("escape")
        self.at.expect_gone("found “")

    def call(self, words: str) -> None:
        """Find a patient and open the call."""
        self.find(words)
        self.at.press("enter")
        self.at.expect("How did it end?")

    def back(self) -> None:
        """Leave the call for the queue; the note stays as a draft."""
        self.at.press("escape")
        self.at.expect("Queue · 1 all open")

    def go_to(self, field: str) -> None:
        """Go down the note to a field, by its label."""
        for _ in range(FIELDS):
            here = caret_in(self.at.screen())
            if here == field:
                return
            self.at.press("tab")
            self.at.expect_that(lambda shown, here=here: caret_in(shown) not in (None, here), f"tab to leave {here}")
        raise AssertionError(f"{field} is not in the note:\n{self.at.screen()}")

    def type(self, text: str) -> None:
        """Type, and see the end of it on the screen."""
        self.at.type(text)
        self.at.expect(text[-12:])

    def save(self, patient: str) -> str:
        """Save the note; the desk goes back to the queue."""
        self.at.press("ctrl+s")
        return self.at.expect(f"saved · {patient}", "Queue · 1")

    def line_of(self, patient: str) -> str:
        """Return the line of the screen that has the patient's name."""
        return next(line for line in self.at.screen().splitlines() if patient in line)

    def expect_line(self, patient: str, *words: str) -> None:
        """Wait until a patient's line in the queue says all these words."""

        def says(shown: str) -> bool:
            lines = [line for line in shown.splitlines() if patient in line]
            return any(all(word in line for word in words) for line in lines)

        self.at.expect_that(says, f"{patient} with {words}")

    def decide(self, dialog: str, said: str, *keys: str) -> None:
        """Decide the item under the cursor by the keys; wait until the screen says what came of it."""
        opens, *answers = keys
        self.at.press(opens)
        self.at.expect(dialog)
        self.at.press(*answers)
        self.at.expect_that(lambda shown: dialog not in shown and said in shown, f"{said!r} after {dialog!r}")

    def quit(self) -> int:
        """Leave the desk and return the exit code."""
        self.at.press("ctrl+q")
        return self.at.wait()
