"""A segment is read whole or not at all: every flip, every cut and every forgery is refused with one sentence."""

import gzip
import json
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import pyrage
import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Line
from callback_desk.sync import lines
from callback_desk.sync import segment as segments
from callback_desk.sync.faults import Refused, Why
from callback_desk.sync.keys import PrivateKeys, PublicKeys, fingerprint, keys_of, new_keys, same_words
from callback_desk.sync.lines import line_of, text_of_line
from callback_desk.sync.sealing import check_size, name_of, parsed_name
from callback_desk.sync.segment import MOST_FILE, Header, Segment, packed, unpacked
from tests.sync.desks import DATA, LEDGERS, golden_keys, header, lines_of, opened, segment, travelling

KEYS = golden_keys()
WRITER, READER = KEYS["writer"], KEYS["reader"]
ROWS = lines_of("golden_preparing.jsonl", "2d5a77mrfj")
BOTH = [WRITER.public, READER.public]


def known(header: Header) -> PublicKeys:
    return WRITER.public


def golden() -> bytes:
    return next(DATA.glob("*.cbd")).read_bytes()


def read(data: bytes, keys: PrivateKeys = READER) -> Segment:
    return opened(data, keys, known)


def plain(data: bytes) -> list[dict[str, Any]]:
    """The lines inside a segment's file."""
    closed = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(READER.age)])
    return [json.loads(line) for line in gzip.decompress(closed).splitlines()]


def test_the_golden_segment_is_read():
    found = read(golden())
    assert found.header.replica_id == "2d5a77mrfj"
    assert list(found.run.lines) == travelling(ROWS)
    assert found.run.head_hash == ROWS[-1]["entry_hash"]


@pytest.mark.parametrize("name", sorted(path.name for path in LEDGERS.glob("golden_*.jsonl")))
def test_what_the_ledger_holds_arrives_letter_for_letter(name: str):
    replicas = {json.loads(text)["replica_id"] for text in (LEDGERS / name).read_text("utf-8").splitlines()}
    for replica_id in replicas:
        rows = lines_of(name, replica_id)
        assert list(read(segment(rows, WRITER, BOTH)).run.lines) == travelling(rows)


def test_every_flip_of_a_byte_is_refused():
    data = segment(ROWS[:1], WRITER, [READER.public])
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1
        with pytest.raises(Refused):
            read(bytes(flipped))


def test_every_cut_is_refused_and_so_is_what_follows_the_end():
    data = segment(ROWS[:1], WRITER, [READER.public])
    for length in range(len(data)):
        with pytest.raises(Refused):
            read(data[:length])
    with pytest.raises(Refused):
        read(data + b"\0")


def test_every_flip_and_cut_inside_the_encryption_is_refused():
    """Somebody who may read the file could close a changed one again."""
    few = ROWS[:1]
    made = packed(header(few, BOTH), travelling(few), few[-1]["entry_hash"], WRITER)
    body = gzip.decompress(made)
    for place in range(len(body)):
        flipped = bytearray(body)
        flipped[place] ^= 1
        with pytest.raises(Refused):
            unpacked(gzip.compress(bytes(flipped), 1), known)
    for length in range(0, len(body), 7):
        with pytest.raises(Refused):
            unpacked(gzip.compress(body[:length], 1), known)
    for length in range(0, len(made), 7):
        with pytest.raises(Refused):
            unpacked(made[:length], known)
    with pytest.raises(Refused, match="follows its end"):
        unpacked(made + gzip.compress(b"more"), known)


def test_a_file_for_somebody_else_is_not_opened():
    with pytest.raises(Refused, match="not made for this desk") as told:
        read(golden(), new_keys())
    assert told.value.why is Why.NOT_FOR_US


def test_a_file_that_was_handed_on_to_another_desk_is_refused():
    other = new_keys()
    inside = pyrage.decrypt(golden(), [pyrage.x25519.Identity.from_str(READER.age)])
    handed_on = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(other.public.age)])
    with pytest.raises(Refused, match="did not make it for this desk"):
        read(handed_on, other)


def test_a_file_that_another_desk_signed_is_refused():
    with pytest.raises(Refused, match="not signed by the desk"):
        read(segment(ROWS, new_keys(), BOTH))


def test_a_newer_format_asks_for_an_update(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "FORMAT", "callback-desk/2")
    data = segment(ROWS, WRITER, BOTH)
    monkeypatch.undo()
    with pytest.raises(Refused, match="update this program") as told:
        read(data)
    assert told.value.why is Why.NEWER


def bomb(what: bytes) -> bytes:
    """A small file that holds the first line of a good one, and very much more."""
    head = gzip.decompress(packed(header(ROWS, BOTH), travelling(ROWS), ROWS[-1]["entry_hash"], WRITER))
    return gzip.compress(head.partition(b"\n")[0] + b"\n" + what * ((32 << 20) // len(what)), 1)


def test_of_a_bomb_no_more_is_unpacked_than_its_first_line_answers_for():
    lines_without_end, one_line = bomb(b"0\n"), bomb(b"\0")

    def nobody(header: Header) -> PublicKeys:
        raise Refused(Why.UNKNOWN_WRITER, "a stranger")

    tracemalloc.start()
    for made, writer, said in (
        (lines_without_end, nobody, "a stranger"),
        (one_line, known, "one of its lines"),
        (lines_without_end, known, "holds more than 8 MiB"),
        (gzip.compress(b"\0" * (32 << 20), 1), known, "one of its lines"),
    ):
        tracemalloc.reset_peak()
        with pytest.raises(Refused, match=said):
            unpacked(made, writer)
        assert tracemalloc.get_traced_memory()[1] < (2 << 20 if writer is nobody else 24 << 20)
    tracemalloc.stop()
    with pytest.raises(Refused, match="has more than 64 MiB"):
        check_size(MOST_FILE + 1)


def test_a_segment_that_no_reader_would_unpack_is_not_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "_MOST_BUT_ENTRIES", 0)
    monkeypatch.setattr(segments, "_MOST_ENTRY", 400)
    with pytest.raises(DeskError, match="use a shared folder"):
        segment(ROWS, WRITER, BOTH)


def test_too_much_for_one_file_is_told_before_it_is_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "MOST_PLAIN", 1 << 20)
    with pytest.raises(DeskError, match="use a shared folder"):
        segment(ROWS, WRITER, BOTH)


LINE = text_of_line(travelling(ROWS)[0]).encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        LINE[:-1],
        LINE + b"x",
        LINE * 2,
        LINE.replace(b'"v":1', b'"v":NaN'),
        LINE.replace(b"received", b"receiv\xff"),
        LINE.replace(b'"kind":"received"', b'"kind":"\\ud800"'),
        LINE.replace(b'"v":1', b'"v":1,"w":1'),
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_not_one_object_is_refused(text: bytes):
    assert line_of(LINE, "2d5a77mrfj", 1) == travelling(ROWS)[0]
    with pytest.raises(Refused, match="its entry 1 is not as it should be"):
        line_of(text, "2d5a77mrfj", 1)


def test_a_giant_line_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "MOST_LINE", len(LINE) - 1)
    with pytest.raises(Refused, match="its entry 1 is not as it should be"):
        line_of(LINE, "2d5a77mrfj", 1)


def payload(text: str) -> Callable[[Line], Line]:
    return lambda line: line._replace(payload=text)


def with_moments(line: Line, moment: str) -> Line:
    """The line with this as every moment of its payload; no clinic's clock shows it."""
    changed = re.sub(r'"\d{4}-\d\d-\d\dT[^"]+Z"', f'"{moment}"', line.payload or "")
    assert changed != line.payload
    return line._replace(payload=changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line._replace(seq=7),
        lambda line: line._replace(stream="callback\n"),
        lambda line: line._replace(hlc="01a20959a680-0000-desk2aaaaa"),
        lambda line: line._replace(hlc="soon"),
        lambda line: line._replace(wall_at="2026-13-23T17:00:00.000Z"),
        lambda line: line._replace(wall_at="today"),
        lambda line: line._replace(wall_at="0001-01-01T00:00:00.000Z"),
        lambda line: line._replace(wall_at="9999-12-31T23:59:59.999Z"),
        lambda line: line._replace(tz_min=99999),
        lambda line: line._replace(v=0),
        lambda line: line._replace(v=True),
        lambda line: line._replace(person_id="\x1b]52;c;\x07"),
        lambda line: line._replace(seen='{"me":1}'),
        lambda line: line._replace(seen="[]"),
        lambda line: line._replace(salt=None),
        lambda line: line._replace(salt="00"),
        lambda line: line._replace(payload_hash="0" * 64),
        lambda line: line._replace(payload=None, salt=None),
        payload("{"),
        payload("[]"),
        payload('{"channel":"voicemail"}'),
        payload('{"told":"\\u0000"}'),
        payload('{"told":"\\ud800"}'),
        lambda line: with_moments(line, "0001-01-01T00:00:00.000Z"),
        lambda line: with_moments(line, "9999-12-31T23:59:59.999Z"),
        lambda line: line._replace(kind="told_by_pigeon", payload='{"a":' * 900 + "1" + "}" * 900),
        lambda line: line._replace(kind="told_by_pigeon", payload="1"),
    ],
)
def test_an_entry_that_is_not_in_its_form_is_refused(change: Callable[[Line], Line]):
    first, *rest = travelling(ROWS)
    made = packed(header(ROWS, BOTH), [change(first), *rest], ROWS[-1]["entry_hash"], WRITER)
    with pytest.raises(Refused):
        unpacked(made, known)


def test_what_a_later_version_wrote_is_kept_letter_for_letter():
    first, *rest = travelling(ROWS)
    added = json.loads(first.payload or "") | {"later": {"member": 1}}
    newer = first._replace(payload=json.dumps(added))
    unknown = rest[0]._replace(kind="told_by_pigeon", v=3, payload='{"pigeon": "Ada"}')
    sent = [newer, unknown, *rest[1:]]
    made = packed(header(ROWS, BOTH), sent, ROWS[-1]["entry_hash"], WRITER)
    assert list(unpacked(made, known).run.lines) == sent


def test_an_erased_payload_travels_as_its_hash():
    first, *rest = travelling(ROWS)
    erased = first._replace(payload=None, salt=None, payload_hash=ROWS[0]["payload_hash"])
    made = packed(header(ROWS, BOTH), [erased, *rest], ROWS[-1]["entry_hash"], WRITER)
    assert unpacked(made, known).run.lines[0] == erased


def test_the_name_tells_the_range_and_the_digest():
    name = name_of(1, 9, golden())
    assert (DATA / name).exists()
    found = parsed_name(name)
    assert found is not None
    assert (found.first, found.last) == (1, 9)
    for other in ("1-9-0123456789abcdef (1).cbd", "1-9.cbd", "1-9-0123456789abcdef.sync-conflict-20261123.cbd", "x"):
        assert parsed_name(other) is None


def test_keys_go_through_the_envelope_and_damaged_ones_are_told():
    keys = new_keys()
    assert keys_of(keys.secrets()) == keys
    assert keys_of({"store": "00" * 32}) is None
    with pytest.raises(DeskError, match="keys of this desk are damaged"):
        keys_of({**keys.secrets(), "age": "00"})
    assert "AGE-SECRET" not in repr(keys)


def test_a_fingerprint_is_six_words_that_change_with_whatever_is_trusted():
    said = fingerprint("clinic", "2d5a77mrfj", "ana", WRITER.public)
    assert said == fingerprint("clinic", "2d5a77mrfj", "ana", WRITER.public)
    assert len(said.split()) == 6
    assert same_words(said, f" {said.upper().replace(' ', ', ')}.")
    others = {
        fingerprint("clinik", "2d5a77mrfj", "ana", WRITER.public),
        fingerprint("clinic", "2d5a77mrfk", "ana", WRITER.public),
        fingerprint("clinic", "2d5a77mrfj", "mia", WRITER.public),
        fingerprint("clinic", "2d5a77mrfj", "ana", READER.public),
        said,
    }
    assert len(others) == 5
