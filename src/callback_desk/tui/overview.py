"""The moment that the desk shows: the time, the figures in the header, the begun notes, and the queue's title."""

from textual.screen import Screen

from callback_desk.actions import reaching, reading
from callback_desk.actions.clinics import OtherClinic
from callback_desk.actions.context import Desk
from callback_desk.domain import code_words
from callback_desk.domain.codes import View
from callback_desk.tui.panes.header import Header, HeaderFacts
from callback_desk.tui.panes.queue import QueuePane
from callback_desk.tui.plain import plain_line
from callback_desk.tui.queue_lines import QueueLines
from callback_desk.tui.telling import with_keys

NOTHING = {
    View.ALL: "nothing is open: {add} adds a callback, {intake} takes files in",
    View.MINE: "nothing is yours: {view-all} shows all, {take} takes one",
    View.UNCLAIMED: "everything is somebody's",
    View.WAITING: "nothing waits",
    View.ESCALATED: "nothing is escalated",
    View.REVIEW: "nothing needs a look",
    View.CLOSED: "nothing was closed today",
}


class Overview:
    """Takes the time and the figures when told to, and shows them."""

    def __init__(self, desk: Desk, screen: Screen[None]) -> None:
        self._desk, self._screen = desk, screen
        self.lines = QueueLines(desk)
        self.open_items = 0
        self.others: tuple[OtherClinic, ...] = ()
        self.files = 0
        self.folders_away = 0
        self.synced = ""
        self.version = 0
        self._alarms = 0
        self._entitled: tuple[View, str | None] = View.ALL, None

    @property
    def stale(self) -> bool:
        """Whether somebody wrote something since the last look."""
        return self._desk.store.data_version() != self.version

    @property
    def minute_is_over(self) -> bool:
        """Whether the clock shows another minute than at the last look."""
        shown, now = self.lines.now, self._desk.clock()
        return now.replace(second=0, microsecond=0) != shown.replace(second=0, microsecond=0)

    def look_again(self) -> None:
        """Take the time, the begun notes and the header's figures as they are now."""
        desk = self._desk
        self.version = desk.store.data_version()
        self.lines.at(desk.clock(), frozenset(desk.store.drafts()))
        counts = reading.counts(desk)
        self.open_items, self._alarms = counts.open, counts.attention
        silent = reaching.count_unanswered(desk, self.lines.now) if counts.attention else 0
        names = (desk.policy.clinic.name, desk.person_name)
        folders = (self.files, self.folders_away)
        facts = HeaderFacts(*names, self.lines.now, desk.zone, counts, silent, self.others, *folders, self.synced)
        self._screen.query_one(Header).tell(facts)
        if self._entitled[1]:
            self.entitle(*self._entitled)  # what a find leaves out may be another now

    def entitle(self, view: View, found: str | None) -> None:
        """Say over the queue which view it is and in what order, or what was looked for, and what that leaves out."""
        self._entitled = view, found
        order = "in the order they were closed" if view is View.CLOSED else "attention, then late, then due"
        said = f"{self._left_out(found)}found “{found}”" if found else order
        pane = self._screen.query_one(QueuePane)
        place = list(View).index(view) + 1
        pane.border_title = plain_line(f"Queue · {place} {code_words.VIEW_TITLES[view]} · {said}")
        pane.queue_list.nothing = with_keys("nothing was found: {back} ends the search" if found else NOTHING[view])

    def _left_out(self, found: str) -> str:
        """Say how many alarms are not among what was found: nobody who looks for somebody misses an emergency."""
        outside = self._alarms - self._desk.store.alarms_found(self.lines.now, found) if self._alarms else 0
        return f"!! {outside} attention not in it · " if outside > 0 else ""
