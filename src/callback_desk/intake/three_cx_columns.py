"""Which column of a 3CX log is which: 27 fields in a fixed order, of which a server writes some."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from callback_desk.intake.headers import plain_word
from callback_desk.intake.leg_rows import sample_of
from callback_desk.intake.source import Source

FIELDS = (
    "historyid", "callid", "duration", "time-start", "time-answered", "time-end", "reason-terminated", "from-no",
    "to-no", "from-dn", "to-dn", "dial-no", "reason-changed", "final-number", "final-dn", "bill-code", "bill-rate",
    "bill-cost", "bill-name", "chain", "from-type", "to-type", "final-type", "from-dispname", "to-dispname",
    "final-dispname", "missed-queue-calls",
)  # fmt: skip
_STAMP = r"\d{4}/\d{2}/\d{2} \d{1,2}:\d{2}:\d{2}(?:\.\d+)?"
_NUMBER = r"(?:Ext\.|VMail\.)?[+*#]?[\w.+*#-]{1,40}"
_TYPE = (
    r"(?i:line|(?:external|outbound|inbound) ?line|outside|provider|trunk|gateway|bridge|extension|queue|ring ?group"
    r"|ivr|digital ?receptionist|voice ?mail|script|conference|fax|park(?:ing)?|special ?menu|none|unknown)"
)
_FORMS = {
    "historyid": r"(?:Call )?[\w-]{1,40}",
    "callid": r"[0-9A-Za-z]{4,}_\d+",
    "duration": r"(?:\d+:)?\d{1,2}:\d{2}(?:\.\d+)?",
    "time-start": _STAMP,
    "time-answered": _STAMP,
    "time-end": _STAMP,
    "reason-terminated": r"[A-Z][A-Za-z_]{3,}",
    "from-no": _NUMBER,
    "to-no": _NUMBER,
    "from-dn": r"\d{1,8}",
    "to-dn": r"\d{1,8}",
    "dial-no": r"\+?[\d*#]{1,20}",
    "reason-changed": r"[A-Z][A-Za-z_]{3,}",
    "final-number": _NUMBER,
    "final-dn": r"\d{1,8}",
    "bill-rate": r"[\d.]{1,12}",
    "bill-cost": r"[\d.]{1,12}",
    "chain": r"Chain: .*",
    "from-type": _TYPE,
    "to-type": _TYPE,
    "final-type": _TYPE,
}
_CHECKS: Mapping[str, re.Pattern[str]] = {name: re.compile(form, re.DOTALL) for name, form in _FORMS.items()}
_ANCHOR = re.compile(_STAMP)
_TYPED = ("from-type", "to-type", "final-type")
# A field that says what it is by its form alone counts more than one that many others would fit.
_TELLING = frozenset(("callid", "duration", "time-start", "time-answered", "time-end", "chain", *_TYPED))
_UNLIKELY = -4.0


def columns_of(source: Source, delimiter: str) -> tuple[int, Mapping[str, int]] | None:
    """Return the line of the header (0 without one) and the column of each field, or None where the file is not
    3CX's.
    """
    sample = [(line, cells) for line, cells in sample_of(source, delimiter) if cells is not None]
    rows = [cells for _, cells in sample]
    named = [plain_word(cell).replace(" ", "-") for cell in rows[0]] if rows else []
    if {"historyid", "time-start"} <= set(named):
        return sample[0][0], {name: named.index(name) for name in FIELDS if name in named}
    width = max(map(len, rows), default=0)
    dated = [cells for cells in rows if any(_ANCHOR.fullmatch(cell.strip()) for cell in cells)]
    if not dated or 2 * len(dated) <= len(rows) or not 6 <= width <= len(FIELDS):
        return None
    columns = {name: at for at, name in enumerate(FIELDS)} if width == len(FIELDS) else _aligned(dated, width)
    return (0, columns) if _holds(columns, dated) else None


def _holds(columns: Mapping[str, int], rows: list[list[str]]) -> bool:
    """Tell whether most rows have a start where one belongs, and something else that only 3CX writes."""
    if "time-start" not in columns or "from-no" not in columns:
        return False
    started = sum(_fits(columns, "time-start", cells) for cells in rows)
    telling = sum(
        any(_fits(columns, name, cells) for name in ("callid", "chain", "from-type"))
        or _cell(columns, "historyid", cells).startswith("Call ")
        for cells in rows
    )
    return 2 * started > len(rows) and 2 * telling > len(rows)


def _cell(columns: Mapping[str, int], name: str, cells: list[str]) -> str:
    at = columns.get(name)
    return "" if at is None or at >= len(cells) else cells[at].strip()


def _fits(columns: Mapping[str, int], name: str, cells: list[str]) -> bool:
    return _CHECKS[name].fullmatch(_cell(columns, name, cells)) is not None


def _aligned(rows: list[list[str]], width: int) -> dict[str, int]:
    """Return the columns as fields in their order, some left out, so that the cells fit them best."""
    fit: Callable[[int, int], float] = partial(_fit, rows)
    best = [0.0] + [_UNLIKELY * width * 10] * width  # best[c]: c columns placed among the fields so far
    taken: list[list[bool]] = []
    for field in range(len(FIELDS)):
        following, choice = list(best), [False] * (width + 1)
        for column in range(1, width + 1):
            score = best[column - 1] + fit(field, column - 1)
            if score > following[column]:
                following[column], choice[column] = score, True
        taken.append(choice)
        best = following
    columns: dict[str, int] = {}
    column = width
    for field in range(len(FIELDS) - 1, -1, -1):
        if taken[field][column]:
            column -= 1
            columns[FIELDS[field]] = column
    return columns


def _fit(rows: list[list[str]], field: int, column: int) -> float:
    """Return how well a column fits a field: by the share of its filled cells of the field's form."""
    check = _CHECKS.get(FIELDS[field])
    filled = [cells[column].strip() for cells in rows if column < len(cells) and cells[column].strip()]
    if check is None or not filled:
        return 0.1
    share = sum(check.fullmatch(cell) is not None for cell in filled) / len(filled)
    if share < 0.5:
        return _UNLIKELY
    return share * (3.0 if FIELDS[field] in _TELLING else 1.0)
