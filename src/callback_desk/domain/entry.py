"""One line of the ledger, and which kinds of line this version understands.

Apart from the payload models of `entries`, because whoever only reads the ledger needs no models, and a desk must
open at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from callback_desk.domain.codes import Stream

VERSION = 1
KINDS = frozenset(
    {
        "received",
        "talk_seen",
        "claimed",
        "released",
        "noted",
        "reviewed",
        "escalated",
        "acknowledged",
        "handed_over",
        "snoozed",
        "held",
        "lane_changed",
        "closed",
        "reopened",
        "amended",
        "undone",
        "split",
        "exception",
        "policy_adopted",
        "policy_published",
        "brought_forward",
        "flagged",
        "judged",
        "messaged",
        "card_identified",
        "voicemail_consented",
        "reach_set",
        "language_set",
        "representative_set",
        "guardian_set",
        "deceased_set",
        "do_not_contact_set",
        "pronouns_set",
        "card_linked",
        "card_flagged",
        "contact_decided",
        "made_ready",
        "papers_marked",
        "reminded",
        "errand",
        "errand_answered",
        "reported",
        "kept_open",
        "merged",
        "told_apart",
    }
)
"""The kinds of entry that this version writes and understands; `entries.PAYLOADS` holds what each carries."""


class Entry(NamedTuple):
    """One line of the ledger.

    `payload` is the data of the kind's payload model, or None where it was redacted. `seen` maps a replica to the
    highest sequence number of this subject that the author knew. Order is `(hlc, replica_id, seq)`.
    """

    replica_id: str
    seq: int
    stream: Stream
    subject_id: str
    kind: str
    v: int
    hlc: str
    wall_at: datetime
    person_id: str
    role: str
    policy: str
    seen: Mapping[str, int]
    payload: Mapping[str, Any] | None

    @property
    def order(self) -> tuple[str, str, int]:
        """The entry's place among all entries, the same on every desk."""
        return self.hlc, self.replica_id, self.seq


class Shared(dict[str, Any]):
    """Data that many payloads have in common, such as the turn of a large log's contacts: the ledger encodes it once.

    Nothing in it is ever changed. `text` is its JSON, once somebody needed it.
    """

    __slots__ = ("text",)

    text: str


class EntryDraft(NamedTuple):
    """What an action asks the ledger to append; replica, seq, clock and hashes are the ledger's to add.

    `payload` must be what `payload_data` returned (or, on the bulk path of intake, data of the same shape).
    """

    stream: Stream
    subject_id: str
    kind: str
    payload: Mapping[str, Any]


def understood(kind: str, v: int) -> bool:
    """Tell whether this version of the program knows what such an entry means."""
    return kind in KINDS and v <= VERSION
