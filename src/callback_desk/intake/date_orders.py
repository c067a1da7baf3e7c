"""Which of day and month comes first in dates such as 3/5: said, shown by a column, shown by another, or usual."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from callback_desk.intake.grid import Grid
from callback_desk.intake.headers import Header
from callback_desk.intake.moments import Order, are_dotted, column_order, needs_order, region_order
from callback_desk.intake.options import BORN, RECEIVED, ReadOptions, Remembered, in_words
from callback_desk.intake.units import DatesRead, FileReading

_FIELDS = {"received": RECEIVED, "date": RECEIVED, "birth_date": BORN}
"""Of each field of dates that under which it is remembered: only what a column holds makes "received" of "date"."""
_SAID, _SHOWN, _BEFORE = "as said", "as the file's dates show", "as in other files with this header"
_DOTS, _USUAL = "as is usual with dots", "as is usual in the clinic's region"
_CAN_BE_SAID = "; --dates says otherwise"


class DateOrders:
    """The orders of one table, column by column; asked of the whole file once somebody needs to know.

    `read` tells afterwards how they were read, None where nobody needed to know.
    """

    def __init__(self, table: Grid, header: Header, columns: Mapping[str, int], options: ReadOptions) -> None:
        self._table, self._header, self._options = table, header, options
        self._field_of = {columns[name]: field for name, field in _FIELDS.items() if name in columns}
        self._usual = options.date_order
        self._decided: dict[int, Order] | None = None
        self.notes: list[str] = []
        self.read: DatesRead | None = None

    def order_of(self, column: int) -> Order:
        """Return which of day and month comes first in a column."""
        if self._decided is None:
            self._decided = self._decide()
        return self._decided.get(column, self._usual)

    def _decide(self) -> dict[int, Order]:
        values = {column: found for column, found in self._values().items() if any(map(needs_order, found))}
        shown = {column: order for column, found in values.items() if (order := column_order(found)) is not None}
        decided = self._decisions(values, shown)
        fields = {column: self._field_of[column] for column in values}
        self.read = DatesRead(
            {fields[column]: order for column, order in shown.items()},
            {fields[column]: order for column, (order, _) in decided.items() if column not in shown},
        )
        self._note(decided, values)
        return {column: order for column, (order, _) in decided.items()}

    def _decisions(self, values: Mapping[int, set[str]], shown: Mapping[int, Order]) -> dict[int, tuple[Order, str]]:
        """Return the order of each column with the reason."""
        said, known = self._options.dates, self._options.known_dates
        if said is not None:
            return dict.fromkeys(values, (said, _SAID))
        usual = _agreed(shown.values(), _SHOWN) or _agreed(known.values(), _BEFORE)
        decided: dict[int, tuple[Order, str]] = {}
        for column, found in values.items():
            field = self._field_of[column]
            if column in shown:
                decided[column] = shown[column], _SHOWN
            elif field in known:
                decided[column] = known[field], _BEFORE
            elif are_dotted(found):
                decided[column] = "day-first", _DOTS
            else:
                decided[column] = usual or (region_order(self._options.region), _USUAL)
        return decided

    def _values(self) -> dict[int, set[str]]:
        values: dict[int, set[str]] = {column: set() for column in self._field_of}
        for line, cells in self._table.records():
            if cells is not None and line > self._header.line:
                for column, found in values.items():
                    if column < len(cells):
                        found.add(cells[column])
        return values

    def _note(self, decided: Mapping[int, tuple[Order, str]], values: Mapping[int, set[str]]) -> None:
        for order, why in dict.fromkeys(decided.values()):
            so_read = (found for column, found in values.items() if decided[column] == (order, why))
            written = "3.5." if all(map(are_dotted, so_read)) else "3/5"
            otherwise = "" if why in (_SAID, _SHOWN) else _CAN_BE_SAID
            self.notes.append(f"dates such as {written} are read {in_words(order)}, {why}{otherwise}")


def _agreed(orders: Iterable[Order], why: str) -> tuple[Order, str] | None:
    found = set(orders)
    return (found.pop(), why) if len(found) == 1 else None


Shown = Mapping[str, Mapping[str, Order]]
"""By layout and field: the order that files of one intake show, where they agree."""


def shown_by(readings: Sequence[FileReading]) -> Shown:
    """Return what the dates of files read together show of each other."""
    found: dict[str, dict[str, set[Order]]] = defaultdict(lambda: defaultdict(set))
    for reading in readings:
        for layout, read in reading.dates:
            for field, order in read.shown.items():
                found[layout][field].add(order)
    return {
        layout: {field: next(iter(orders)) for field, orders in fields.items() if len(orders) == 1}
        for layout, fields in found.items()
    }


def is_read_otherwise(reading: FileReading, shown: Shown) -> bool:
    """Tell whether a file's dates, which show nothing themselves, were read otherwise than those beside it show."""
    return any(
        shown.get(layout, {}).get(field, order) != order
        for layout, read in reading.dates
        for field, order in read.taken.items()
    )


def as_shown(options: ReadOptions, shown: Shown) -> ReadOptions:
    """Return the options with what files show, as if it were known from before."""
    earlier = {layout: options.remembered.get(layout, Remembered()) for layout in shown}
    known = {layout: one._replace(dates={**one.dates, **shown[layout]}) for layout, one in earlier.items()}
    return replace(options, remembered={**options.remembered, **known})
