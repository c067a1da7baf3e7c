"""What a screen may ask of a desk's keys and of what other desks write. Light: nothing that syncing needs is loaded
before somebody asks for it.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from pathlib import Path

    from callback_desk.actions.sync_context import Syncing
    from callback_desk.domain.policy import Policy

FOLDER, LAST = "sync.folder", "sync.last"
"""The settings that hold the folder that the desks share, and how the last sync went."""

RECOVERED = "sync.recovered"
"""The setting that tells that the store's key was brought back with the recovery key, which brings no other key."""

NOT_KEPT = "this desk is not kept, so there are no other desks: `callback-desk setup` makes one that is"


class Stopped(DeskError):
    """The person wants no more of it: what is done so far stands, whole files only."""


class Busy(DeskError):
    """Another program is syncing at this home."""


class Exchange(Protocol):
    """The keys of the home whose desk is open. All of it may take a while, and is for any thread."""

    def with_keys(self, desk: Desk) -> "Syncing":
        """Return the desk with its keys, which are made when they are first needed.

        Raises:
            DeskError: they cannot be had.
        """
        ...

    def alone(self) -> AbstractContextManager[object]:
        """Hold syncing at this home.

        Raises:
            Busy: another program is syncing here.
        """
        ...

    def take_up_rules(self, syncing: "Syncing", *, news: bool) -> "tuple[list[str], Policy | None]":
        """Put the clinic's rules and people into the home's where another desk changed them, if there is news, or was
        any that was not taken up.

        Returns what to tell, and the rules that are in force at this home if the desk works by others.
        """
        ...

    def work_by(self, desk: Desk, policy: "Policy") -> None:
        """Let the open desk work by these rules, and the ledger know it; on the thread that writes."""
        ...

    def rules_in_words(self) -> str:
        """Return where the home's rules came from.

        Raises:
            DeskError: there is no home, or its rules cannot be read.
        """
        ...

    def put_in_force(self, desk: Desk, file: "Path | None") -> str:
        """Put rules in force here and at every other desk: those of a file, else the home's own as they read now.

        Returns a sentence that says so.

        Raises:
            DeskError: they have a fault, or the person may not change the clinic's rules.
        """
        ...


class NoKeys:
    """A desk without a home, such as the invented one of the demo."""

    def with_keys(self, desk: Desk) -> "Syncing":
        """Refuse: there are none."""
        raise DeskError(NOT_KEPT)

    def alone(self) -> AbstractContextManager[object]:
        """Nobody else could be syncing."""
        return nullcontext()

    def take_up_rules(self, syncing: "Syncing", *, news: bool) -> "tuple[list[str], Policy | None]":
        """There is no home whose rules they could be."""
        return [], None

    def work_by(self, desk: Desk, policy: "Policy") -> None:
        """Nobody brings any."""

    def rules_in_words(self) -> str:
        """Refuse: there is no file of them."""
        raise DeskError(NOT_KEPT)

    def put_in_force(self, desk: Desk, file: "Path | None") -> str:
        """Refuse: there is no other desk."""
        raise DeskError(NOT_KEPT)
