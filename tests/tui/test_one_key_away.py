"""Boundary and escalation are one key away, whatever field of the note has the caret, and the caret stays there."""

from textual.widgets import Input

from callback_desk.actions.context import Desk
from callback_desk.domain.note import NoteDraft
from callback_desk.tui.panes.boundary import BoundaryStrip
from tests.tui.driver import SMALL, DeskDriver, Patients, at_desk

SETTLED, BOOKED, INTERPRETER = ("r", "1"), ("r", "2"), ("r", "5")
"""Ends of a call that together ask for every field there is."""
ASKED_BY_THE_CARD = {"representative"}
"""Only asked where the patient's card names several: boxes to tick, as for whom the talk was with."""


async def try_both_keys(person: DeskDriver, field: str) -> None:
    note = person.screen.note
    await person.press(*(("end", "a", "b") if note.typing else ()), "f2")
    assert person.screen.query_one(BoundaryStrip).is_open, field
    await person.press("f2", "f3")
    person.expect("Escalate · Thomas Okafor")
    assert not isinstance(person.app.focused, Input), field
    await person.press("escape")
    assert (note.here, note.has_focus) == (field, True)
    if note.typing:
        await person.press("c")
        assert note.typed(field).endswith("abc")
        await person.press("backspace", "backspace", "backspace")


async def test_in_every_field_of_the_note(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150, lane="records")
    tried: set[str] = set()
    async with at_desk(desk, SMALL) as person:
        note = person.screen.note
        await person.press("enter")
        for keys in (SETTLED, BOOKED, INTERPRETER):
            while note.here != "disposition":
                await person.press("tab")
            await person.press(*keys)
            for field in (name for name in note.fields_shown if name not in tried):
                while note.here != field:
                    await person.press("tab")
                await try_both_keys(person, field)
                tried.add(field)
    assert tried == set(NoteDraft.model_fields) - ASKED_BY_THE_CARD
