"""What a file to take in may ask: which field a column is, the zone of its times, the clinic's own numbers."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Input, Static

from callback_desk.domain.errors import DeskError
from callback_desk.domain.phone import normalised
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.plain import plain_line
from callback_desk.tui.typed_line import TypedLine


class PickField(Dialog[str]):
    """Which field a column is read as."""

    HINT = "typing goes to a field · enter takes it · esc leaves"

    def __init__(
        self,
        column: str,
        fields: Sequence[tuple[str, str]],
        chosen: str | None,
        decided: Callable[[str, Dialog[str]], None],
    ) -> None:
        super().__init__(f"Read as · {column}", decided)
        self._fields, self._chosen = fields, chosen

    def questions(self) -> ComposeResult:
        """The fields."""
        yield Pick(self._fields, "field", lambda code: self.save(), self._chosen, records_at_once=False)

    def answer(self) -> str:
        """Return the field under the cursor."""
        return self.query_one("#field", Pick).code


class AskZone(Dialog[str]):
    """The zone of a file's local times; `preview` says what it makes of the first record, or raises DeskError."""

    HINT = "enter keeps it for such files · esc leaves"

    def __init__(self, zone: str, preview: Callable[[str], str], decided: Callable[[str, Dialog[str]], None]) -> None:
        super().__init__("Local times", decided)
        self._zone, self._preview = zone, preview

    def questions(self) -> ComposeResult:
        """The zone, and below it what it means."""
        yield asked("the zone of the file's times, such as America/New_York")
        yield TypedLine("zone", value=self._zone)
        yield Static("", id="preview", markup=False)

    def on_mount(self) -> None:
        """Say what the zone means as it stands."""
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once what another zone means."""
        self._show()

    def _show(self) -> None:
        try:
            said = self._preview(self.typed("zone"))
        except DeskError as fault:
            said = str(fault)
        self.query_one("#preview", Static).update(plain_line(said))

    def answer(self) -> str:
        """Return the zone."""
        self._preview(self.typed("zone"))
        return self.typed("zone")


class AskDates(Dialog[str]):
    """Which of day and month comes first in a file's dates."""

    HINT = "enter keeps it for such files · esc leaves"
    OPTIONS = (
        ("day-first", "day first: 3/5 is the 3rd of May"),
        ("month-first", "month first: 3/5 is the 5th of March"),
    )

    def __init__(self, read_as: str, decided: Callable[[str, Dialog[str]], None]) -> None:
        super().__init__("Dates such as 3/5", decided)
        self._read_as = read_as

    def questions(self) -> ComposeResult:
        """Both, the cursor on the one that the file is read by now."""
        yield Pick(self.OPTIONS, "dates", lambda code: self.save(), self._read_as, records_at_once=False)

    def answer(self) -> str:
        """Return the one under the cursor."""
        return self.query_one("#dates", Pick).code


class AskOwnNumbers(Dialog[tuple[str, ...]]):
    """The clinic's own numbers in such files: they tell incoming calls from outgoing ones."""

    HINT = "enter keeps them for such files · esc leaves"

    def __init__(
        self, numbers: Sequence[str], region: str, decided: Callable[[tuple[str, ...], Dialog[tuple[str, ...]]], None]
    ) -> None:
        super().__init__("The clinic's own numbers", decided)
        self._numbers, self._region = numbers, region

    def questions(self) -> ComposeResult:
        """One line for all of them."""
        yield asked("numbers of the clinic, parted by commas: they tell incoming calls from outgoing ones")
        yield TypedLine("numbers", "585-555-0100, 585-555-0101", ", ".join(self._numbers))

    def answer(self) -> tuple[str, ...]:
        """Return the numbers as they were typed."""
        numbers = tuple(filter(None, (part.strip() for part in self.typed("numbers").split(","))))
        for number in numbers:
            if normalised(number, self._region).e164 is None:
                raise DeskError(f"{number} is no telephone number: give it with its area code")
        return numbers
