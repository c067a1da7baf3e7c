"""What stands beside the item under the cursor, or beside the open call: its context and its script."""

from datetime import datetime

from textual.screen import Screen

from callback_desk.actions import cards, reaching, reading
from callback_desk.actions.context import Desk
from callback_desk.domain import card_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.card_rules import FREE, NOBODY_YET, Limits, Talk
from callback_desk.domain.errors import DeskError
from callback_desk.tui import theme
from callback_desk.tui.about import BLANK, Row, about, reach_words
from callback_desk.tui.panes.context import ContextPane
from callback_desk.tui.panes.script import ScriptPane
from callback_desk.tui.plain import plain_line
from callback_desk.tui.telling import with_keys


class Following:
    """Fills the context and the script pane for one callback at a time."""

    def __init__(self, desk: Desk, screen: Screen[None]) -> None:
        self._desk, self._screen = desk, screen
        self.callback: Callback | None = None
        self.language: str | None = None
        self.ticked: tuple[str, ...] = ()
        self.talk = NOBODY_YET

    @property
    def context(self) -> ContextPane:
        """The context pane."""
        return self._screen.query_one(ContextPane)

    @property
    def script(self) -> ScriptPane:
        """The script pane."""
        return self._screen.query_one(ScriptPane)

    def show(self, callback: Callback | None, now: datetime, news: str = "") -> None:
        """Show another callback, or the same one as it stands now; `news` is what others did with it meanwhile."""
        same = callback is not None and self.callback is not None and callback.callback_id == self.callback.callback_id
        if not same:
            self.language, self.ticked, self.talk = None, (), NOBODY_YET
        self.callback = callback
        rows = [Row("", plain_line("nothing here"))] if callback is None else about(self._desk, callback, now)
        if news:
            rows = [Row("news", plain_line(news, theme.NOW)), BLANK, *rows]
        self.context.tell(rows, keep_place=same)
        self._show_script(self.script.part if same else 0)

    def next_language(self) -> str:
        """Show the script in the clinic's next language; return which."""
        languages = self._desk.policy.clinic.languages
        said = self.callback and cards.as_card_says(self._desk, self.callback)
        shown = self.language or (said.language if said else None) or languages[0]
        at = languages.index(shown) + 1 if shown in languages else 0
        self.language = languages[at % len(languages)]
        self._show_script(self.script.part)
        return self.language

    def talks_with(self, talk: Talk) -> None:
        """Somebody else is on the line, by the note: what may be said follows."""
        if talk != self.talk:
            self.talk = talk
            self.script.limit(self._limits())

    def _limits(self) -> Limits:
        if self.callback is None:
            return FREE
        card, desk = cards.card_of(self._desk, self.callback), self._desk
        lane = desk.policy.lane_id(self.callback.lane)
        limits = card_rules.limits(self.callback, card, lane, self.talk, desk.today())
        if self.callback.is_open and not limits.no_call and card_rules.as_card_says(self.callback, card).phone is None:
            return limits._replace(minds=(with_keys("no number yet: {call} asks for one"), *limits.minds))
        return limits

    def reach(self) -> str:
        """Return how the role that an escalation goes to is reached now."""
        if self.callback is None:
            return ""
        language = cards.as_card_says(self._desk, self.callback).language
        return reach_words(self._desk, reaching.default_role(self._desk, self.callback), language)

    def boundary(self) -> tuple[dict[str, str], str]:
        """Return the boundary lines and their language."""
        if self.callback is None:
            return {}, ""
        script = reading.script_of(self._desk, self.callback, self.language)
        return dict(script.boundary), script.language

    def _show_script(self, part: int) -> None:
        callback, pane = self.callback, self.script
        if callback is None:
            pane.show(None, ticked=0, part=0, reach="")
            return
        try:
            script = reading.script_of(self._desk, callback, self.language)
        except DeskError as fault:
            pane.show(None, ticked=0, part=0, reach=self.reach())
            self.context.tell([Row("", plain_line(str(fault), theme.NOW))])
            return
        languages = self._desk.policy.clinic.languages
        at = languages.index(script.language) + 1 if script.language in languages else 0
        other = languages[at % len(languages)]
        pane.show(
            script,
            ticked=len(self.ticked),
            part=part,
            reach=self.reach(),
            lane=self._desk.policy.lane(callback.lane).title,
            other=None if other == script.language else other,
            codes=self.ticked,
            limits=self._limits(),
        )
