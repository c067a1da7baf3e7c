"""The columns that tell of a callback, and how each cell is got. Sheets of other things borrow from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from callback_desk.domain.callback import Callback
from callback_desk.domain.handed_on import handed_on
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.preparing import lacking
from callback_desk.exports.events import closing
from callback_desk.exports.report import WATCHED, DayReport, Item
from callback_desk.exports.sheet import Cell, Column, Kind, Row, Sheet

MARK = "mark"
_BETWEEN = "; "
_MOMENT_WIDTH = 17
_NAME_WIDTH = 20
T_contra = TypeVar("T_contra", contravariant=True)
T = TypeVar("T")


class Field(NamedTuple, Generic[T_contra]):
    """A column, and what gives for a report how its cell is got from what the row is about."""

    column: Column
    of_report: Callable[[DayReport], Callable[[T_contra], Cell]]


class AboutCallback(Protocol):
    """What a row may be about besides a callback itself: an attempt, an escalation, a finding."""

    @property
    def callback(self) -> Callback:
        """The callback that it belongs to."""


def sheet(name: str, report: DayReport, fields: Sequence[Field[T]], subjects: Callable[[], Iterable[T]]) -> Sheet:
    """Return the sheet with a row for each subject, in the columns that the report's audience is shown."""
    shown = [one for one in fields if report.shows(one.column.title)]

    def rows() -> Iterator[Row]:
        cells = [one.of_report(report) for one in shown]
        for number, subject in enumerate(subjects()):
            if number % WATCHED == 0:
                report.watch(name, number)
            yield tuple([cell(subject) for cell in cells])

    columns = tuple(one.column for one in shown)
    return Sheet(name, columns, rows, mark=MARK if columns[0].key == MARK else None)


# How fields are made. A column's title is its key with spaces, unless another is given.


def field(
    key: str, width: int, cell: Callable[[T], Cell], kind: Kind = Kind.TEXT, title: str | None = None
) -> Field[T]:
    """Return the field of something that the row's subject knows by itself."""
    return Field(_column(key, width, kind, title), lambda report: cell)


def reported(
    key: str,
    width: int,
    cell: Callable[[DayReport, T], Cell],
    kind: Kind = Kind.TEXT,
    title: str | None = None,
) -> Field[T]:
    """Return the field of something that takes the clinic's rules or the report's moment to tell."""
    return Field(_column(key, width, kind, title), lambda report: partial(cell, report))


def moment(key: str, at: Callable[[T], datetime | str | None]) -> Field[T]:
    """Return the field of a moment, or of the text of one in an entry, in the clinic's zone."""

    def of_report(report: DayReport) -> Callable[[T], Cell]:
        local = report.local

        def cell(subject: T) -> Cell:
            found = at(subject)
            if found is None:
                return None
            return local(from_utc_text(found) if isinstance(found, str) else found)

        return cell

    return Field(_column(key, _MOMENT_WIDTH, Kind.MOMENT), of_report)


def person(key: str, of: Callable[[T], str | None]) -> Field[T]:
    """Return the field of a person's name; `of` gives the id, or None where there was nobody."""

    def cell(report: DayReport, subject: T) -> Cell:
        found = of(subject)
        return None if found is None else report.person(found)

    return reported(key, _NAME_WIDTH, cell)


def owner(key: str, of: Callable[[T], str | None]) -> Field[T]:
    """Return the field of an owner as JSON writes it: a person's name or `role:ID`."""

    def cell(report: DayReport, subject: T) -> Cell:
        found = of(subject)
        return None if found is None else report.policy.owner_name(found)

    return reported(key, _NAME_WIDTH, cell)


def _column(key: str, width: int, kind: Kind, title: str | None = None) -> Column:
    return Column(key, title or key.replace("_", " "), kind, width)


def joined(words: Iterable[str]) -> str | None:
    """Return several words as one cell, or None where there are none."""
    return _BETWEEN.join(words) or None


def yes_no(value: bool | None) -> str | None:
    """Return a yes, a no, or None where it is not known."""
    return None if value is None else "yes" if value else "no"


def day(text: str | None) -> date | None:
    """Return the date that an entry holds as text."""
    return None if text is None else date.fromisoformat(text)


def referral(callback: Callback) -> Mapping[str, Any]:
    """Return the referral's state as its entry holds it, empty where there is none."""
    return callback.referral or {}


def missing_papers(callback: Callback) -> tuple[str, ...]:
    """Return the referral's missing papers by the list's own words."""
    return tuple(referral(callback).get("missing", ()))


def _own(key: str, width: int, kind: Kind = Kind.TEXT) -> Field[Item]:
    """Return the field of a callback's attribute that stands in the cell as it is."""
    return field(key, width, attrgetter(f"callback.{key}"), kind)


def _own_moment(key: str) -> Field[Item]:
    return moment(key, attrgetter(f"callback.{key}"))


def _of_referral(key: str, width: int, title: str | None = None) -> Field[Item]:
    return field(f"referral_{key}", width, lambda item: referral(item.callback).get(key), title=title)


def _needs(item: Item) -> str | None:
    handed = handed_on(item.callback)
    return None if handed is None else handed.needs


def _closed_by(item: Item) -> str | None:
    closed = closing(item.callback)
    return None if closed is None else closed[0].person_id


def _close_remark(item: Item) -> str | None:
    closed = closing(item.callback)
    return None if closed is None else closed[1].get("remark")


_FIELDS: tuple[Field[Item], ...] = (
    field(MARK, 12, lambda item: item.mark or None),
    _own("patient", 22),
    _own("phone", 15, Kind.IDENTIFIER),
    field("lane", 16, attrgetter("lane")),
    field("channel", 13, lambda item: item.callback.channel.value),
    _own("language", 9),
    _own("request", 46),
    field("attention", 20, lambda item: joined(item.callback.attention)),
    field("status", 9, lambda item: item.status.value),
    _own_moment("received_at"),
    _own_moment("target_at"),
    _own_moment("due_at"),
    field("late_minutes", 10, attrgetter("late_minutes"), Kind.NUMBER),
    _own("contacts", 10, Kind.NUMBER),
    _own_moment("last_contact_at"),
    _own("attempts", 10, Kind.NUMBER),
    _own_moment("last_attempt_at"),
    _own("next_action", 24),
    reported("turn", 18, lambda report, item: report.title(item.owner), title="whose turn"),
    owner("owner", attrgetter("owner")),
    owner("escalated_to", attrgetter("callback.escalated_to")),
    field("acknowledged", 12, lambda item: yes_no(item.callback.acknowledged)),
    field("maybe_resolved", 10, lambda item: yes_no(item.callback.maybe_resolved)),
    _of_referral("number", 14),
    _of_referral("status", 14),
    _of_referral("specialty", 16),
    _of_referral("referred_by", 20, "referred by"),
    _of_referral("reason", 24),
    _of_referral("authorization", 16),
    field("referral_received_on", 12, lambda item: day(referral(item.callback).get("received_on")), Kind.DATE),
    field("papers", 26, lambda item: joined(referral(item.callback).get("papers", ())), title="papers received"),
    field("missing", 26, lambda item: joined(missing_papers(item.callback)), title="missing papers"),
    field("hold_reason", 10, lambda item: item.callback.hold_reason and item.callback.hold_reason.value),
    _own("review", 26),
    field("birth_date", 11, lambda item: day(item.callback.birth_date), Kind.DATE),
    _own("record_number", 14, Kind.IDENTIFIER),
    field("close_result", 12, lambda item: item.callback.close_result and item.callback.close_result.value),
    _own_moment("closed_at"),
    person("closed_by", _closed_by),
    field("close_remark", 26, _close_remark),
    _own("follows", 37, Kind.IDENTIFIER),
    field("id", 37, attrgetter("callback.callback_id"), Kind.IDENTIFIER),
    field("needs", 30, _needs),
    reported("lacking", 26, lambda report, item: joined(lacking(report.policy, item.callback))),
)
_BY_KEY = {one.column.key: one for one in _FIELDS}


def item_fields(*keys: str) -> tuple[Field[Item], ...]:
    """Return the fields of a callback with these keys, in this order."""
    return tuple(_BY_KEY[key] for key in keys)


def fields_of_its_callback(*keys: str) -> tuple[Field[AboutCallback], ...]:
    """Return the fields with these keys for rows about something that belongs to a callback."""
    return tuple(_lifted(_BY_KEY[key]) for key in keys)


def _lifted(known: Field[Item]) -> Field[AboutCallback]:
    def of_report(report: DayReport) -> Callable[[AboutCallback], Cell]:
        cell, item = known.of_report(report), report.item
        return lambda about: cell(item(about.callback))

    return Field(known.column, of_report)
