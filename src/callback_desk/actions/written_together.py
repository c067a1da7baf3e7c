"""Which files of an intake are written in one transaction: those in whose order one callback's time would run back."""

from collections.abc import Iterable, Sequence
from itertools import chain

from callback_desk.intake.planned import Plan, PlannedContact, PlannedTalk


def groups(planned: Plan, files: Sequence[str]) -> list[list[str]]:
    """Return the files in their order, parted into what is written together.

    What a contact does to a callback depends on those before it. Where a file has a contact that comes, by the plan,
    before one of a file named earlier, both are written as one, and so are the files between them.
    """
    last_of = list(range(len(files)))
    for first, last in _running_back(planned, files):
        last_of[first] = max(last_of[first], last)
    found: list[list[str]] = []
    end = -1
    for n, file in enumerate(files):
        if n > end:
            found.append([])
        found[-1].append(file)
        end = max(end, last_of[n])
    return found


def _running_back(planned: Plan, files: Sequence[str]) -> set[tuple[int, int]]:
    """Return the pairs of places among the files between which one callback goes back; none where there is one file."""
    if len(files) < 2:
        return set()
    places = {file: n for n, file in enumerate(files)}
    latest: dict[str, int] = {}
    found: set[tuple[int, int]] = set()
    every: Iterable[PlannedContact | PlannedTalk] = chain(planned.contacts, planned.talks)
    for one in every:
        place = places.get(one.file)
        if place is None:
            continue
        last = latest.get(one.callback_id, place)
        if place < last:
            found.add((place, last))
        latest[one.callback_id] = max(place, last)
    return found
