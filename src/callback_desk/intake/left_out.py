"""What a folder that is taken in as a whole holds besides: named, so that nobody trusts the plan with all of it."""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from callback_desk.intake.pages import files_below
from callback_desk.intake.units import Fault

_EACH = 12
"""So many files of one folder and one ending are named each by itself; more of them in one line."""

_MEDIA = frozenset((".mp3", ".wav", ".gsm", ".ogg", ".amr", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".3gp"))


def left_out(folder: Path, read: Collection[str], what: str) -> list[Fault]:
    """Return the files below a folder that are not among those `read` (by their places), with why: they are no `what`.

    A sound or picture with the folder and stem of a read file belongs to that.

    Raises:
        Unreadable: there are more files than any export has.
    """
    read_stems = {Path(place).with_suffix("") for place in read}
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in files_below(folder):
        place = path.relative_to(folder)
        belongs = place.suffix.casefold() in _MEDIA and place.with_suffix("") in read_stems
        if place.as_posix() not in read and not belongs:
            others[place.parent.as_posix(), place.suffix].append(place.as_posix())
    faults: list[Fault] = []
    for (parent, suffix), places in sorted(others.items()):
        if len(places) <= _EACH:
            faults += [Fault(place, f"it is no {what}: take it in by itself") for place in places]
        else:
            many = f"{len(places)} files {suffix}".strip()
            faults.append(Fault(parent, f"{many} are no {what}: take them in by themselves if they hold callbacks"))
    return faults
