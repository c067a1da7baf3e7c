"""Lines of the ledger: their order, their hashes, and how they stand in the table. See docs/ledger.md.

Everything here is a pure function of what is passed, but for the salt. The bytes that are hashed are the
bytes that are stored, so that a line verifies for ever, whatever a later version of the program would have
written.
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring
from sys import intern
from typing import Any, NamedTuple

from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import VERSION, Entry, EntryDraft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.plain_contact import PlainDraft
from callback_desk.store.payload_json import compact, payload_text, plain_text

FIRST_PREVIOUS = "0" * 64
"""What stands for the previous hash in a replica's first line."""

COLUMNS = (
    "replica_id",
    "seq",
    "stream",
    "subject_id",
    "kind",
    "v",
    "hlc",
    "wall_at",
    "tz_min",
    "person_id",
    "role",
    "policy",
    "seen",
    "salt",
    "payload",
    "payload_hash",
    "prev_hash",
    "entry_hash",
    "received_at",
)
"""The columns of the table `entry`, in order."""

SAME_IN_A_UNIT = tuple(
    map(COLUMNS.index, ("replica_id", "v", "wall_at", "tz_min", "person_id", "role", "policy", "received_at"))
)
"""The places of the columns in which all lines of one pen are alike."""

LINES = "SELECT coalesce(max(rowid), 0) FROM entry"
"""How many lines there are: none is ever deleted."""

ENTRY_COLUMNS = "replica_id, seq, stream, subject_id, kind, v, hlc, wall_at, person_id, role, policy, seen, payload"
"""What `entry_of` reads."""

_REPLICA_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_MOST_IN_ONE_MILLISECOND = 0xFFFF
_SALT_BYTES = 16
# What was written compactly needs no search for white space. The names of the fields are the same in every payload: a
# report of a hundred thousand callbacks holds them once.
_decode = json.JSONDecoder(object_hook=lambda found: {intern(key): found[key] for key in found}).raw_decode
STREAMS = {stream.value: stream for stream in Stream}
_STREAM_TEXTS = {stream: stream.value for stream in Stream}


class Head(NamedTuple):
    """Where a replica's feed ends, and the last clock value anybody's entry had here."""

    seq: int
    entry_hash: str
    hlc: str


class Author(NamedTuple):
    """What every entry of one unit of work shares. `wall_at` is the clock's moment, to the millisecond."""

    replica_id: str
    person_id: str
    role: str
    policy: str
    wall_at: datetime
    tz_min: int


def new_replica_id() -> str:
    """Return a fresh replica id: ten characters of base32, lower case."""
    return "".join(secrets.choice(_REPLICA_ALPHABET) for _ in range(10))


def author(replica_id: str, person_id: str, role: str, policy: str, now: datetime) -> Author:
    """Return the author of a unit of work that began at the aware moment `now`."""
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("a unit of work needs an aware moment")
    wall_at = from_utc_text(utc_text(now))
    return Author(replica_id, person_id, role, policy, wall_at, int(offset.total_seconds() // 60))


class Stamps:
    """The hybrid logical clock of one replica: never behind the last value, whatever the wall clock does.

    A value is `MMMMMMMMMMMM-CCCC-REPLICA`: milliseconds since 1970 and a counter, both in hex, so that text
    order is clock order.
    """

    __slots__ = ("_count", "_millis", "_replica_id")

    def __init__(self, replica_id: str, last: str, now: datetime) -> None:
        self._replica_id = replica_id
        self._millis, self._count = (int(last[:12], 16), int(last[13:17], 16)) if last else (0, 0)
        wall = (now - datetime(1970, 1, 1, tzinfo=UTC)) // _MILLISECOND
        if wall > self._millis:
            self._millis, self._count = wall, -1

    def next(self) -> str:
        """Advance the clock and return its value."""
        self._count += 1
        if self._count > _MOST_IN_ONE_MILLISECOND:
            self._millis, self._count = self._millis + 1, 0
        return f"{self._millis:012x}-{self._count:04x}-{self._replica_id}"


_MILLISECOND = datetime.resolution * 1000


def payload_hash(salt: str, payload: str) -> str:
    """Return the salted hash in the header, so that a payload can be erased and the chain still holds."""
    return sha256((salt + payload).encode()).hexdigest()


def header(line: Mapping[str, Any]) -> str:
    """Return the header of a stored line: compact JSON, members sorted, `seen` as stored."""
    q = encode_basestring
    return (
        f'{{"hlc":{q(line["hlc"])},"kind":{q(line["kind"])},"payload_hash":{q(line["payload_hash"])},'
        f'"person_id":{q(line["person_id"])},"policy":{q(line["policy"])},"replica_id":{q(line["replica_id"])},'
        f'"role":{q(line["role"])},"seen":{line["seen"]},"seq":{line["seq"]},"stream":{q(line["stream"])},'
        f'"subject_id":{q(line["subject_id"])},"tz_min":{line["tz_min"]},"v":{line["v"]},'
        f'"wall_at":{q(line["wall_at"])}}}'
    )


def entry_hash(prev_hash: str, head: str) -> str:
    """Return the hash that chains a line to the one before it in its replica's feed."""
    return sha256((prev_hash + head).encode()).hexdigest()


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry of a row of `ENTRY_COLUMNS`."""
    replica_id, seq, stream, subject_id, kind, v, hlc, wall_at, person_id, role, policy, seen, payload = row
    return Entry(
        intern(replica_id),
        seq,
        STREAMS[stream],
        subject_id,
        intern(kind),
        v,
        hlc,
        from_utc_text(wall_at),
        intern(person_id),
        intern(role),
        intern(policy),
        {} if seen == "{}" else _decode(seen)[0],
        None if payload is None else _decode(payload)[0],
    )


class Pen:
    """Writes the next lines of one replica's feed: sequence, clock, what was seen, salt, hashes."""

    def __init__(self, author: Author, head: Head) -> None:
        self._author = author
        self._seq = head.seq
        self._prev_hash = head.entry_hash
        self._hlc = head.hlc
        self._stamps = Stamps(author.replica_id, head.hlc, author.wall_at)
        q = encode_basestring
        # The parts of the header that do not change within a unit: encoding them once halves a large
        # intake's cost.
        self._wall_at = utc_text(author.wall_at)
        self._people = f'"person_id":{q(author.person_id)},"policy":{q(author.policy)},"replica_id":'
        self._people += f'{q(author.replica_id)},"role":{q(author.role)},"seen":'
        self._in_entry = (author.wall_at, author.person_id, author.role, author.policy)
        self._in_row = (author.replica_id, self._wall_at, author.tz_min, author.person_id, author.role, author.policy)
        self._tail = f'"tz_min":{author.tz_min},"v":{VERSION},"wall_at":"{self._wall_at}"}}'

    @property
    def head(self) -> Head:
        """Where the feed ends now, and the last clock value."""
        return Head(self._seq, self._prev_hash, self._hlc)

    def lines(
        self, drafts: Sequence[EntryDraft | PlainDraft], known: Mapping[str, list[Entry]]
    ) -> tuple[list[Entry], list[tuple[Any, ...]]]:
        """Return the entries for the drafts, and their rows; `known` maps a subject to its entries.

        The new entries are added to the lists of `known`, so that later ones have seen earlier ones. A draft about a
        subject that `known` lacks is the first and only one of it: it has a row, and no entry is made of it.

        Raises:
            DeskError: a text cannot be stored.
        """
        try:
            return self._lines(drafts, known)
        except UnicodeEncodeError as error:
            raise DeskError(
                "not saved: the text holds half a character (a lone surrogate); take it out and save again"
            ) from error

    def _lines(
        self, drafts: Sequence[EntryDraft | PlainDraft], known: Mapping[str, list[Entry]]
    ) -> tuple[list[Entry], list[tuple[Any, ...]]]:
        salts = os.urandom(_SALT_BYTES * len(drafts)).hex()
        entries: list[Entry] = []
        rows: list[tuple[Any, ...]] = []
        replica_id, wall_at, tz_min, person_id, role, policy = self._in_row
        stamp, q = self._stamps.next, encode_basestring
        for n, draft in enumerate(drafts):  # a large log has a hundred thousand: no call here is one too many
            stream, subject_id, kind = _STREAM_TEXTS[draft[0]], draft[1], draft[2]
            text = plain_text(draft) if isinstance(draft, PlainDraft) else payload_text(draft.payload)
            before = known.get(subject_id)
            seen = seen_of(before) if before else {}
            seen_text = compact(seen) if seen else "{}"
            seq, hlc, previous = self._seq + 1, stamp(), self._prev_hash
            salt = salts[32 * n : 32 * n + 32]
            digest = payload_hash(salt, text)
            chained = entry_hash(
                previous,
                f'{{"hlc":"{hlc}","kind":{q(kind)},"payload_hash":"{digest}",{self._people}{seen_text},'
                f'"seq":{seq},"stream":"{stream}","subject_id":{q(subject_id)},{self._tail}',
            )
            rows.append(
                (replica_id, seq, stream, subject_id, kind, VERSION, hlc, wall_at, tz_min, person_id, role, policy,
                 seen_text, salt, text, digest, previous, chained, wall_at)
            )  # fmt: skip
            self._seq, self._prev_hash, self._hlc = seq, chained, hlc
            if before is not None:
                payload = draft.whole().payload if isinstance(draft, PlainDraft) else draft.payload
                facts = (replica_id, seq, draft.stream, subject_id, kind, VERSION, hlc)
                entry = Entry(*facts, *self._in_entry, seen, payload)
                before.append(entry)
                entries.append(entry)
        return entries, rows


def seen_of(entries: Sequence[Entry]) -> dict[str, int]:
    """Return what somebody who knows these entries has seen: the highest sequence number of each replica."""
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.seq > seen.get(entry.replica_id, 0):
            seen[entry.replica_id] = entry.seq
    return seen
