"""A record that goes on in the next line: only text there, in none of the columns that would make a record."""

from collections.abc import Iterable, Iterator, Mapping

from callback_desk.intake import vocabulary
from callback_desk.intake.records import Record

_TEXTS = ("message", "subject", "transcript", "reason", "papers", "missing", "service", "preferred_dates",
          "preferred_times", "interpreter")  # fmt: skip
_KEYS = ("received", "date", "time", "phone", "from", "name", "last_name", "first_name", "to", "id", "referral")


class Continued:
    """The records below a header, each with the lines that go on with it. `joined` counts such lines."""

    def __init__(
        self, columns: Mapping[str, int], records: Iterable[Record], header_line: int, full: int, *, go_on: bool
    ) -> None:
        self._records, self._header_line, self._full = records, header_line, full
        self._keys = [columns[name] for name in _KEYS if name in columns]
        self._texts = {columns[name] for name in _TEXTS if go_on and name in columns}
        self._others = set(columns.values()) - self._texts
        self.joined = 0

    def records(self) -> Iterator[Record]:
        """Yield each record whole, with the line on which it begins."""
        below = (record for record in self._records if record[0] > self._header_line)
        if not self._texts:
            yield from below
            return
        waiting: Record | None = None
        for line, cells in below:
            if waiting is not None and waiting[1] is not None and cells is not None and self._goes_on(cells):
                self._join(waiting[1], cells)
                continue
            if waiting is not None:
                yield waiting
            waiting = line, cells
        if waiting is not None:
            yield waiting

    def _goes_on(self, cells: list[str]) -> bool:
        for at in self._keys:
            if at < len(cells) and cells[at].strip():
                return False
        filled = {at for at, cell in enumerate(cells) if cell.strip()}
        return bool(filled & self._texts) and not filled & self._others and not vocabulary.is_total(cells)

    def _join(self, above: list[str], cells: list[str]) -> None:
        above.extend([""] * (min(len(cells), self._full) - len(above)))
        for at, cell in enumerate(cells[: self._full]):
            if cell.strip():
                above[at] = f"{above[at].rstrip()}\n{cell.strip()}" if above[at].strip() else cell
        self.joined += 1
