"""Invented days to write files about: callbacks folded from entries, and reports of them."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import Entry, Payload, Received, draft
from callback_desk.domain.fold import fold
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import Cell, Sheet, written
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import cut
from tests.unit.strategies import REPLICAS, clinic_policy

DATA = Path(__file__).resolve().parent.parent / "data"
POLICY = clinic_policy()
ZONE = POLICY.zone_info
DAY = date(2026, 11, 23)
BLNS: list[str] = json.loads((DATA / "nasty" / "blns" / "blns.json").read_text("utf-8"))
PAYLOADS = (DATA / "nasty" / "formula_injection" / "payloadbox_csv-payload.txt").read_text("utf-8").splitlines()
FORMULAS = [line for line in PAYLOADS if line]


def at(clock: str, days: int = 0) -> datetime:
    """A moment of the invented day at the clinic, in UTC."""
    return datetime.combine(DAY + timedelta(days=days), time.fromisoformat(clock), ZONE).astimezone(UTC)


@dataclass
class Story:
    """One callback's history, told in order of time."""

    callback_id: str
    entries: list[Entry] = field(default_factory=list)

    def then(self, when: datetime, payload: Payload, person: str = "maria") -> "Story":
        """Add what happened next."""
        number = len(self.entries) + 1
        written_down = draft(self.callback_id, payload)
        self.entries.append(
            Entry(
                replica_id=REPLICAS[0],
                seq=number,
                stream=Stream.CALLBACK,
                subject_id=self.callback_id,
                kind=written_down.kind,
                v=1,
                hlc=f"{number:04}",
                wall_at=when,
                person_id=person,
                role="assistant",
                policy=POLICY.fingerprint,
                seen={},
                payload=written_down.payload,
            )
        )
        return self

    @property
    def callback(self) -> Callback:
        """The callback as it is now."""
        return fold(self.callback_id, self.entries)


def received(callback_id: str, clock: str = "09:00", days: int = 0, **facts: Any) -> Story:
    """A callback that a patient's first contact opened."""
    when = at(clock, days)
    lane = facts.get("lane")
    if facts.get("attention"):
        turn = alarm_turns.for_attention(POLICY, when)
    else:
        turn = turns.for_contact(POLICY, lane, when, when)
    known: dict[str, Any] = {"channel": Channel.VOICEMAIL, "patient": "Rosa Delgado", "phone": "+14155550161"}
    return Story(callback_id).then(when, Received(at=when, turn=turn, **{**known, **facts}))


def report(*stories: Story | Callback, clock: str = "17:05", undecided: Sequence[str] = ()) -> DayReport:
    """The report of the invented day with these callbacks."""
    callbacks = [story.callback if isinstance(story, Story) else story for story in stories]
    return DayReport.gather(policy=POLICY, day=DAY, as_of=at(clock), callbacks=callbacks, undecided=undecided)


def sheet(told: DayReport, name: str) -> list[dict[str, Cell]]:
    """The rows of one sheet by column title."""
    found = next(one for one in sheets(told) if one.name == name)
    titles = [column.title for column in found.columns]
    return [dict(zip(titles, row, strict=True)) for row in found.rows]


def pairs_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The texts, each of them once, in twos: one for a name, another for a request."""
    return list(zip_longest(texts[::2], reversed(texts[1::2]), fillvalue=""))


# Reading back, by other libraries than those that wrote.


def read_workbook(path: Path) -> dict[str, list[list[Any]]]:
    """Every sheet's cells, all rows of the same length."""
    book = openpyxl.load_workbook(path)
    return {page.title: [[_as_said(cell) for cell in row] for row in page.iter_rows()] for page in book}


def _as_said(cell: Any) -> Any:
    assert cell.data_type in "sndb", f"{cell.coordinate} is of type {cell.data_type}"
    # openpyxl leaves the format's own escapes in such cells as they are in the file.
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value


def read_csv(path: Path) -> list[list[str]]:
    """The lines of a CSV file, which must begin with the mark of UTF-8 and end its lines with CRLF."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def as_workbook_cell(cell: Cell) -> Any:
    """What is read back from a cell that was written rightly: local time, no empty text, dates as moments."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    return cut(written(cell)) or None if isinstance(cell, str) else cell


def below_titles(page: Sequence[Sequence[Any]], one: Sheet) -> list[Sequence[Any]]:
    """The data rows of a sheet that was read back; its headings and titles are checked on the way."""
    titles = [column.title for column in one.columns]
    start = next(number for number, row in enumerate(page) if list(row[: len(titles)]) == titles)
    assert [row[0] for row in page[: len(one.headings)]] == [written(heading) for heading in one.headings]
    return list(page[start + 1 :])
