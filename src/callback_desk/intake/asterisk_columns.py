"""Which column of Asterisk's call records is which: by a header, by the orders in which servers write them, or,
where somebody chose an order of their own, by what the cells hold.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from callback_desk.intake.headers import plain_word
from callback_desk.intake.records import Record

# The order of cdr_csv; uniqueid and userfield come after it where the server is told to write them.
_MASTER = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
    "answer", "end", "duration", "billsec", "disposition", "amaflags",
)  # fmt: skip
_FEWEST, _MOST = 16, 18
# The order of FreePBX's table, which its report keeps with or without a header.
_FREEPBX = (
    "start", "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "duration", "billsec",
    "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "did", "recordingfile", "cnum", "cnam",
    "outbound cnum", "outbound cnam", "dst cnam", "linkedid", "peeraccount", "sequence",
)  # fmt: skip
_FEWEST_OF_FREEPBX = 15
_NEEDED = frozenset(("src", "dst", "lastapp", "disposition", "start"))
# As the web pages of descendants head the same columns.
_OTHER_NAMES = {
    "calldate": "start", "call date": "start", "start time": "start", "answer time": "answer", "end time": "end",
    "caller number": "src", "source": "src", "callee number": "dst", "destination": "dst", "context": "dcontext",
    "caller id": "clid", "source channel": "channel", "dest channel": "dstchannel",
    "destination channel": "dstchannel", "last app": "lastapp", "last application": "lastapp",
    "last data": "lastdata", "call time": "duration", "talk time": "billsec", "bill sec": "billsec",
    "call status": "disposition", "unique id": "uniqueid", "linked id": "linkedid", "session": "linkedid",
    "caller name": "cnam",
}  # fmt: skip

UNIQUE_ID = re.compile(r"(?:[\w.]+-)?(\d{9,10})\.\d+\Z")
"""An id of Asterisk's own making; its group is the epoch second in which the call began."""
_DISPOSITIONS = frozenset(("ANSWERED", "NO ANSWER", "NOANSWER", "BUSY", "FAILED", "CONGESTION", "UNKNOWN", "CANCEL"))
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})) \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?")
_APPS = frozenset(
    (
        "dial", "queue", "voicemail", "voicemailmain", "playback", "background", "hangup", "answer", "goto", "gotoif",
        "macro", "appdial", "appqueue", "read", "wait", "waitexten", "noop", "congestion", "busy", "confbridge",
        "meetme", "pickup", "park", "echo", "directory", "followme", "page", "bridge", "transfer", "stasis",
        "musiconhold", "set", "return", "progress", "ringing", "playtones", "saydigits", "agi", "system",
        "backgrounddetect",
    )
)  # fmt: skip
_CHANNEL = re.compile(r"[A-Za-z][A-Za-z0-9]*/\S+-[0-9a-fA-F]{4,}(?:;\d)?")
_CALLER_ID = re.compile(r".*<([^<>]*)>\s*", re.DOTALL)
_DIALLED = re.compile(r"[+*#]?[\w*#+.-]{1,40}")
_CONTEXT = re.compile(r"[a-z][a-z_.-]*\d{0,3}[a-z_.-]*")
_WHOLE = re.compile(r"\d{1,6}")
_MOSTLY = 0.8
_LONGEST_CALL = 20_000


def columns_of(head: Sequence[Record]) -> tuple[int, Mapping[str, int]] | None:
    """Return the line of the header (0 without one) and the columns if these are Asterisk's call records,
    else None.
    """
    for line, cells in head[:3]:
        if cells is not None:
            names = [plain_word(cell) for cell in cells]
            names = [_OTHER_NAMES.get(name, name) for name in names]
            if set(names) >= _NEEDED:
                return line, {name: names.index(name) for name in names}
    rows = [cells for _, cells in head if cells is not None]
    for layout in (_master(rows), _freepbx(rows)):
        fitting = sum(fits(layout, cells) for cells in rows)
        if layout and 2 * fitting > len(rows):
            return 0, layout
    columns = _Guessing(rows).columns()
    return (0, columns) if set(columns) >= _NEEDED else None


def fits(columns: Mapping[str, int], cells: list[str]) -> bool:
    """Tell whether a row has a date where the call's start belongs, and one of the few dispositions."""
    at, start = columns.get("disposition", -1), columns.get("start", -1)
    return (
        0 <= max(at, start) < len(cells)
        and cells[at].strip().upper() in _DISPOSITIONS
        and _DATE.match(cells[start].strip()) is not None
    )


def _master(rows: list[list[str]]) -> dict[str, int]:
    columns = {name: at for at, name in enumerate(_MASTER)}
    fitting = [cells for cells in rows if _FEWEST <= len(cells) <= _MOST and fits(columns, cells)]
    if not fitting:
        return {}
    longer = [cells for cells in fitting if len(cells) > _FEWEST]
    if 2 * sum(bool(UNIQUE_ID.match(cells[_FEWEST])) for cells in longer) > len(fitting):
        columns["uniqueid"] = _FEWEST
    return columns


def _freepbx(rows: list[list[str]]) -> dict[str, int]:
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda each: widths[each], default=0)
    return {name: at for at, name in enumerate(_FREEPBX) if at < width} if width >= _FEWEST_OF_FREEPBX else {}


class _Guessing:
    """Columns of which nobody said the order. A column that could be two things is neither."""

    def __init__(self, rows: list[list[str]]) -> None:
        widths = Counter(map(len, rows))
        self._width = max(widths, key=lambda each: widths[each], default=0)
        self._rows = [[cell.strip() for cell in cells] for cells in rows if len(cells) == self._width]
        self._columns: dict[str, int] = {}

    def columns(self) -> dict[str, int]:
        """Return the columns that their cells give away."""
        if len(self._rows) < 2:
            return {}
        self._first("disposition", lambda cell: cell.upper() in _DISPOSITIONS, filled=True)
        self._first("start", lambda cell: _DATE.fullmatch(cell) is not None, filled=True)
        self._first("lastapp", lambda cell: cell.casefold() in _APPS)
        if len(self._columns) < 3:
            return {}
        self._first("clid", lambda cell: _CALLER_ID.fullmatch(cell) is not None)
        self._first("channel", lambda cell: _CHANNEL.fullmatch(cell) is not None, filled=True)
        self._first("dstchannel", lambda cell: _CHANNEL.fullmatch(cell) is not None)
        self._ids()
        self._lengths()
        self._first("dcontext", lambda cell: _CONTEXT.fullmatch(cell) is not None and len(cell) > 3, filled=True)
        self._ends()
        return self._columns

    def _free(self) -> list[int]:
        return [at for at in range(self._width) if at not in self._columns.values()]

    def _first(self, name: str, is_one: Callable[[str], bool], *, filled: bool = False) -> None:
        """Take the first free column of which most cells are of a kind; `filled`: none may be empty."""
        for at in self._free():
            cells = [row[at] for row in self._rows if row[at]]
            enough = len(cells) == len(self._rows) if filled else bool(cells)
            if enough and sum(map(is_one, cells)) >= _MOSTLY * len(cells):
                self._columns[name] = at
                return

    def _ids(self) -> None:
        """Of two columns of ids, the one with fewer values is the call's, the other the leg's."""
        found = [at for at in self._free() if all(UNIQUE_ID.match(row[at]) for row in self._rows)]
        found.sort(key=lambda at: len({row[at] for row in self._rows}), reverse=True)
        self._columns.update(zip(("uniqueid", "linkedid"), found, strict=False))

    def _lengths(self) -> None:
        """Duration and billed seconds: whole numbers, of which the second is never larger."""
        whole = [at for at in self._free() if all(_WHOLE.fullmatch(row[at]) for row in self._rows)]
        for longer in whole:
            for shorter in whole:
                pairs = [(int(row[longer]), int(row[shorter])) for row in self._rows]
                never_more = all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)
                if longer != shorter and never_more and max(a for a, _ in pairs) < _LONGEST_CALL:
                    self._columns.update(duration=longer, billsec=shorter)
                    return

    def _ends(self) -> None:
        """Who called is whose number the caller id shows; what was dialled stands in the next such column."""
        clid = self._columns.get("clid")
        ends = [at for at in self._free() if all(_DIALLED.fullmatch(row[at]) for row in self._rows if row[at])]
        ends = [at for at in ends if any(any(mark.isdigit() for mark in row[at]) for row in self._rows)]
        if clid is not None:
            shown = [found[1] if (found := _CALLER_ID.fullmatch(row[clid])) else row[clid] for row in self._rows]
            same = {at: sum(row[at] == one for row, one in zip(self._rows, shown, strict=True)) for at in ends}
            ends.sort(key=lambda at: (-same[at], at))
        if len(ends) >= 2:
            caller = ends[0]
            later = [at for at in sorted(ends[1:]) if at > caller] or sorted(ends[1:])
            self._columns.update(src=caller, dst=later[0])
