"""Files of any period, lane and owner, for any reader, beside those of the day's close."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.actions.context import Desk
from callback_desk.actions.disclosing import disclosure, file_document, recorded, require_folder
from callback_desk.actions.protecting import Protection, addressees
from callback_desk.actions.watching import Watch, telling
from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from callback_desk.exports.day import DayReport

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What to export: the formats, the days from `first` to `last`, of which lanes and owners (empty: all), and for
    which audience of the policy. Owners are as people write them: a name, or `role:ID`.
    """

    formats: tuple[str, ...]
    first: date
    last: date
    lanes: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    audience: str | None = None


def export(
    desk: Desk, wanted: Wanted, folder: Path, protection: Protection, progress: Progress = lambda said: None
) -> dict[str, Any]:
    """Write the files into a folder and return the JSON of `export`. `progress` may raise to stop it.

    Raises:
        DeskError: the period, a lane, an owner, a format or an audience is none, no protection was chosen, or the
            files could not be written; then nothing has a final name.
    """
    from callback_desk.exports.day import write_period

    _require_period(desk, wanted)
    for_whom = addressees(desk, protection, wanted.formats, wanted.audience)
    require_folder(folder)
    with (
        _report(desk, wanted, telling(progress, "gathering the period")) as told,
        recorded(desk, disclosure(told, for_whom) + (f"; {told.scope}" if told.scope else "")) as done,
    ):
        done += write_period(told, folder, for_whom, progress)
    return {
        "from": wanted.first.isoformat(),
        "to": wanted.last.isoformat(),
        "callbacks": len(told.callbacks),
        "files": [file_document(file) for file in done],
    }


def _require_period(desk: Desk, wanted: Wanted) -> None:
    from callback_desk.exports.kinds import MADE

    for flag, day in (("--from", wanted.first), ("--to", wanted.last)):
        if not 1900 <= day.year <= 9998:  # in every zone there is a day before and after it
            raise DeskError(f"nothing was written: {flag} {day} is out of all bounds: give a year from 1900 to 9998")
    if wanted.first > wanted.last:
        raise DeskError(f"nothing was written: --from {wanted.first} is after --to {wanted.last}: exchange them")
    if wanted.first > desk.today():
        raise DeskError(f"nothing was written: --from {wanted.first} has not come yet")
    unknown = [one for one in wanted.formats if one not in MADE]
    if unknown:
        raise DeskError(f"nothing was written: --format {unknown[0]!r} is not made: choose of {', '.join(MADE)}")
    for owner in wanted.owners:
        desk.policy.parse_owner(owner)
    for lane in wanted.lanes:
        if lane not in desk.policy.lanes:
            known = ", ".join(desk.policy.lanes)
            raise DeskError(f"nothing was written: the policy knows no lane {lane[:40]!r}: choose one of {known}")


@contextmanager
def _report(desk: Desk, wanted: Wanted, watch: Watch) -> "Iterator[DayReport]":
    from callback_desk.exports.callbacks import Remembering
    from callback_desk.exports.day import DayReport
    from callback_desk.exports.narrowing import narrowed

    with desk.store.snapshot(desk.day_bounds(wanted.first)[0]) as moment:
        told = DayReport.gather(
            policy=desk.policy,
            day=wanted.first,
            until=wanted.last,
            as_of=desk.clock(),
            callbacks=Remembering(moment),
            exported_by=desk.person_id,
            watch=watch,
            card=moment.card,
        )
        owners = [desk.policy.parse_owner(owner) for owner in wanted.owners]
        yield narrowed(told, lanes=wanted.lanes, owners=owners) if wanted.lanes or owners else told
