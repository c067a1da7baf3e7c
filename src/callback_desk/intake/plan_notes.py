"""What must be said of a plan, file by file: places, and never what stands there."""

from dataclasses import dataclass, field

from callback_desk.intake import place_notes
from callback_desk.intake.units import BIRTH_AS_WRITTEN, FileReading


@dataclass(slots=True)
class PlanNotes:
    """What a plan must say of one file: the places of its records by what became of them."""

    apart: int = 0
    """How many contacts share the number of an open callback and open their own."""
    named_otherwise: list[str] = field(default_factory=list)
    later_words: list[str] = field(default_factory=list)
    later_voicemails: list[str] = field(default_factory=list)

    def said(self, reading: FileReading) -> list[str]:
        """Return the notes, that about what could not be read of the file first."""
        notes = []
        if unread := [unit.line for unit in reading.units if BIRTH_AS_WRITTEN in unit.details]:
            notes.append(place_notes.births_not_understood(unread))
        if self.apart:
            who = "1 contact shares" if self.apart == 1 else f"{self.apart} contacts share"
            stay = "stays" if self.apart == 1 else "stay"
            notes.append(f"{who} the number of another open callback and {stay} apart from it")
        if self.named_otherwise:
            notes.append(place_notes.joined_under_another_name(self.named_otherwise))
        if self.later_words:
            notes.append(place_notes.words_that_came_later(self.later_words))
        if self.later_voicemails:
            notes.append(place_notes.voicemails_that_came_later(self.later_voicemails))
        return notes
