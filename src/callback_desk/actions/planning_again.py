"""A plan waits for a yes while others write on: what is not so any more is planned again before it is written."""

from collections.abc import Iterable

from callback_desk.intake.planned import Plan, PlannedContact
from callback_desk.store import Store

SAID = "others wrote while the plan waited: this is what it does now"


def where_overtaken(store: Store, planned: Plan, file: str) -> bool:
    """Plan a file, and those after it, anew if anything was written since they were planned; tell whether it was.
    Under the write lock.

    `planned` is changed in place, so that what is told of it afterwards is what was written.
    """
    if planned.again is None or store.lines() == planned.lines:
        return False
    n = [reading.file for reading in planned.readings].index(file)
    again = planned.again(planned.readings[n:])
    left = {reading.file for reading in planned.readings[n:]}
    before = [contact for contact in planned.contacts if contact.file in left]
    for at, reading in enumerate(again.readings):
        if _what(before, reading.file) != _what(again.contacts, reading.file):
            again.notes[at].append(SAID)
    planned.contacts = [*(contact for contact in planned.contacts if contact.file not in left), *again.contacts]
    planned.talks = [*(talk for talk in planned.talks if talk.file not in left), *again.talks]
    planned.talks_left = [*planned.talks_left, *again.talks_left]
    planned.fates[n:], planned.reviews[n:], planned.notes[n:] = again.fates, again.reviews, again.notes
    planned.known = again.known if n == 0 else [*planned.known, *again.known]
    return True


def _what(contacts: Iterable[PlannedContact], file: str) -> list[tuple[str, str, bool]]:
    return [(one.unit.source_key, one.callback_id, one.is_new) for one in contacts if one.file == file]
