"""What the screen of an intake asks in a dialog: what a column is, the zone, the clinic's own numbers."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.screen import Screen

from callback_desk.actions import looking_at_files
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices, Order
from callback_desk.actions.looking_at_files import Seen
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line
from callback_desk.tui import intake_words, words
from callback_desk.tui.dialogs.intake import AskDates, AskOwnNumbers, AskZone, PickField
from callback_desk.tui.in_turn import KeysInTurn

if TYPE_CHECKING:
    from callback_desk.tui.dialogs.base import Dialog


class IntakeAsking(Screen[None]):
    """Asks, and has the file read again with the answer."""

    desk: Desk
    seen: Seen | None
    choices: IntakeChoices

    def read(self, path: Path, *, then_columns: bool = False) -> None:
        """Read a file and plan it as it is chosen now."""
        raise NotImplementedError

    def zone(self) -> ZoneInfo:
        """The zone of the file's times as it is read now."""
        seen = self.seen
        chosen = self.choices.zone or (looking_at_files.remembered_zone(self.desk, seen) if seen is not None else None)
        return ZoneInfo(chosen) if chosen else self.desk.zone

    def change_column(self, at: int) -> None:
        """Ask which field a column is read as."""
        seen = self.seen
        if seen is None or seen.table is None:
            return
        column = seen.table.columns[at]

        def decided(field: str, dialog: "Dialog[str]") -> None:
            mapping = {known: name for known, name in self._mapping(seen).items() if name != column.key}
            chosen = {field: column.key} if field else looking_at_files.unread(column)
            self._again(dialog, replace(self.choices, mapping={**mapping, **chosen}), then_columns=True)

        fields = [("", "not read"), *intake_words.fields_in_words(looking_at_files.FIELDS)]
        self.app.push_screen(PickField(clean_line(column.name) or column.key, fields, column.field, decided))

    def _mapping(self, seen: Seen) -> dict[str, str]:
        """Return what is chosen for the columns so far, earlier choices for this header included."""
        return dict(self.choices.mapping) or looking_at_files.remembered_mapping(self.desk, seen)

    def action_zone(self) -> None:
        """Ask for the zone of the file's times."""
        seen = self.seen
        if seen is None:
            return

        def preview(zone: str) -> str:
            try:
                at = looking_at_files.first_moment(seen, self.zone(), zone)
            except (KeyError, ValueError, OSError) as fault:
                raise DeskError("there is no such zone: give one such as America/Chicago") from fault
            if at is None:
                return "there is no record yet whose time could be shown"
            here = words.moment(at, self.desk.clock(), self.desk.zone)
            return f"the first record is then of {here}, by the clinic's clock"

        def decided(zone: str, dialog: "Dialog[str]") -> None:
            self._again(dialog, replace(self.choices, zone=zone))

        self.app.push_screen(AskZone(self.zone().key, preview, decided))

    def action_dates(self) -> None:
        """Ask which of day and month comes first."""
        read_as = self.seen.dates_read if self.seen is not None else None
        if read_as is None:
            return

        def decided(order: str, dialog: "Dialog[str]") -> None:
            dates: Order = "day-first" if order == "day-first" else "month-first"
            self._again(dialog, replace(self.choices, dates=dates))

        self.app.push_screen(AskDates(read_as, decided))

    def action_own_numbers(self) -> None:
        """Ask for the clinic's own numbers in such files."""
        if self.seen is None:
            return

        def decided(numbers: tuple[str, ...], dialog: "Dialog[tuple[str, ...]]") -> None:
            self._again(dialog, replace(self.choices, own_numbers=numbers))

        region = self.desk.policy.clinic.region
        self.app.push_screen(AskOwnNumbers(self.choices.own_numbers, region, decided))

    def _again(self, dialog: "Dialog[Any]", choices: IntakeChoices, *, then_columns: bool = False) -> None:
        """Read the file anew with what was chosen."""
        dialog.dismiss()
        if isinstance(self.app, KeysInTurn):
            self.app.go_on()
        self.choices = choices
        if self.seen is not None:
            self.read(self.seen.path, then_columns=then_columns)
