"""What the page says, row by row, and the page itself."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from callback_desk.domain import phone
from callback_desk.domain.code_words import CLOSINGS
from callback_desk.domain.codes import Disposition
from callback_desk.exports.events import attempts, closing
from callback_desk.exports.page.plots import WIDTH, plots
from callback_desk.exports.report import DayReport, Item
from callback_desk.exports.sheet import written
from callback_desk.exports.telling import Fact, Telling, sections
from callback_desk.exports.wording import ENGLISH

if TYPE_CHECKING:
    from jinja2 import Template

MOST_ROWS = 2_000
"""So many rows of one kind go onto the page: a browser on a telephone takes no more. The workbook has all."""
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_TURN = ("turn", "open")


class Row(NamedTuple):
    """One open callback as the page shows it. `dial` is a number in full, or None."""

    id: str
    name: str
    number: str
    dial: str | None
    language: str
    marks: tuple[str, ...]
    what: str
    asked: tuple[Fact, ...]
    tried: tuple[Fact, ...]
    open: tuple[Fact, ...]
    next_action: str
    owner: str
    due: str
    late: str


class Done(NamedTuple):
    """One callback that was closed."""

    name: str
    lane: str
    result: str
    at: str
    by: str
    remark: str


class Section(NamedTuple):
    """Open callbacks under a title, and how many more there are than the page shows."""

    id: str
    title: str
    total: int
    rows: tuple[Row, ...]
    more: int


def page(report: DayReport) -> str:
    """Return the page as HTML: the open items first, each with owner and next step, then what was done, and plots."""
    headline, *under = (written(heading) for heading in report.headings)
    return _template().render(
        title=f"{written(report.clinic)}, {report.days}",
        not_closed=not report.closed,
        headline=headline,
        under=under,
        turns=[(report.title(turns.owner), turns.open, turns.late) for turns in report.turns],
        sections=list(_open(report)),
        done=_most(report.completed, lambda item: _done(report, item)) if report.has_sheet("Completed") else [],
        done_count=len(report.completed),
        figures=_figures(report),
        plots=plots(report),
        width=WIDTH,
        labels=ENGLISH.labels,
        when=report.when,
    )


def _open(report: DayReport) -> Iterator[Section]:
    if not report.has_sheet("Open"):
        return
    telling = Telling(report, ENGLISH)
    for name, items in sections(report):
        rows = _most(items, lambda item: _row(telling, item))
        title = ENGLISH.said[name]
        yield Section(name, title[:1].upper() + title[1:], len(items), tuple(rows), len(items) - len(rows))


def _most(items: Iterable[Item], row: Callable[[Item], Any]) -> list[Any]:
    return [row(item) for item, _ in zip(items, range(MOST_ROWS), strict=False)]


def _row(telling: Telling, item: Item) -> Row:
    report, callback = telling.report, item.callback
    asked, tried = tuple(telling.asked(item)), tuple(telling.tried(item))
    facts = tuple(telling.still_open(item))
    number = callback.phone or ""
    return Row(
        id=callback.callback_id[:8],
        name=_name(report, item),
        number=phone.display(number) if number else telling.no_number,
        dial=number if _NUMBER.fullmatch(number) else None,
        language=written(callback.language or ""),
        marks=tuple(mark for mark in (*item.mark.split(", "), item.status.value) if mark and mark != "open"),
        what=telling.what(item),
        asked=asked,
        tried=tried,
        open=tuple(fact for fact in facts if fact.label not in _TURN),
        next_action=next(fact.said for fact in facts if fact.label == "open"),
        owner=report.title(item.owner),
        due=report.clock(callback.due_at),
        late=telling.late(item) if item.late else "",
    )


def _name(report: DayReport, item: Item) -> str:
    if not report.shows("patient"):
        return f"id {item.callback.callback_id[:8]}"
    return written(item.callback.patient or "").strip() or "Name not known"


def _done(report: DayReport, item: Item) -> Done:
    callback, closed = item.callback, closing(item.callback)
    return Done(
        name=_name(report, item),
        lane=report.policy.lane(item.lane).title,
        result="" if callback.close_result is None else CLOSINGS[callback.close_result] + _booked(report, item),
        at="" if callback.closed_at is None else report.clock(callback.closed_at),
        by="" if closed is None else report.person(closed[0].person_id),
        remark="" if closed is None else closed[1].get("remark") or "",
    )


def _booked(report: DayReport, item: Item) -> str:
    """Return the appointment with which a callback was closed, as far as it is for the reader."""
    made = [one for one in attempts(item.callback) if one.payload.get("appointment")]
    return f", {Telling(report, ENGLISH).booked(made[-1])}" if made and report.has_sheet("Attempts") else ""


def _figures(report: DayReport) -> list[tuple[str, int]]:
    return [
        ("open", len(report.open)),
        ("late", report.late),
        ("nobody of the licensed role told yet", report.tally.nobody_told.number),
        (f"attempts {report.when}", len(report.attempts)),
        (f"of them reached the patient {report.when}", report.tally.ended[Disposition.REACHED]),
        (f"closed {report.when}", len(report.completed)),
    ]


@cache
def _template() -> "Template":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = lambda said: written(str(said))
    here = files(__package__)
    environment.globals["style"] = (here / "page.css").read_text(encoding="utf-8")
    return environment.from_string((here / "page.html.j2").read_text(encoding="utf-8"))
