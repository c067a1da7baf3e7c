"""The end of the day: decide what is undecided, write the clinic's files, give claims back."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from callback_desk.actions import reviewing
from callback_desk.actions.context import Desk, require
from callback_desk.actions.disclosing import AccessLogOfDay, disclosure, file_document, recorded, require_folder
from callback_desk.actions.protecting import Protection, addressees
from callback_desk.actions.watching import Watch, telling, unwatched
from callback_desk.domain import turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import EntryDraft, Released, draft
from callback_desk.domain.queue import QueueRow
from callback_desk.store import Unit

if TYPE_CHECKING:
    from callback_desk.exports.callbacks import Source
    from callback_desk.exports.day import DayReport
    from callback_desk.store.snapshot import Snapshot

Progress = Callable[[str], None]


@dataclass(frozen=True)
class DayClosed:
    """What closing the day did. `closed` is False under `as_is`; `files` are as the JSON of `close-day` lists them.

    `given_back` are the ids of the person's items that went back to their roles.
    """

    day: date
    undecided: tuple[str, ...]
    closed: bool
    files: tuple[dict[str, Any], ...]
    given_back: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the JSON of `close-day`."""
        return {
            "day": self.day.isoformat(),
            "undecided": list(self.undecided),
            "closed": self.closed,
            "files": list(self.files),
        }


def told_of_claims(closed: DayClosed) -> str:
    """Return the sentence that says what became of the person's own items."""
    count = len(closed.given_back)
    return (
        "1 item of yours went back to its role." if count == 1 else f"{count} items of yours went back to their roles."
    )


def undecided(desk: Desk) -> list[QueueRow]:
    """Return what is open and due before the next clinic morning, in queue order; each needs a decision today.

    What waits for somebody else's review is decided, as far as anybody at this desk may.
    """
    return [row for row in _due(desk) if not reviewing.left_to_others(desk, row)]


def left_to_others(desk: Desk) -> int:
    """Return how many are due as soon, and wait for somebody else's review."""
    return sum(reviewing.left_to_others(desk, row) for row in _due(desk))


def _due(desk: Desk) -> list[QueueRow]:
    now = desk.clock()
    return desk.store.undecided(now, desk.hours.next_day_opening(now))


def _undecided(desk: Desk, source: "Source", moment: "Snapshot", now: datetime) -> list[str]:
    """Return the ids of the same, as of the moment that a report tells of."""
    due, waiting = moment.undecided(now, desk.hours.next_day_opening(now)), set(moment.in_review())
    asked = source.read([one for one in due if one in waiting])
    left = {one.callback_id for one in asked if reviewing.left_to_others(desk, one)}
    return [one for one in due if one not in left]


def claims(desk: Desk) -> list[str]:
    """Return the ids of what is this person's own now; closing the day gives it back unless they keep it."""
    from callback_desk.actions.reading import rows
    from callback_desk.domain.codes import View

    now = desk.clock()
    return [row.callback_id for row in rows(desk, View.MINE) if row.owner_at(now) == desk.owner]


def close_day(
    desk: Desk,
    *,
    folder: Path | None,
    as_is: bool,
    protection: Protection,
    keep_claims: bool = False,
    progress: Progress = lambda said: None,
) -> DayClosed:
    """Write the clinic's files for today and give this person's claims back to their roles.

    With something undecided and not `as_is`, nothing is written and `closed` is False with no files. Under `as_is`
    the files are headed NOT CLOSED with the count. `progress` may raise to stop it; then the claims stay as well.

    Raises:
        DeskError: no protection was chosen, or the files could not be written; then nothing has a final name.
    """
    from callback_desk.exports.day import write_day

    open_items = tuple(row.callback_id for row in undecided(desk))
    if open_items and not as_is:
        return DayClosed(desk.today(), open_items, False, ())
    for_whom = addressees(desk, protection)
    target = folder or desk.exports
    require_folder(target)
    # The files name the owner that the next shift will find; that becomes so once they are there.
    later = {} if keep_claims else _given_back(desk)

    given: list[str] = []
    with report(desk, telling(progress, "gathering the day"), later=later) as told:
        if told.undecided and not as_is:  # it came in just now
            return DayClosed(told.day, told.undecided, False, ())
        sent = disclosure(told, for_whom)
        with recorded(desk, sent, lambda unit: given.extend(_give_back(desk, unit, later))) as done:
            log = AccessLogOfDay.gather(desk, told.day)
            done += write_day(told, target, for_whom, log.parts, progress)
    log.sent(desk)
    return DayClosed(told.day, told.undecided, not as_is, tuple(map(file_document, done)), tuple(given))


@contextmanager
def report(
    desk: Desk,
    watch: Watch = unwatched,
    *,
    later: Mapping[str, Callback] = MappingProxyType({}),
    as_of: datetime | None = None,
) -> "Iterator[DayReport]":
    """Give the report of the day of `as_of` (None: now): all that is open, and what was closed or attempted that day,
    as it is known here and stands at that moment; while it is used, others may write. `later` holds callbacks by id as
    they are told in place of how they stand open.
    """
    from callback_desk.exports.callbacks import Callbacks, Remembering
    from callback_desk.exports.day import DayReport

    def as_told(callback: Callback) -> Callback:
        return later.get(callback.callback_id, callback) if callback.is_open else callback

    now = as_of or desk.clock()
    day = now.astimezone(desk.zone).date()
    with desk.store.snapshot(desk.day_bounds(day)[0]) as moment:
        source = Remembering(moment)
        yield DayReport.gather(
            policy=desk.policy,
            day=day,
            as_of=now,
            callbacks=Callbacks(source, source.ids(now), as_told) if later else source,
            undecided=_undecided(desk, source, moment, now),
            exported_by=desk.person_id,
            watch=watch,
            card=moment.card,
        )


def handoff_text(desk: Desk, watch: Watch = unwatched, language: str = "en", *, as_of: datetime | None = None) -> str:
    """Return the text for whoever has the next shift, at any hour, as of a moment (None: now); `watch` hears how many
    items were read so far.

    Raises:
        DeskError: there is no text in that language.
    """
    from callback_desk.exports.handoff import handoff
    from callback_desk.exports.wording import words_for

    words = words_for(language)
    with report(desk, watch, as_of=as_of) as told:
        return handoff(told, words)


def write_handoff(desk: Desk, language: str = "en") -> Path:
    """Write the handoff text into the exports folder, as a plain file, and return where it is.

    Raises:
        DeskError: it could not be written.
    """
    from callback_desk.exports.day import write_handoff_file
    from callback_desk.exports.wording import words_for

    words = words_for(language)
    with report(desk) as now:
        detail = f"{now.days}: {len(now.open)} open; to nobody named by plain as handoff"
        with recorded(desk, detail) as done:
            done.append(write_handoff_file(now, desk.exports, words))
    path: Path = done[0].path
    return path


def give_back_claims(desk: Desk) -> int:
    """Give every open claim of this person back to its lane's role; return how many there were."""
    with desk.unit() as unit:
        given = _give_back(desk, unit)
        unit.commit()
    return len(given)


def _given_back(desk: Desk) -> dict[str, Callback]:
    """Return this person's claims by their ids, as they will be once they are given back; nothing of it is kept."""
    with desk.unit() as unit:
        given = {callback_id: unit.callback(callback_id) for callback_id in _give_back(desk, unit)}
    return {callback_id: callback for callback_id, callback in given.items() if callback is not None}


def _give_back(desk: Desk, unit: Unit, only: Collection[str] | None = None) -> list[str]:
    """Give this person's claims back (None: all) and return which.

    They are read inside the unit, so that what another desk has just taken or closed is not given back.
    """
    now = desk.clock()
    given = [callback_id for callback_id in claims(desk) if only is None or callback_id in only]
    unit.append([_released(desk, require(desk, callback_id), now) for callback_id in given])
    return given


def _released(desk: Desk, callback: Callback, now: datetime) -> EntryDraft:
    return draft(callback.callback_id, Released(turn=turns.released(desk.policy, callback, now)))
