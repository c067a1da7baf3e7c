"""What a person says about the files before they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from callback_desk.domain.errors import DeskError
from callback_desk.domain.phone import normalised

ASTERISK = "asterisk"
VOICEMAIL_SPOOL = "asterisk-voicemail"
TABLE = "table"

INBOUND_CONTEXTS = ("from-trunk", "from-pstn", "from-did", "from-did-direct", "ext-did")
INTERNAL_CONTEXTS = ("from-internal", "from-internal-xfer")


class Unreadable(DeskError):
    """A file that cannot be read at all; the sentence says why and what to do."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read: which preset, which zone, which numbers are the clinic's, which column is which field.

    Without a `preset` the content decides. Local times are of `zone`, or of `clinic_zone` where none was
    given.
    """

    clinic_zone: ZoneInfo
    preset: str | None = None
    zone: ZoneInfo | None = None
    region: str = "US"
    own_numbers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    inbound_contexts: tuple[str, ...] = INBOUND_CONTEXTS
    internal_contexts: tuple[str, ...] = INTERNAL_CONTEXTS

    @cached_property
    def local_zone(self) -> ZoneInfo:
        """The zone of local times in the file."""
        return self.zone or self.clinic_zone

    @cached_property
    def own(self) -> frozenset[str]:
        """The clinic's own numbers in E.164; what is no number is left out."""
        numbers = (normalised(raw, self.region).e164 for raw in self.own_numbers)
        return frozenset(number for number in numbers if number is not None)
