"""The other clinics of a person who works for several: what waits there, as numbers, and going there."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from callback_desk.actions.context import Desk
from callback_desk.actions.exchanging import Exchange
from callback_desk.actions.personal import Personal
from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueCounts


class OtherClinic(NamedTuple):
    """One other clinic: its name in the person's list, and its figures, or in a word why they are not known.

    Never anything else: what a patient said to one clinic is not shown at another's desk.
    """

    name: str
    counts: QueueCounts | None
    why: str = ""


class PassphraseNeeded(DeskError):
    """The clinic's key cannot be had without its passphrase."""


class OpenedClinic(NamedTuple):
    """Another clinic's desk, open and with its screen held; `close` gives both back."""

    desk: Desk
    personal: Personal
    clinics: "Clinics"
    exchange: Exchange
    close: Callable[[], None]


class Clinics(Protocol):
    """What a screen may ask of the person's other clinics; both may take a while."""

    @property
    def names(self) -> list[str]:
        """The names of the other clinics."""
        ...

    def look(self) -> list[OtherClinic]:
        """Return how each other clinic stands now. Whatever is wrong with one is told of that one."""
        ...

    def open(self, name: str, passphrase: str | None) -> OpenedClinic:
        """Open another clinic's desk and hold its screen.

        Raises:
            PassphraseNeeded: its key asks for one.
            DeskError: it is not in the list, its screen is open elsewhere, or it cannot be opened.
        """
        ...


class NoOthers:
    """A person who works for one clinic."""

    @property
    def names(self) -> list[str]:
        """None."""
        return []

    def look(self) -> list[OtherClinic]:
        """Return none."""
        return []

    def open(self, name: str, passphrase: str | None) -> OpenedClinic:
        """Refuse: there is none."""
        raise DeskError(f"{name} is not in the list of clinics: `callback-desk clinics add` puts it there")
