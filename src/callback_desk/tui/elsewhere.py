"""The other clinics on this screen: their figures in the header, and the switcher."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from callback_desk.actions.clinics import Clinics, OtherClinic

if TYPE_CHECKING:
    from callback_desk.tui.deeds import Deeds
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.dialogs.clinics import Chosen

LOOK_SECONDS = 30.0
"""So often the other clinics' figures are read: they are a reminder, not a queue to work from."""


class Elsewhere:
    """Looks at the other clinics beside the screen, and asks to which one to go."""

    def __init__(self, clinics: Clinics, screen: Screen[None], show: Callable[[], None]) -> None:
        self._clinics, self._screen, self._show = clinics, screen, show
        self.others: tuple[OtherClinic, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the other clinics."""
        return self._clinics.names

    def begin(self) -> None:
        """Look now, and again every half minute, if there is anywhere to look."""
        if not self.names:
            return
        self._screen.set_interval(LOOK_SECONDS, self.look)
        self.look()

    def look(self) -> None:
        """Read the figures off the event loop; the screen hears of them when they changed."""
        self._screen.run_worker(self._looked(), group="elsewhere", exclusive=True)

    async def _looked(self) -> None:
        others = tuple(await asyncio.to_thread(self._clinics.look))
        if others != self.others:
            self.others = others
            self._show()

    def choose(self, deeds: "Deeds") -> None:
        """Ask to which clinic to go; going there waits for what is being written here."""
        from callback_desk.tui.dialogs.clinics import GoTo

        def decided(chosen: "Chosen", dialog: "Dialog[Chosen]") -> None:
            deeds.carry_out("go-to", None, partial(self._opened, *chosen), dialog)

        not_looked_at = [OtherClinic(name, None, "not looked at yet") for name in self.names]
        self._screen.app.push_screen(GoTo(self.others or not_looked_at, decided))

    def _opened(self, name: str, passphrase: str | None) -> tuple[str, object]:
        return "", self._clinics.open(name, passphrase)
