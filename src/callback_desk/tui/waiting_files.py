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
    """Counts them off the event loop; the screen hears of it when the count changed."""

    def __init__(self, desk: Desk, screen: Screen[None], show: Callable[[], None]) -> None:
        self._screen, self._show = screen, show
        self._folders = folder_watching.folders_of(desk)
        self._watch = folder_watching.FolderWatch(desk, self._folders)
        self.count = 0

    def begin(self) -> None:
        """Look now, and again every so often, if the policy names a folder."""
        if self._folders:
            self._screen.set_interval(LOOK_SECONDS, self.look)
            self.look()

    def look(self) -> None:
        """Count them beside the screen."""
        self._screen.run_worker(self._looked(), group="waiting-files", exclusive=True)

    async def _looked(self) -> None:
        try:
            count = len(await asyncio.to_thread(self._watch.look))
        except DeskError:  # a folder that is away for a while: `intake --watch` says so, the queue goes on
            count = 0
        if count != self.count:
            self.count = count
            self._show()
