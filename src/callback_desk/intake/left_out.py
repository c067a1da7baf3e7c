"""What a folder or zip taken in as a whole holds besides: named, so that nobody trusts the plan with all of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from callback_desk.intake.units import Fault

_EACH = 12
"""So many files of one folder and one ending are named each by itself; more of them in one line."""

_MEDIA = frozenset((".mp3", ".wav", ".gsm", ".ogg", ".amr", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".3gp"))


def left_out(places: Iterable[str], read: Collection[str], what: str, *, zipped: bool = False) -> list[Fault]:
    """Return the files, by their places, that are not among those `read`, with why: they are no `what`.

    A sound or picture with the folder and stem of a read file belongs to that.
    """
    read_stems = {PurePosixPath(place).with_suffix("") for place in read}
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in map(PurePosixPath, places):
        belongs = place.suffix.casefold() in _MEDIA and place.with_suffix("") in read_stems
        if place.as_posix() not in read and not belongs:
            others[place.parent.as_posix(), place.suffix].append(place.as_posix())
    how = "unpack the zip and take" if zipped else "take"
    faults: list[Fault] = []
    for (parent, suffix), places in sorted(others.items()):
        if len(places) <= _EACH:
            faults += [Fault(place, f"it is no {what}: {how} it in by itself") for place in places]
        else:
            many = f"{len(places)} files {suffix}".strip()
            faults.append(Fault(parent, f"{many} are no {what}: {how} them in by themselves if they hold callbacks"))
    return faults
