"""The clinic's rules changed while the desk is open: it goes over to them once nothing is begun under the old ones."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from callback_desk.domain.policy import Policy

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

WAIT = "the clinic's new rules hold here once you are back in the queue"


class NewRules:
    """Holds new rules until no call and no question is open, then lets the desk work by them."""

    def __init__(self, screen: "DeskScreen") -> None:
        self._screen = screen
        self._waiting: Policy | None = None

    def come(self, policy: Policy | None) -> None:
        """Take rules that are in force at this home now; say so where they must wait."""
        if policy is None:
            return
        self._waiting = policy
        if not self.take_up():
            self._screen.say(WAIT)

    def take_up(self) -> bool:
        """Work by the rules that wait, if nothing is begun under the old ones; tell whether none wait any more."""
        screen, policy = self._screen, self._waiting
        if policy is None:
            return True
        if screen.arranging.calling or screen.holding or screen.app.screen is not screen:
            return False
        self._waiting = None
        screen.run_worker(self._worked_by(policy), group="new-rules")
        return True

    async def _worked_by(self, policy: Policy) -> None:
        screen = self._screen
        work = partial(screen.syncing.exchange.work_by, screen.desk, policy)
        await asyncio.wrap_future(screen.desk.writer.submit(work))
        screen.refresh_desk()
