"""The line on top: the clinic, the person, the time, and how much waits."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widget import Widget

from callback_desk.domain.queue import QueueCounts
from callback_desk.tui import words
from callback_desk.tui.plain import fitted, plain_line


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
    if full.cell_length <= width:
        return full
    silent = f" ({facts.unanswered} no answer)" if facts.unanswered else ""
    figures = f"{counts.attention} att{silent} · {counts.late} late · {counts.due_this_hour} this hour"
    rest = len(time) + len(figures) + len(f"{counts.open} open") + 1 + 3 * 2 + 2
    names = max(8, width - rest - min(len(facts.person), 12))
    clinic = fitted(facts.clinic, min(len(facts.clinic), names)).rstrip()
    person = fitted(facts.person, min(len(facts.person), 12)).rstrip()
    return _joined(clinic, person, time, figures, f"{counts.open} open", gap="  ")


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
