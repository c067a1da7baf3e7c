"""Whatever is wrong with a file: nothing of it is applied, one sentence says so, it is listed and kept for a look."""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pyrage
import pytest

from callback_desk.actions import sync_aside, sync_taking_in, syncing
from callback_desk.actions.sync_known_bad import BAD
from callback_desk.domain.line import Line
from callback_desk.sync import documents, folder, lines, unpacking
from callback_desk.sync import segment as segments
from callback_desk.sync.folder import INSIDE
from callback_desk.sync.keys import PrivateKeys, PublicKeys, new_keys
from callback_desk.sync.sealing import name_of, sealed
from callback_desk.sync.segment import MOST_FILE, Header
from callback_desk.tui import sync_words
from tests.sync.desks import opened
from tests.sync.team import Team


class Post:
    """What Maria sends to Ben, and what can be made of it on the way by whoever got at it."""

    def __init__(self, team: Team) -> None:
        team.add("maria")
        self.maria, self.ben = team.desks["maria"], team.desks["ben"]
        path = team.folder / "maria.cbd"
        syncing.export(self.maria, path)
        self.whole = path.read_bytes()
        found = opened(self.whole, self.ben.keys, self.ben.writer)
        self.header, self.run = found.header, found.run
        self.inside = gzip.decompress(pyrage.decrypt(self.whole, [pyrage.x25519.Identity.from_str(self.ben.keys.age)]))

    def made(self, keys: PrivateKeys | None = None, head: str | None = None, **told: Any) -> bytes:
        """A file of the same entries, whose header tells something else; Maria signs it unless told otherwise."""
        return self.of(self.run.lines[0], keys, head, replace(self.header, **told))

    def of(
        self, line: Line, keys: PrivateKeys | None = None, head: str | None = None, header: Header | None = None
    ) -> bytes:
        """A file of one entry."""
        readers: list[PublicKeys] = [self.ben.keys.public]
        return sealed(header or self.header, [line], head or self.run.head_hash, keys or self.maria.keys, readers)

    def closed(self, inside: bytes) -> bytes:
        """Anything at all, closed to Ben."""
        recipient = pyrage.x25519.Recipient.from_str(self.ben.keys.public.age)
        closed: bytes = pyrage.encrypt(gzip.compress(inside, 1), [recipient])
        return closed

    def written_by_hand(self, change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> bytes:
        """A file whose header and entry are other bytes, which Maria signed."""
        head, entry, _ = self.inside.splitlines()
        body = b"".join(line + b"\n" for line in change(head, entry))
        digest = sha256(body).hexdigest()
        signature = self.maria.keys.signed(f"callback-desk/1 segment\n{digest}\n{self.run.head_hash}\n".encode())
        footer = {"entries": 1, "head_hash": self.run.head_hash, "sha256": digest}
        footer |= {"key": self.maria.keys.public.sign, "sig": signature}
        return self.closed(body + json.dumps(footer).encode() + b"\n")

    def signed_before_it_was_changed(self) -> bytes:
        """What somebody closed to Ben who read it, wrote another request in, and left Maria's signature under it."""
        *body, footer = self.inside.replace(b"about a visit", b"about my will").splitlines(keepends=True)
        told = {**json.loads(footer), "sha256": sha256(b"".join(body)).hexdigest()}
        return self.closed(b"".join(body) + json.dumps(told).encode() + b"\n")

    def in_the_future(self) -> Line:
        """An entry of a clock that is centuries ahead."""
        return self.run.lines[0]._replace(hlc=f"0fffffffffff-0000-{self.run.replica_id}")

    def newer(self) -> bytes:
        """What a later version of the program writes."""
        with pytest.MonkeyPatch.context() as later:
            later.setattr(segments, "FORMAT", "callback-desk/2")
            return self.made()


def with_line(**changed: Any) -> Callable[[Post], bytes]:
    return lambda post: post.of(post.run.lines[0]._replace(**changed))


def in_utf_16(head: bytes, entry: bytes) -> tuple[bytes, bytes]:
    return head.decode().encode("utf-16"), entry


def not_in_utf_8(head: bytes, entry: bytes) -> tuple[bytes, bytes]:
    return head, entry.replace(b"visit", b"vi\xffit")


WRONG: dict[str, tuple[str, str, Callable[[Post], bytes]]] = {
    "cut": ("not-for-us", "damaged", lambda post: post.whole[:-40]),
    "flipped": ("not-for-us", "damaged", lambda post: post.whole[:-9] + bytes([post.whole[-9] ^ 1]) + post.whole[-8:]),
    "cut inside": ("bad", "ends in the middle", lambda post: post.closed(post.inside[:-9])),
    "flipped inside": ("bad", "its digest", lambda post: post.closed(post.inside.replace(b"visit", b"vizit"))),
    "forged": ("bad", "not signed by the desk", lambda post: post.made(new_keys())),
    "changed": ("bad", "not signed by the desk", Post.signed_before_it_was_changed),
    "re-addressed": ("bad", "did not make it for this desk", lambda post: post.made(recipients=("0" * 16,))),
    "for another": ("not-for-us", "not made for this desk", lambda post: sealed_to(new_keys().public, post)),
    "bomb": ("bad", "holds more than 2 MiB", lambda post: post.closed(post.inside + b"0\n" * (2 << 20))),
    "giant header": ("bad", "one of its lines", lambda post: post.made(app="x" * 9000)),
    "giant line": ("bad", "its entry 1", with_line(payload='{"request": "' + "x" * 9000)),
    "utf-16": ("bad", "one of its lines", lambda post: post.written_by_hand(in_utf_16)),
    "no letter": ("bad", "its entry 1", lambda post: post.written_by_hand(not_in_utf_8)),
    "giant number": ("bad", "its first line", lambda post: post.made(last=1 << 70)),
    "other entries": ("bad", "do not add up", lambda post: post.made(head="0" * 64)),
    "too few": ("bad", "as many entries as it says", lambda post: post.made(last=2)),
    "no entry": ("bad", "its entry 1", with_line(payload="{}")),
    "other history": ("forked", "two different histories", lambda post: post.made(prev_hash="1" * 64)),
    "future": (
        "clock-ahead",
        "--trust-clock",
        lambda post: with_line(hlc=f"0fffffffffff-0000-{post.header.replica_id}")(post),
    ),
    "newer format": ("newer", "update this program", Post.newer),
    "newer entry": ("newer", "update this program", with_line(stream="pigeon")),
    "other clinic": ("other-clinic", "from another clinic", lambda post: post.made(clinic="5b0c3f9e")),
    "stranger": ("unknown-writer", "not paired with this one", lambda post: post.made(replica_id="c" * 10)),
}
LATER = {"clock-ahead", "forked", "newer", "unknown-writer"}


def sealed_to(reader: PublicKeys, post: Post) -> bytes:
    return sealed(post.header, post.run.lines, post.run.head_hash, post.maria.keys, [reader])


@pytest.fixture
def wrong(team: Team, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Every file with something wrong, by what is wrong with it."""
    post = Post(team)
    made = {name: make(post) for name, (_, _, make) in WRONG.items()}
    monkeypatch.setattr(unpacking, "MOST_PLAIN", 2 << 20)
    for module in (lines, documents, unpacking):
        monkeypatch.setattr(module, "MOST_LINE", 8000)
    return made


def test_a_wrong_file_by_e_mail_changes_nothing_and_is_kept(team: Team, wrong: dict[str, bytes]):
    ben = team.desks["ben"]
    paths = [team.folder / f"{name}.cbd" for name in wrong]
    for path, data in zip(paths, wrong.values(), strict=True):
        path.write_bytes(data)
    outcomes = sync_taking_in.take_in(ben, paths)
    for name, outcome in zip(wrong, outcomes, strict=True):
        why, said, _ = WRONG[name]
        assert (outcome.file, outcome.why, outcome.new) == (f"{name}.cbd", why, 0), outcome.said
        assert said in outcome.said
        assert outcome.said.startswith(f"{name}.cbd: ")
        assert len(outcome.said.splitlines()) == 1
        assert outcome.kept is not None
        assert Path(outcome.kept).read_bytes() == wrong[name]
        assert ("waiting" in outcome.kept) == (why in LATER)
    assert ben.desk.store.lines() == 0
    assert team.queue("ben") == []
    told = syncing.status(ben)
    assert told["not_taken_in"] == [outcome.document() for outcome in outcomes]
    shown = "\n".join(line.plain for line in sync_words.not_taken_in(told))
    assert all(outcome.said in shown and str(outcome.kept) in shown for outcome in outcomes), "on the screen, too"
    assert sync_taking_in.take_in(ben, paths) == outcomes, "the same files again are the same files"
    assert syncing.status(ben)["not_taken_in"] == told["not_taken_in"]


def test_a_wrong_file_in_the_folder_changes_nothing_and_stays_there(team: Team, wrong: dict[str, bytes]):
    ben, maria = team.desks["ben"], team.desks["maria"]
    part = team.shared / INSIDE / maria.replica_id
    part.mkdir(parents=True)
    names = {name_of(1, 1, data): name for name, data in wrong.items()}
    for file, name in names.items():
        (part / file).write_bytes(wrong[name])
    done = team.sync("ben")
    assert {names[outcome.file]: outcome.why for outcome in done.outcomes} == {
        name: why for name, (why, _, _) in WRONG.items()
    }
    assert all(WRONG[names[outcome.file]][1] in outcome.said for outcome in done.outcomes)
    assert (done.new, ben.desk.store.lines()) == (0, 0)
    told = syncing.status(ben)["not_taken_in"]
    assert [each["kept"] for each in told] == [str(part / each["file"]) for each in told]
    assert len(told) == len(wrong)
    team.sync("maria")
    assert team.sync("ben").new == 1, "and none of it is in the way of the good one"


def test_a_bad_file_in_the_folder_is_told_again_but_unpacked_once(team: Team, monkeypatch: pytest.MonkeyPatch):
    post = Post(team)
    data = post.made(new_keys())
    part = team.shared / INSIDE / post.maria.replica_id
    part.mkdir(parents=True)
    bad = part / name_of(1, 1, data)
    bad.write_bytes(data)
    unpacked = Recorded(monkeypatch, sync_taking_in, "unpacked")
    first = team.sync("ben").outcomes
    assert [outcome.why for outcome in first] == ["bad"]
    assert team.sync("ben").outcomes == first
    assert unpacked.times == 1
    team.stranger("joan")
    team.pair("ben", "joan")
    assert team.sync("ben").outcomes == first, "what is known of desks has changed, so it is looked at once more"
    assert unpacked.times == 2
    bad.unlink()
    assert team.sync("ben").outcomes == []
    assert post.ben.desk.store.setting(BAD) == "{}"


class Recorded:
    """How often a function was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        self.times, self._function = 0, getattr(module, name)
        monkeypatch.setattr(module, name, self)

    def __call__(self, *given: Any) -> Any:
        self.times += 1
        return self._function(*given)


def test_a_file_that_is_replayed_brings_nothing_twice(team: Team):
    post = Post(team)
    again = team.folder / "again.cbd"
    again.write_bytes(post.whole)
    other = team.folder / "other.cbd"
    other.write_bytes(post.made())
    team.add("maria")
    later = team.folder / "later.cbd"
    syncing.export(post.maria, later)
    outcomes = sync_taking_in.take_in(post.ben, [later, again, other, again, later])
    assert [(outcome.why, outcome.new) for outcome in outcomes] == [(None, 0), (None, 0), (None, 0)]
    assert len(team.queue("ben")) == 2
    assert syncing.status(post.ben)["not_taken_in"] == []


def test_a_file_too_large_to_be_read_is_listed_and_stays_where_it_is(team: Team):
    path = team.folder / "huge.cbd"
    with path.open("wb") as file:
        file.truncate(MOST_FILE + 1)
    (outcome,) = sync_taking_in.take_in(team.desks["ben"], [path])
    assert (outcome.why, outcome.said) == ("bad", "huge.cbd: it has more than 64 MiB: nothing of it was taken in")
    assert syncing.status(team.desks["ben"])["not_taken_in"] == [{**outcome.document(), "kept": str(path)}]
    assert list(team.folder.glob("ben/*/*/huge.cbd")) == []


def test_what_is_no_sync_file_is_refused_but_neither_copied_nor_listed(team: Team):
    path = team.folder / "patients.csv"
    for content in (b"", b"name,number\n", b"PK\x03\x04" + bytes(100)):
        path.write_bytes(content)
        (outcome,) = sync_taking_in.take_in(team.desks["ben"], [path])
        assert (outcome.is_fault, outcome.kept) == (True, str(path))
        assert outcome.said.startswith("patients.csv: it is damaged, or it was not made for this desk")
    assert syncing.status(team.desks["ben"])["not_taken_in"] == []
    assert list(team.folder.glob("ben/*/*/patients.csv")) == []


@pytest.mark.parametrize("name", [".hidden.cbd", "no\udce9.cbd", "..."])
def test_a_file_of_any_name_is_listed_and_kept(team: Team, name: str):
    path = team.folder / name
    path.write_bytes(b"age-encryption.org/v1\ndamaged")
    (outcome,) = sync_taking_in.take_in(team.desks["ben"], [path])
    assert Path(outcome.kept or "").read_bytes() == path.read_bytes()
    assert syncing.status(team.desks["ben"])["not_taken_in"] == [outcome.document()]
    outcome.said.encode()


def test_what_cannot_be_read_in_the_folder_holds_up_nothing_else(team: Team, monkeypatch: pytest.MonkeyPatch):
    team.add("maria")
    team.sync("maria")
    (file,) = (team.shared / INSIDE / team.desks["maria"].replica_id).glob("*.cbd")
    file.with_name("2-2-0123456789abcdef.cbd").mkdir()
    held = file.with_name("3-3-0123456789abcdef.cbd")
    held.write_bytes(b"")
    readable = folder.read_file

    def read_file(path: Path) -> bytes:
        if path == held:
            raise PermissionError(13, "Permission denied")
        return readable(path)

    monkeypatch.setattr(folder, "read_file", read_file)
    done = team.sync("ben")
    assert done.new == 1
    assert [each.said for each in done.outcomes if each.why] == [
        "3-3-0123456789abcdef.cbd: it cannot be read (Permission denied): if that lasts, see what holds it"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_file_holds_up_nothing(team: Team):
    """A pipe never ends where nobody writes into it, and a link leads anywhere."""
    team.add("maria")
    team.sync("maria")
    (file,) = (team.shared / INSIDE / team.desks["maria"].replica_id).glob("*.cbd")
    pipe, device = (file.with_name(f"{seq}-{seq}-0123456789abcdef.cbd") for seq in (2, 3))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    done = team.sync("ben")
    assert (done.new, done.left_alone) == (1, [pipe.name, device.name])
    outcomes = sync_taking_in.take_in(team.desks["ben"], [pipe, device])
    assert [(outcome.why, "no file but a pipe or a device" in outcome.said) for outcome in outcomes] == [
        ("bad", True),
        ("bad", True),
    ]


def test_what_waited_and_cannot_be_put_away_is_taken_in_once(team: Team, monkeypatch: pytest.MonkeyPatch):
    joan = team.stranger("joan")
    team.pair("joan", "ben")
    team.add("joan")
    path = team.folder / "joan.cbd"
    syncing.export(joan, path)
    sync_taking_in.take_in(team.desks["ben"], [path])
    team.pair("ben", "joan")
    monkeypatch.setattr(sync_aside.shutil, "rmtree", lambda path, ignore_errors: None)
    assert [outcome.new for outcome in sync_taking_in.take_in_waiting(team.desks["ben"])] == [1]


def test_what_is_taken_in_after_all_is_listed_no_more(team: Team):
    joan = team.stranger("joan")
    team.pair("joan", "ben")
    team.add("joan")
    path = team.folder / "joan.cbd"
    syncing.export(joan, path)
    ben = team.desks["ben"]
    (outcome,) = sync_taking_in.take_in(ben, [path])
    assert syncing.status(ben)["not_taken_in"] == [outcome.document()]
    team.pair("ben", "joan")
    assert [outcome.new for outcome in sync_taking_in.take_in_waiting(ben)] == [1]
    told = syncing.status(ben)
    assert (told["not_taken_in"], told["kept_apart"]) == ([], [])
    assert not Path(outcome.kept or "").exists()


def test_the_oldest_of_many_refused_files_goes(team: Team, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sync_aside, "MOST_REFUSED", 2)
    outcomes = []
    for name in "abc":
        path = team.folder / name
        path.write_bytes(f"age-encryption.org/v1\n{name}".encode())
        outcomes += sync_taking_in.take_in(team.desks["ben"], [path])
    assert [each["file"] for each in syncing.status(team.desks["ben"])["not_taken_in"]] == ["b", "c"]
    assert [Path(outcome.kept or "").exists() for outcome in outcomes] == [False, True, True]
    team.clocks["ben"].advance(days=31)
    assert syncing.status(team.desks["ben"])["not_taken_in"] == []
