"""Feeds as desks exchange them: runs of lines read out, and runs that came in checked against what stands here."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import Entry
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Line, Run
from callback_desk.domain.moments import from_utc_text
from callback_desk.store.ledger import ENTRY_COLUMNS, FIRST_PREVIOUS, STREAMS, entry_of
from callback_desk.store.reading import Reader

_FIELDS = ", ".join(name for name in Line._fields if name != "payload_hash")
_RUN = (
    f"SELECT {_FIELDS}, CASE WHEN payload IS NULL THEN payload_hash END, prev_hash, entry_hash FROM entry"
    " WHERE replica_id = ? AND seq BETWEEN ? AND ? ORDER BY seq"
)
_POLICY = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE subject_id = 'policy' ORDER BY hlc, replica_id, seq"
_POLICY_HEADS = "SELECT replica_id, max(seq) FROM entry WHERE subject_id = 'policy' GROUP BY replica_id"
HELD = "SELECT seq, entry_hash FROM entry WHERE replica_id = ? AND seq BETWEEN ? AND ?"
"""The hashes of those lines of a feed that are here."""

_Parser = Callable[[str], Any]
_moment = lru_cache(maxsize=1024)(from_utc_text)

INSERT_REDACTION = (
    "INSERT INTO redaction (replica_id, seq, policy, person_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
"""A line whose payload was erased before it came here."""


class FeedGap(DeskError):
    """Lines of a feed came before the ones that they follow; `have` is the last one that is here."""

    def __init__(self, have: int, first: int) -> None:
        super().__init__(f"entries {have + 1} to {first - 1} are not here yet")
        self.have = have


class FeedForked(DeskError):
    """Two different lines have the same number in one feed."""


class FeedDamaged(DeskError):
    """The lines of a run do not follow each other, or cannot be folded."""


class Merged(NamedTuple):
    """What came in: how many lines were new, and which callbacks have a contact in common with another one.

    Of each pair the first is the one with the lesser id.
    """

    new: int
    twice: frozenset[tuple[str, str]] = frozenset()


class Checked(NamedTuple):
    """The lines of a run that are new here, as rows of the table `entry` and as entries, and which were redacted."""

    rows: list[tuple[Any, ...]]
    entries: list[Entry]
    redactions: list[tuple[Any, ...]]


class Ready(NamedTuple):
    """What is worked out of a run before the transaction: of each line the hash of its payload and its own, and what
    is new where the lines up to number `after` are here."""

    hashes: list[tuple[str, str]]
    after: int
    new: Checked


def run_of(reader: Reader, replica_id: str, first: int, last: int) -> Run | None:
    """Return the lines `first` to `last` of a feed as far as they are here, or None where there are none."""
    rows = reader.rows(_RUN, (replica_id, first, last))
    if not rows:
        return None
    return Run(replica_id, rows[0][-2], rows[-1][-1], [Line(*row[:-2]) for row in rows])


def head_of(reader: Reader, replica_id: str) -> int:
    """Return the number of the last line of a feed that is here; 0 where there is none."""
    row = reader.one("SELECT max(seq) FROM entry WHERE replica_id = ?", (replica_id,))
    return 0 if row is None or row[0] is None else int(row[0])


def last_came(reader: Reader, replica_id: str) -> str | None:
    """Return when the last line of a feed came here, as UTC text; None where there is none."""
    row = reader.one("SELECT received_at FROM entry WHERE replica_id = ? ORDER BY seq DESC LIMIT 1", (replica_id,))
    return None if row is None else str(row[0])


def of_policy(reader: Reader) -> list[Entry]:
    """Return the entries about the clinic's rules, of all desks, in ledger order."""
    return [entry for row in reader.rows(_POLICY, ()) if (entry := entry_of(row)).stream == Stream.POLICY]


def ready(run: Run, have: int, received_at: str) -> Ready:
    """Work out what takes no transaction: the hashes of a run's lines, and the rows of those after number `have`.

    Raises:
        FeedDamaged: the chain is not whole.
    """
    hashes, previous, clock = [], run.prev_hash, ""
    for line in run.lines:
        if line.hlc <= clock:
            raise FeedDamaged(f"the clock of entry {line.seq} goes back")
        clock = line.hlc
        hashes.append(_hashes(run.replica_id, line, previous))
        previous = hashes[-1][1]
    return Ready(hashes, have, _new(run, hashes, have, received_at))


def policy_heads(reader: Reader) -> dict[str, int]:
    """Return for each desk that said anything about the clinic's rules the number of its last entry that did."""
    return dict(reader.rows(_POLICY_HEADS, ()))


def checked(run: Run, prepared: Ready, head: tuple[int, str], held: Mapping[int, str], received_at: str) -> Checked:
    """Return what of a run is new, with its chain seen to be whole and to follow what is here.

    `head` is the number and hash of the feed's last line here, `held` the hashes of the run's lines that are here.

    Raises:
        FeedGap: lines before the run are missing.
        FeedForked: a line that is here, or that it follows, is another one.
        FeedDamaged: the chain does not end as it was signed.
    """
    have, head_hash = head
    if run.first > have + 1:
        raise FeedGap(have, run.first)
    begins = FIRST_PREVIOUS if run.first == 1 else head_hash if run.first == have + 1 else held.get(run.first - 1)
    if run.prev_hash != begins:
        raise FeedForked(f"entry {run.first - 1} is another one here")
    for line, (_, chained) in zip(run.lines, prepared.hashes, strict=True):
        if line.seq > have:
            break
        if held.get(line.seq) != chained:
            raise FeedForked(f"entry {line.seq} is another one here")
    if prepared.hashes[-1][1] != run.head_hash:
        raise FeedDamaged("its entries do not add up to what was signed")
    return prepared.new if prepared.after == have else _new(run, prepared.hashes, have, received_at)


def _new(run: Run, hashes: Sequence[tuple[str, str]], have: int, received_at: str) -> Checked:
    from pydantic_core import from_json  # twice as quick as json; whoever takes lines in has it loaded to check them

    new, parsed, previous = Checked([], [], []), partial(from_json, cache_strings="keys"), run.prev_hash
    for line, (digest, chained) in zip(run.lines, hashes, strict=True):
        if line.seq > have:
            _take(new, run.replica_id, line, (digest, previous, chained, received_at), parsed)
        previous = chained
    return new


def hashes_of(run: Run) -> dict[int, str]:
    """Return the hashes of a run's lines by their numbers, worked out from its beginning."""
    found, previous = {}, run.prev_hash
    for line in run.lines:
        found[line.seq] = previous = _hashes(run.replica_id, line, previous)[1]
    return found


def _hashes(replica_id: str, line: Line, previous: str) -> tuple[str, str]:
    """Return the payload's hash and the line's own, as `ledger.header` and `ledger.entry_hash` make them."""
    seq, stream, subject_id, kind, v, hlc, wall_at, tz_min, person_id, role, policy, seen, salt, payload, known = line
    try:
        digest = known or sha256(f"{salt}{payload}".encode()).hexdigest()
        before, between, after = _shared(kind, person_id, policy, replica_id, role, stream)
        head = (
            f'{previous}{{"hlc":{_quoted(hlc)},{before}{_quoted(digest)},{between}{seen},"seq":{seq},{after}'
            f'{_quoted(subject_id)},"tz_min":{tz_min},"v":{v},"wall_at":{_quoted(wall_at)}}}'
        )
        return digest, sha256(head.encode()).hexdigest()
    except UnicodeEncodeError as fault:
        raise FeedDamaged(f"entry {seq} holds half a character") from fault


@lru_cache
def _shared(kind: str, person_id: str, policy: str, replica_id: str, role: str, stream: str) -> tuple[str, str, str]:
    """Return what the headers of most lines share: between the clock and the payload's hash, up to what was seen, and
    between the number and the subject."""
    q = _quoted
    people = f'"person_id":{q(person_id)},"policy":{q(policy)},"replica_id":{q(replica_id)},"role":{q(role)}'
    return f'"kind":{q(kind)},"payload_hash":', f'{people},"seen":', f'"stream":{q(stream)},"subject_id":'


def _take(new: Checked, replica_id: str, line: Line, rest: tuple[str, str, str, str], parsed: _Parser) -> None:
    seq, stream, subject, kind, v, hlc, wall_at, tz_min, person, role, policy, seen, salt, payload, _ = line
    told = (replica_id, seq, stream, subject, kind, v, hlc, wall_at, tz_min, person, role, policy, seen, salt, payload)
    new.rows.append(told + rest)
    known = {} if seen == "{}" else parsed(seen)
    data = None if payload is None else parsed(payload)
    facts = (replica_id, seq, STREAMS[stream], subject, kind, v, hlc, _moment(wall_at), person, role, policy)
    new.entries.append(Entry._make((*facts, known, data)))
    if payload is None:
        new.redactions.append((replica_id, seq, policy, person, wall_at))
