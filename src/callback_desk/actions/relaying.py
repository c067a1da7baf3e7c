"""What other desks wrote is handed on, as they signed it, to desks that cannot read it in the writers' own files:
because they are new and the writer is away, or have only this one for a neighbour.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk import __version__
from callback_desk.actions.sync_context import BUNDLED, TAKEN, Peer, Syncing
from callback_desk.actions.sync_forgetting import forget
from callback_desk.actions.sync_sending import MOST_LINES, header_of
from callback_desk.domain.moments import utc_text
from callback_desk.sync import folder as shared
from callback_desk.sync.bundle import Bundle, Member, packed
from callback_desk.sync.sealing import closed, digest_of
from callback_desk.sync.segment import written, written_again

MOST_BUNDLES = 8
"""So many bundles of one desk lie in a shared folder before they become one."""

MOST_BUNDLED = 200_000
"""Entries of one bundle in a shared folder, about."""

_ALL = 1 << 53
Span = tuple[int, int]


class Part(NamedTuple):
    """A whole segment of a desk's lines `first` to `last`, as that desk signed it."""

    replica_id: str
    first: int
    last: int
    plain: bytes


def hand_on(syncing: Syncing, folder: Path, found: shared.Scan) -> None:
    """Put into the shared folder what desks lack there that this one is paired with, and what it knows of desks.

    A desk lacks what stands in no file there that is closed to it. Bundles of this desk that nobody needs any more go.
    """
    if not _standing(syncing):
        return
    mark, told = _mark(syncing), len(syncing.peers()) > 1 or bool(syncing.successions())
    marks = {name: json.loads(text) for name, text in syncing.desk.store.settings(BUNDLED).items()}
    mine = {syncing.replica_id, *syncing.formers}
    own = [each for each in found.bundles if each.replica_id in mine and BUNDLED + each.digest in marks]
    lacking = _lacking(syncing, found)
    good = [each for each in own if marks[BUNDLED + each.digest]["mark"] == mark]
    if len(good) >= MOST_BUNDLES or not lacking:
        good = [each for each in good if not lacking and not marks[BUNDLED + each.digest]["holds"]]
    held = [tuple(span) for each in good for span in marks[BUNDLED + each.digest]["holds"]]
    rest = {
        replica: _without(spans, [(first, last) for other, first, last in held if other == replica])
        for replica, spans in lacking.items()
    }
    parts = [part for replica, spans in rest.items() for span in spans for part in _parts(syncing, replica, span)]
    for portion in _portions(parts) if parts else [[]] if told and not good else []:
        data = _bundle(syncing, portion)
        holds = [part[:3] for part in portion]
        syncing.remember(BUNDLED + digest_of(data)[:16], json.dumps({"mark": mark, "holds": holds}))
        shared.publish_bundle(folder, syncing.replica_id, data)
    replaced = [each for each in own if each not in good]
    for each in replaced:
        each.path.unlink(missing_ok=True)
    forget(syncing, (BUNDLED + each.digest for each in replaced))


def everything(syncing: Syncing, *, whole: bool) -> bytes:
    """Return a bundle of all that this desk wrote and, if `whole`, of what it has of the others.

    Raises:
        DeskError: it is too large for one file.
    """
    replicas = [syncing.replica_id, *(peer.replica_id for peer in syncing.peers() if whole)]
    heads = {replica: syncing.desk.store.feed_head(replica) for replica in replicas}
    spans = [(replica, (1, head)) for replica, head in heads.items() if head]
    return _bundle(syncing, [part for replica, span in spans for part in _parts(syncing, replica, span)])


def _standing(syncing: Syncing) -> list[Peer]:
    return [peer for peer in syncing.peers() if peer.revoked_after is None]


def _lacking(syncing: Syncing, found: shared.Scan) -> dict[str, list[Span]]:
    """Return which lines of which desks stand in no file of the folder that is closed to all who should read them."""
    store, standing = syncing.desk.store, _standing(syncing)
    lacking: dict[str, list[Span]] = {}
    recipients: dict[str, set[str]] | None = None
    for peer in syncing.peers():
        readers = {each.keys.recipient_id for each in standing if each.replica_id != peer.replica_id}
        head = store.feed_head(peer.replica_id)
        if not readers or not head:
            continue
        if recipients is None:
            recipients = _recipients(syncing)
        files = [each for each in found.segments if each.replica_id == peer.replica_id]
        there = [each.name[:2] for each in files if readers <= recipients.get(each.digest, set())]
        spans = _without([(1, head)], there)
        if spans:
            lacking[peer.replica_id] = spans
    return lacking


def _recipients(syncing: Syncing) -> dict[str, set[str]]:
    """Return to whom the files that were taken in are closed, by how their digests begin."""
    found = {}
    for name, text in syncing.desk.store.settings(TAKEN).items():
        envelope = json.loads(text).get("as")
        if envelope:
            found[name.removeprefix(TAKEN)[:16]] = set(json.loads(envelope[0])["recipients"])
    return found


def _parts(syncing: Syncing, replica_id: str, span: Span) -> Iterator[Part]:
    """Yield whole segments that hold these lines, in order, as far as there are any that can be handed on."""
    if replica_id == syncing.replica_id or replica_id in syncing.formers:
        yield from _own_parts(syncing, replica_id, span)
        return
    files = _files_of(syncing, replica_id)
    begins, ends = span
    while begins <= ends:
        useful = [each for each in files if each["last"] >= begins]
        at_once = [each for each in useful if each["first"] <= begins]
        best = max(at_once, key=_last, default=None) or min(useful, key=_first, default=None)
        if best is None:
            return
        run = syncing.desk.store.run(replica_id, best["first"], best["last"])
        whole = run is not None and run.first == best["first"] and run.last == best["last"]
        plain = written_again(best["as"], run.lines) if run is not None and whole else None
        if plain is None:
            files.remove(best)
            continue
        yield Part(replica_id, best["first"], best["last"], plain)
        begins = best["last"] + 1


def _own_parts(syncing: Syncing, replica_id: str, span: Span) -> Iterator[Part]:
    keys = syncing.keys if replica_id == syncing.replica_id else syncing.keyring.of(replica_id)
    for begins in range(span[0], span[1] + 1, MOST_LINES):
        run = syncing.desk.store.run(replica_id, begins, min(begins + MOST_LINES - 1, span[1]))
        if run is not None:
            plain = written(header_of(syncing, run, syncing.readers()), run.lines, run.head_hash, keys)
            yield Part(replica_id, run.first, run.last, plain)


def _files_of(syncing: Syncing, replica_id: str) -> list[dict[str, Any]]:
    held = map(json.loads, syncing.desk.store.settings(TAKEN).values())
    return [each for each in held if each["replica"] == replica_id and each.get("as")]


def _first(file: dict[str, Any]) -> int:
    return int(file["first"])


def _last(file: dict[str, Any]) -> int:
    return int(file["last"])


def _without(spans: Iterable[Span], there: Sequence[Span]) -> list[Span]:
    """Return what is left of spans of numbers where others are taken out."""
    left = []
    for first, last in spans:
        cuts = sorted((begins, ends) for begins, ends in there if ends >= first and begins <= last)
        reached = [first - 1]
        for _, ends in cuts:
            reached.append(max(reached[-1], ends))
        begins = [*(begins for begins, _ in cuts), last + 1]
        left += [(done + 1, begin - 1) for done, begin in zip(reached, begins, strict=True) if done + 1 < begin]
    return left


def _portions(parts: Iterable[Part]) -> Iterator[list[Part]]:
    portion: list[Part] = []
    for part in parts:
        portion.append(part)
        if sum(each.last - each.first + 1 for each in portion) >= MOST_BUNDLED:
            yield portion
            portion = []
    if portion:
        yield portion


def _bundle(syncing: Syncing, parts: Sequence[Part]) -> bytes:
    readers = syncing.readers()
    bundle = Bundle(
        syncing.clinic,
        syncing.replica_id,
        utc_text(syncing.desk.clock()),
        f"callback-desk {__version__}",
        tuple(reader.recipient_id for reader in readers),
        tuple(_members(syncing)),
        tuple(syncing.successions()),
        tuple(part.plain for part in parts),
    )
    return closed(packed(bundle, syncing.keys), readers)


def _members(syncing: Syncing) -> Iterator[Member]:
    for peer in syncing.peers():
        revoked = peer.revoked_after
        if revoked is not None:  # what is here already stands here, and so where it is handed on to
            revoked = max(revoked, syncing.desk.store.feed_head(peer.replica_id))
        yield Member(peer.replica_id, peer.label, peer.sign, peer.age, revoked, peer.person)


def _mark(syncing: Syncing) -> str:
    """Return a short name of what this desk knows of others, of all who may read it, and of who signs it."""
    known = [[each.replica, each.label, each.sign, each.revoked_after, each.person] for each in _members(syncing)]
    held = [syncing.clinic, syncing.keys.public.sign, known, [each.new for each in syncing.successions()]]
    held.append(sorted(reader.age for reader in syncing.readers()))
    return sha256(json.dumps(held).encode()).hexdigest()[:16]
