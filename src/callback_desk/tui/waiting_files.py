"""Files that have arrived in the clinic's folders and wait for a yes: how many, looked for beside the screen."""

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from callback_desk.actions import folder_watching
from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError

LOOK_SECONDS = 10.0
"""So often the folders are looked at: a file is told of once it has not changed from one look to the next."""


class WaitingFiles:
    """Counts them off the event loop, each folder by itself; the screen hears of it when the count changed. `away` is
    how many folders could not be looked into.
    """

    def __init__(self, desk: Desk, screen: Screen[None], show: Callable[[], None]) -> None:
        self._screen, self._show = screen, show
        self._folders = folder_watching.folders_of(desk)
        self._watches = [folder_watching.FolderWatch(desk, [folder]) for folder in self._folders]
        self.count = 0
        self.away = 0

    def begin(self) -> None:
        """Look now, and again every so often, if the policy names a folder."""
        if self._folders:
            self._screen.set_interval(LOOK_SECONDS, self.look)
            self.look()

    def look(self) -> None:
        """Count them beside the screen."""
        self._screen.run_worker(self._looked(), group="waiting-files", exclusive=True)

    async def _looked(self) -> None:
        count, away = await asyncio.to_thread(self._counted)
        if (count, away) != (self.count, self.away):
            self.count, self.away = count, away
            self._show()

    def _counted(self) -> tuple[int, int]:
        count = away = 0
        for watch in self._watches:
            try:
                count += len(watch.look())
            except DeskError:  # the top line says so; the other folders are looked into all the same
                away += 1
        return count, away
