"""The line on top: the clinic, the person, the time, and how much waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widget import Widget

from callback_desk.actions.clinics import OtherClinic
from callback_desk.domain.queue import QueueCounts
from callback_desk.tui import words
from callback_desk.tui.plain import fitted, plain_line

LONGEST_SECOND = 12
"""So many cells for the person's name, or for what waits elsewhere, where there is little room."""


@dataclass(frozen=True)
class HeaderFacts:
    """What the header tells."""

    clinic: str
    person: str
    now: datetime
    zone: ZoneInfo
    counts: QueueCounts
    unanswered: int = 0
    """Escalations that their role did not answer in its time."""
    others: tuple[OtherClinic, ...] = ()
    files: int = 0
    """Files that arrived in the clinic's folders and wait for a yes."""
    folders_away: int = 0
    """So many of those folders could not be looked into."""
    synced: str = ""
    """How it stands with the other desks, in a word or two; empty where there are none."""


def header(facts: HeaderFacts, width: int) -> Content:
    """Return the header for a width; a narrow one leaves the long words away, never the figures."""
    local = facts.now.astimezone(facts.zone)
    counts = facts.counts
    date = f"{words.weekday(local.date())} {words.day(local.date())}"
    time = f"{local:%H:%M}"
    silent = f" ({facts.unanswered} NOT ANSWERED)" if facts.unanswered else ""
    roomy = (
        f"{counts.attention} attention{silent} · {counts.late} late · {counts.due_this_hour} due this hour",
        f"{counts.open} open",
    )
    full = _joined(facts.clinic, facts.person, f"{date} {time}", *roomy, gap="   ")
    synced, files = plain_line(facts.synced), plain_line(_of_folders(facts))
    for elsewhere in _elsewhere(facts.others):
        whole = Content("   ").join(part for part in (full, synced, files, elsewhere) if part)
        if whole.cell_length <= width:
            return whole
    silent = f" ({facts.unanswered} no answer)" if facts.unanswered else ""
    figures = f"{counts.attention} att{silent} · {counts.late} late · {counts.due_this_hour} this hour"
    rest = len(time) + len(figures) + len(f"{counts.open} open") + 1 + 3 * 2 + 2
    # What waits elsewhere, and what is new with the other desks, come before the person's own name.
    news = facts.synced.rpartition(" · ")[2]
    second = summed(facts.others) or ("" if news.startswith("synced") else news) or facts.person
    names = max(8, width - rest - min(len(second), LONGEST_SECOND))
    clinic = fitted(facts.clinic, min(len(facts.clinic), names)).rstrip()
    person = fitted(second, min(len(second), LONGEST_SECOND)).rstrip()
    return _joined(clinic, person, time, figures, f"{counts.open} open", gap="  ")


def _of_folders(facts: HeaderFacts) -> str:
    waiting = f"{facts.files} file{'s' if facts.files > 1 else ''} waiting" if facts.files else ""
    away = (
        f"{facts.folders_away} folder{'s' if facts.folders_away > 1 else ''} unreadable" if facts.folders_away else ""
    )
    return " · ".join(part for part in (waiting, away) if part)


def _elsewhere(others: Sequence[OtherClinic]) -> Iterator[Content]:
    """Yield what waits at other clinics, ever shorter: each by its name, only those with something, all together."""
    told = [one for one in others if _figures(one)]
    waiting = [one for one in told if one.counts is not None]
    for listed, attention in ((told, "attention"), (waiting, "attention"), (waiting, "att")):
        if listed:
            yield Content("   ").join(plain_line(f"{one.name}: {_figures(one, attention)}") for one in listed)
    if waiting:
        yield Content(f"others: {_counted(*_sums(others), 'att')}")
    yield Content(summed(others))


def summed(others: Sequence[OtherClinic]) -> str:
    """Return what waits at all other clinics together, in the queue's own marks, for a header without room."""
    alarms, late = _sums(others)
    return f"others {alarms}! {late}>" if alarms or late else ""


def _sums(others: Sequence[OtherClinic]) -> tuple[int, int]:
    known = [one.counts for one in others if one.counts is not None]
    return sum(counts.attention for counts in known), sum(counts.late for counts in known)


def _figures(one: OtherClinic, attention: str = "attention") -> str:
    return one.why if one.counts is None else _counted(one.counts.attention, one.counts.late, attention)


def _counted(alarms: int, late: int, attention: str) -> str:
    return " · ".join(f"{count} {word}" for count, word in ((alarms, attention), (late, "late")) if count)


def _joined(clinic: str, person: str, time: str, figures: str, open_items: str, *, gap: str) -> Content:
    return Content.assemble(
        " ",
        (plain_line(clinic).plain, "bold"),
        gap,
        plain_line(person),
        gap,
        time,
        gap,
        (figures, "bold"),
        gap,
        open_items,
    )


class Header(Widget):
    """One line that repaints only when what it says has changed."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self._facts: HeaderFacts | None = None
        self._said = ""

    def tell(self, facts: HeaderFacts) -> None:
        """Show these facts."""
        self._facts, before = facts, self._said
        if self.render().plain != before:
            self.refresh()

    def render(self) -> Content:
        """Return the line for the width that there is."""
        if self._facts is None or not self.size.width:
            return Content("")
        content = header(self._facts, self.size.width)
        self._said = content.plain
        return content
