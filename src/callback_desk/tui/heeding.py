"""Attention words in what is being typed: a prompt once a hand rests, for each word once."""

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from callback_desk.actions import flagging
from callback_desk.actions.context import Desk
from callback_desk.tui.panes.attention import AttentionStrip


class Heeding:
    """Looks through texts and prompts on the screen where they are typed.

    `about` is what they are typed into: a call or a dialog. What was prompted for there does not come back.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._about: object = None
        self._said: set[str] = set()

    def look(self, texts: Iterable[str], screen: Screen[Any], about: object) -> None:
        """Prompt for the attention words in the texts, if there are any that were not prompted for yet."""
        if about != self._about:
            self._about, self._said = about, set()
        found = flagging.matched(self._desk, texts)
        if not set(found) - self._said:
            return
        self._said.update(found)
        strips = screen.query(AttentionStrip)
        if strips:
            strips.first().open(found)
            return
        strip = AttentionStrip(hides=screen is screen.app.screen_stack[0])
        screen.mount(strip)
        strip.open(found)

    @staticmethod
    def put_away(screen: Screen[Any]) -> bool:
        """Hide the prompt; tell whether there was one to hide."""
        shown = [strip for strip in screen.query(AttentionStrip) if strip.is_open]
        for strip in shown:
            strip.close()
        return bool(shown)
