"""What the plan asks the ledger: which contacts it knows, and which open callbacks a contact may join."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from callback_desk.domain.callback import Callback
from callback_desk.domain.told import Told


class OpenMatch(Protocol):
    """An open callback that has a number or thread in common with a contact."""

    @property
    def callback_id(self) -> str:
        """Its id."""

    @property
    def phone(self) -> str | None:
        """The number it is called back on."""

    @property
    def thread(self) -> str | None:
        """The thread it belongs to."""

    @property
    def received_at(self) -> datetime:
        """When the patient first reached out."""

    @property
    def last_contact_at(self) -> datetime | None:
        """When the patient last reached out."""

    @property
    def patient(self) -> str | None:
        """The name it carries."""

    @property
    def stated(self) -> bool:
        """Whether that name was given by the patient or the clinic, not by caller id."""

    @property
    def birth_date(self) -> date | None:
        """When its patient was born, where that is known."""

    @property
    def is_referral(self) -> bool:
        """Whether it is a referral's callback, which only its own list adds to."""


class Known(Protocol):
    """The ledger, as far as the plan asks it."""

    def known_contacts(self, source_keys: Iterable[str]) -> Mapping[str, str]:
        """Return the callback of each source or version key that is known."""

    def in_several_states(self, source_keys: Iterable[str]) -> set[str]:
        """Return those source keys whose record is known in more than one state."""

    def told_in(self, source_keys: Iterable[str]) -> Mapping[str, Sequence[Told]]:
        """Return what is known of the contacts under each such key, and under keys that were made of it, in every
        state that they were taken in.
        """

    def only_contacts(self, source_keys: Iterable[str]) -> Mapping[str, tuple[str | None, str]]:
        """Return, of those contacts that are the only ones of their callbacks, the number and the moment (as `utc_text`
        writes it); less to ask for than all that was told.
        """

    def known_talks(self, source_keys: Iterable[str]) -> set[str]:
        """Return those source keys whose talk was recorded before."""

    def open_by_number(self, numbers: Iterable[str]) -> Mapping[str, Sequence[OpenMatch]]:
        """Return the open callbacks of each number."""

    def open_by_thread(self, threads: Iterable[str]) -> Mapping[str, Sequence[OpenMatch]]:
        """Return the open callbacks of each thread."""

    def last_closed_by_number(self, numbers: Iterable[str]) -> Mapping[str, str]:
        """Return the callback of each number that was closed last."""

    def callback(self, callback_id: str) -> Callback | None:
        """Return one callback as it stands."""
