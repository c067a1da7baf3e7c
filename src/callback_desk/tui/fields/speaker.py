"""Somebody who speaks for the patient, on one line: name, relationship, what they may be told, until when."""

from datetime import date

from callback_desk.domain.card import Representative
from callback_desk.domain.codes import MayBeTold
from callback_desk.domain.errors import DeskError
from callback_desk.tui.fields.meant import MeantField

_UNTIL = "until "


class SpeakerField(MeantField[Representative]):
    """`Ana Delgado, daughter, appointments, until 2027-01-31`; all but the name and what they may be told may be left
    out, and whatever stands behind is a note."""

    def read(self, text: str) -> Representative:
        """Return the representative that the line means."""
        told: MayBeTold | None = None
        until: date | None = None
        words: list[str] = []
        for part in filter(None, (part.strip() for part in text.split(","))):
            code = part.casefold()
            if told is None and code in list(MayBeTold):
                told = MayBeTold(code)
            elif until is None and (code.startswith(_UNTIL) or code[:1].isdigit()):
                until = _day(code.removeprefix(_UNTIL))
            else:
                words.append(part)
        if not words:
            raise DeskError("begin with the name")
        if told is None:
            raise DeskError(f"say what they may be told: {', '.join(MayBeTold)}")
        return Representative(words[0], words[1] if words[1:] else None, told, ", ".join(words[2:]) or None, until)

    def said(self, value: Representative) -> str:
        """Return the representative as the line is typed."""
        until = None if value.until is None else f"{_UNTIL}{value.until}"
        return ", ".join(filter(None, (value.name, value.relationship, value.may_be_told.value, until, value.detail)))

    def dumped(self, value: Representative) -> object:
        """Return the parts of a representative, as the JSON of a card has them."""
        return {
            "name": value.name,
            "relationship": value.relationship,
            "may_be_told": value.may_be_told.value,
            "detail": value.detail,
            "until": None if value.until is None else value.until.isoformat(),
        }

    def loaded(self, data: object) -> Representative:
        """Return the representative again; the parts of a card's JSON are read in one place only, so not here."""
        raise TypeError("a card keeps no drafts")

    def hint(self) -> str:
        """What may be typed."""
        return "name, relationship, appointments, until 2027-01-31"

    def text_cells(self, width: int) -> int:
        """Return most of the cells: the line says it all itself."""
        return max(12, width * 2 // 3)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise DeskError("the last day is a date such as 2027-01-31") from fault
