"""What the context pane tells of preparing: the checklist, what was asked of others, whether the number is verified."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from callback_desk.actions.context import Desk
from callback_desk.domain import preparing
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Mark
from callback_desk.domain.preparing import Line
from callback_desk.tui import theme, words
from callback_desk.tui.plain import plain_line

_MOST_ERRANDS = 4
_SIGNS = {Mark.DONE: ("✓", theme.GOOD), Mark.MISSING: ("✗", theme.ATTENTION), Mark.NOT_NEEDED: ("–", theme.QUIET)}


def verified(desk: Desk, callback: Callback, now: datetime) -> str:
    """Return when the number was verified, or nothing."""
    at = preparing.number_verified_at(callback)
    return "" if at is None else f"verified {words.moment(at, now, desk.zone)}"


def checklist(desk: Desk, callback: Callback) -> tuple[Content, ...]:
    """Return the lane's checklist, a piece for each line: done, missing, not needed, or nobody said.

    Papers of a referral that stand there one by one are not told once more.
    """
    lines = preparing.checklist(desk.policy, callback)
    told = preparing.REFERRAL_PAPERS if preparing.papers_of(callback) else None
    return tuple(_piece(desk, callback, line) for line in lines if line.code != told)


def _piece(desk: Desk, callback: Callback, line: Line) -> Content:
    missing = line.mark is Mark.MISSING
    said = preparing.title(desk.policy, line.code, missing=missing)
    if line.code == preparing.VISIT_TYPE and callback.preparation.visit_type:
        said = f"{said}: {callback.preparation.visit_type}"
    if line.mark is None:
        return Content.assemble(("☐ ", theme.QUIET), plain_line(said, theme.QUIET))
    return Content.assemble(_SIGNS[line.mark], " ", plain_line(said))


def errands(desk: Desk, callback: Callback, now: datetime) -> Iterator[Content]:
    """Yield what was asked of others and has not come in; what is past its time stands out."""
    for errand in callback.preparation.open_errands[-_MOST_ERRANDS:]:
        until = words.moment(errand.until, now, desk.zone)
        asked = plain_line(f"{errand.whom} for {errand.what}")
        late = errand.until <= now
        yield Content.assemble(asked, (f"  until {until}", theme.NOW if late else theme.QUIET))
