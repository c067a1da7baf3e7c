"""The program on the screen: one desk, its keys and its palette.

The frame is painted before the desk is opened: loading what a desk needs takes longer than all of Textual.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from callback_desk.actions.personal import Personal
from callback_desk.tui import keys
from callback_desk.tui.in_turn import KeysInTurn
from callback_desk.tui.key import written
from callback_desk.tui.screens.frame import Frame
from callback_desk.tui.style_sheets import StyleSheets
from callback_desk.tui.theme import SETTING, THEMES

if TYPE_CHECKING:
    from callback_desk.actions.clinics import Clinics, OpenedClinic
    from callback_desk.actions.context import Desk
    from callback_desk.actions.exchanging import Exchange
    from callback_desk.tui.screens.desk import DeskScreen

DESK_MODE = "desk"
"""The stack of screens that the desk is the lowest of, beside the frame's own."""


class DeskApp(KeysInTurn):
    """The desk of one person at one clinic, with the colours and keys that they like.

    Raises:
        DeskError: the person's keys cannot be as they are written; nothing of them is taken.
    """

    TITLE = "callback-desk"
    CSS_PATH = "screens/desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Pane.EVERYWHERE), keys.PALETTE]
    NOTIFICATION_TIMEOUT = 8

    desk: "Desk"
    desk_screen: "DeskScreen"

    def __init__(
        self,
        desk: "Desk | Callable[[], Desk]",
        *,
        personal: Personal | None = None,
        clinics: "Clinics | None" = None,
        exchange: "Exchange | None" = None,
        started: Callable[[], None] = lambda: None,
    ) -> None:
        """Take an open desk, or what opens one off the event loop while the frame stands.

        `started` is called once the desk has taken the frame's place and obeys keys.
        """
        super().__init__()
        self._open: Callable[[], Desk] = desk if callable(desk) else lambda: desk
        self.fault: Exception | None = None
        self._clinics, self._exchange, self._started = clinics, exchange, started
        self._desk_is_open = self._leaving = False
        self._is_shown = not callable(desk)
        if not callable(desk):
            self._take(desk)
        self.animation_level = "none"
        for theme in THEMES.values():
            self.register_theme(theme)
        self.personal = personal or Personal()
        self.theme = THEMES[self._chosen_theme()].name
        self.stylesheet = StyleSheets(variables=self.get_css_variables())
        self.set_keymap(keys.take_over(self.personal))

    def _take(self, desk: "Desk") -> None:
        from callback_desk.tui.screens.desk import DeskScreen

        self.desk, self.desk_screen = desk, DeskScreen(desk, self._clinics, self._exchange, begins=not self.is_running)
        self._desk_is_open = True

    def _chosen_theme(self) -> str:
        """Return the colours that were last chosen at this desk by key, else those that the person's settings say."""
        kept = self.desk.store.setting(SETTING) if self._desk_is_open else None
        return kept if kept in THEMES else self.personal.theme

    def get_default_screen(self) -> Screen[None]:
        """Open on the desk, or on its frame until there is one."""
        return self.desk_screen if self._desk_is_open else Frame()

    def on_mount(self) -> None:
        """Open the desk once its frame is painted."""
        if not self._desk_is_open:
            self.call_after_refresh(self.run_worker, self._open_desk, exit_on_error=False)

    async def _open_desk(self) -> None:
        try:
            desk = await asyncio.to_thread(self._open)
        except Exception as fault:  # noqa: BLE001  whatever it is, the outermost door tells it without values
            self._handle_exception(fault)
            return
        if self._leaving:
            return
        self._take(desk)
        self.theme = THEMES[self._chosen_theme()].name
        self.add_mode(DESK_MODE, lambda: self.desk_screen)
        with self.batch_update():  # nothing that is half made is painted
            await self.switch_mode(DESK_MODE)
        self._is_shown = True
        self.desk_screen.refresh()
        self.desk_screen.call_later(self.desk_screen.begin, self._started)

    def delay_update(self, delay: float = 0.05) -> None:
        """Keep painting back for so long; but the desk is painted as soon as it is whole."""
        if self._is_shown:
            super().delay_update(delay)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the desk's own actions in the palette, and nothing that writes the screen to a file."""
        for key in keys.KEYS:
            if key.bound:
                label = f"{key.label} ({key.all_shown})"
                yield SystemCommand(label, key.tooltip, lambda action=key.action: self.action_press(action))

    def action_press(self, action: str) -> None:
        """Do what a key of the table stands for; in a dialog, save means the dialog's answer."""
        if not self._desk_is_open:
            if action == "quit":
                self.exit()
        elif action == "save" and (save := getattr(self.screen, "save", None)) is not None:
            save()
        elif action == "quit":
            self._quit()
        else:
            if isinstance(self.screen, CommandPalette):  # a dialog over it would leave it waiting below
                self.pop_screen()
            self.desk_screen.press(action)

    def repeated(self, key: str) -> None:
        """Say quietly that a key did nothing; what was said before it stays."""
        if self._desk_is_open:
            self.desk_screen.call_later(self.desk_screen.say_also, f"{written(key)} again did nothing")

    def action_command_palette(self) -> None:
        """Open the palette, once: a second one below a dialog could not be told from the first."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            super().action_command_palette()

    def heed(self, texts: Iterable[str], screen: Screen[object]) -> None:
        """Prompt for attention words in what is typed into a dialog."""
        self.desk_screen.heeding.look(texts, screen, screen)

    async def action_quit(self) -> None:
        """Leave the desk; `exit` keeps what is typed."""
        self._quit()

    def _quit(self) -> None:
        if not (self._desk_is_open and self.desk_screen.warns_of_loss()):
            self.exit()

    def exit(self, *args: object, **kwargs: object) -> None:
        """Store the draft of an open note, then leave."""
        self._leaving = True
        if self._desk_is_open:
            self.desk_screen.keep_draft()
        super().exit(*args, **kwargs)  # type: ignore[arg-type]

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen with the fault. Textual's own way prints it with every local, patients included."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.fault = self.fault or error
        self._close_messages_no_wait()


def run(
    desk: "Desk | Callable[[], Desk]",
    *,
    personal: Personal | None = None,
    clinics: "Clinics | None" = None,
    exchange: "Exchange | None" = None,
    started: Callable[[], None] = lambda: None,
) -> "OpenedClinic | None":
    """Show the desk on the terminal until the person leaves it; what opens one is called once the frame stands.

    Returns the other clinic's desk to which the person went, if that is why they left.

    Raises:
        Exception: whatever ended the screen, for the outermost door to tell without values.
    """
    app = DeskApp(desk, personal=personal, clinics=clinics, exchange=exchange, started=started)
    went_to: object = app.run()
    if app.fault is not None:
        raise app.fault
    from callback_desk.actions.clinics import OpenedClinic

    return went_to if isinstance(went_to, OpenedClinic) else None
