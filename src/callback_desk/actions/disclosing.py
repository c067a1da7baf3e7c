"""What leaves the clinic's desk is on record: every export, before it is made and after, and the log to the clinic."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy_files import AGE

if TYPE_CHECKING:
    from callback_desk.exports.day import Addressee, DayReport, WrittenFile
    from callback_desk.exports.writing import Part
    from callback_desk.store import Unit

_SENT = "access-log-sent"


def disclosure(told: "DayReport", for_whom: "Sequence[Addressee]") -> str:
    """Return an export as the access log tells it: period, counts, formats, and who gets it how; codes only."""
    counts = f"{len(told.open)} open, {len(told.completed)} closed, {len(told.attempts)} attempts"
    readers = "; ".join(
        f"to {one.name or 'nobody named'} by {one.seal.protection} as {','.join(one.formats)}"
        + (f" for {one.audience.title}" if one.audience is not None else "")
        for one in for_whom
    )
    return f"{told.days}: {counts}; {readers}"


@contextmanager
def recorded(desk: Desk, detail: str, also: "Callable[[Unit], None]" = lambda unit: None) -> Iterator[list[Any]]:
    """Record an export before it is made, and then what became of it; the files go into the list that this gives.

    The first line is durable before any file has its name, so that nothing leaves unrecorded. `also` writes what
    holds only once the files are there, in one transaction with the line that says so.
    """
    _log(desk, "export-begun", detail)
    done: list[Any] = []
    try:
        yield done
    except BaseException:
        _log(desk, "export-stopped", detail)
        raise
    _log(desk, "exported", f"{detail}; {len(done)} files", also)


def _log(desk: Desk, action: str, detail: str, also: "Callable[[Unit], None]" = lambda unit: None) -> None:
    with desk.unit() as unit:
        unit.log_access(action, detail=detail)
        also(unit)
        unit.commit()


def file_document(file: "WrittenFile") -> dict[str, Any]:
    """Return a written file as JSON lists it."""
    return {
        "kind": file.kind,
        "path": str(file.path),
        "protection": file.protection,
        "recipient": file.recipient,
        "sha256": file.sha256,
    }


def require_folder(folder: Path) -> None:
    """Refuse before anything is done where the files could not go anyway.

    Raises:
        DeskError: it is no folder, or cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise DeskError(f"nothing was written: {folder} cannot be used as a folder: {fault.strerror}") from fault


@dataclass(frozen=True)
class AccessLogOfDay:
    """The lines of the access log that a day's close sends: all that no earlier day's close has sent.

    A second close of the day sends the same lines again, and what came since.
    """

    day: date
    first: int
    last: int
    parts: "tuple[Part, ...]"

    @classmethod
    def gather(cls, desk: Desk, day: date) -> "AccessLogOfDay":
        """Return what is to be sent now, to every age recipient of the policy that does not decline it."""
        from callback_desk.exports.access_log import access_log_part
        from callback_desk.exports.sealing import Age

        before = json.loads(desk.store.setting(_SENT) or '{"day": "", "first": 1, "last": 0}')
        first = before["first"] if before["day"] == day.isoformat() else before["last"] + 1
        lines = desk.store.access_lines(first)
        readers = {
            name: recipient
            for name, recipient in desk.policy.recipients.items()
            if recipient.protection == AGE and recipient.access_log
        }
        parts = tuple(access_log_part(name, Age(recipient.key), lines) for name, recipient in readers.items())
        return cls(day, first, lines[-1][0] if lines else first - 1, parts)

    def sent(self, desk: Desk) -> None:
        """Remember that these lines were sent; where nobody was to get them, the next close has them too."""
        if self.parts:
            mark = {"day": self.day.isoformat(), "first": self.first, "last": self.last}
            desk.store.set_setting(_SENT, json.dumps(mark))
