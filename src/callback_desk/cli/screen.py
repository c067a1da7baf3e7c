"""The desk on the screen."""

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from callback_desk.actions.clinics import OpenedClinic
    from callback_desk.actions.context import Desk


def open_screen(folder: Path | None) -> None:
    """Open the desk of a home on the screen; a second screen on the same home is refused."""
    from callback_desk.desk.clinic_list import others_of
    from callback_desk.desk.config_file import read_settings
    from callback_desk.desk.door import screen_lock, vault_at
    from callback_desk.desk.exchange import HomeExchange

    _require_terminal()
    with _collector_waits(), screen_lock(folder), ThreadPoolExecutor(1) as beside, ExitStack() as held:
        # Before the screen: a passphrase cannot be asked for later, and what unwrapping takes is given back by then.
        vault = vault_at(folder)
        key = beside.submit(vault.load)

        def opened() -> "Desk":
            import_module("callback_desk.tui.screens.desk")  # here, off the event loop
            from callback_desk.desk.opening import open_desk

            desk = open_desk(folder, key.result())
            held.callback(desk.store.close)
            held.callback(desk.writer.close)
            return desk

        there = _screen()(
            opened,
            personal=read_settings(folder),
            clinics=others_of(folder),
            exchange=HomeExchange(folder, vault),
            started=_collect_again,
        )
    _go_on(there)


@contextmanager
def _collector_waits() -> "Iterator[None]":
    """Keep Python's cycle collector from looking through every module in the middle of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _collect_again() -> None:
    """Collect from here on, and never look again at what the start loaded: it stays to the end."""
    gc.freeze()
    gc.enable()


def _go_on(there: "OpenedClinic | None") -> None:
    """Work at the clinic where the person went, and at the next, until they leave one for none."""
    while there is not None:
        here = there
        with closing(here):
            there = _screen()(here.desk, personal=here.personal, clinics=here.clinics, exchange=here.exchange)


def show(desk: "Desk") -> None:
    """Show a desk on the terminal until the person leaves it.

    Raises:
        DeskError: there is no terminal.
    """
    _require_terminal()
    _screen()(desk)


def _require_terminal() -> None:
    if not sys.stdout.isatty():
        raise DeskError("the desk needs a terminal: use `callback-desk queue --plain` without one")


def _screen() -> "Callable[..., OpenedClinic | None]":
    # Textual reads it when imported: at its own 60 frames the context trails the cursor by one.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from callback_desk.tui.app import run

    return run
