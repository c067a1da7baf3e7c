"""The golden segment opens and verifies by docs/sync-format.md alone, without a line of the program's own code:
in Python, and in Perl with the programs age and openssl.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DATA = Path(__file__).resolve().parent.parent / "data" / "sync"
FILE = next(DATA.glob("*.cbd"))
KEYS = json.loads((DATA / "test_keys.json").read_text("utf-8"))
HEADER = """hlc kind payload_hash person_id policy replica_id role seen seq stream subject_id tz_min v wall_at"""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def program(*command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a program of somebody else's; where it is missing, the test is skipped and names it."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"the program {command[0]} is not installed here")
    return subprocess.run(command, input=given, capture_output=True, check=False)


def by_the_age_program(tmp_path: Path, reader: str) -> bytes:
    identity = tmp_path / "identity.txt"
    identity.write_text(KEYS[reader]["age"] + "\n", "ascii")
    done = program("age", "-d", "-i", str(identity), str(FILE))
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_the_library(reader: str) -> bytes:
    import pyrage

    return pyrage.decrypt(FILE.read_bytes(), [pyrage.x25519.Identity.from_str(KEYS[reader]["age"])])


def verify(closed: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Follow docs/sync-format.md, and return the header and the entries."""
    plain = gzip.decompress(closed)
    *before, last = plain.splitlines(keepends=True)
    head, *entries = map(json.loads, before)
    footer = json.loads(last)
    digest = sha(b"".join(before))
    assert footer["sha256"] == digest
    assert footer["key"] == KEYS["writer"]["sign_public"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(footer["key"]))
    signed = f"callback-desk/1 segment\n{digest}\n{footer['head_hash']}\n"
    key.verify(bytes.fromhex(footer["sig"]), signed.encode())
    assert footer["entries"] == len(entries) == head["last"] - head["first"] + 1
    previous = head["prev_hash"]
    for seq, entry in enumerate(entries, head["first"]):
        assert entry["seq"] == seq
        payload_hash = entry.get("payload_hash") or sha((entry["salt"] + entry["payload"]).encode())
        told = {**entry, "replica_id": head["replica"], "payload_hash": payload_hash, "seen": json.loads(entry["seen"])}
        text = json.dumps({name: told[name] for name in HEADER.split()}, ensure_ascii=False, separators=(",", ":"))
        previous = sha((previous + text).encode())
    assert previous == footer["head_hash"]
    return head, entries


def test_the_golden_segment_opens_with_the_age_program_and_verifies(tmp_path: Path):
    head, entries = verify(by_the_age_program(tmp_path, "reader"))
    assert head["format"] == "callback-desk/1"
    assert entries[0]["kind"] == "received"


def test_the_golden_segment_is_verified_in_another_language_and_with_programs_of_others_alone(tmp_path: Path):
    if not program("openssl", "version").stdout.startswith(b"OpenSSL 3"):
        pytest.skip("OpenSSL 3 is not installed here")
    if program("perl", "-MJSON::PP", "-e", "1").returncode:
        pytest.skip("perl has not all of its modules here")
    script = str(Path(__file__).with_name("verify_segment.pl"))
    closed = by_the_age_program(tmp_path, "reader")
    plain = gzip.decompress(closed)
    forged = plain.replace(KEYS["writer"]["sign_public"].encode(), KEYS["reader"]["sign_public"].encode())
    for key, inside, said in (
        ("writer", closed, "9 good entries of 2d5a77mrfj\n"),
        ("writer", gzip.compress(plain.replace(b'"v":1', b'"v":2', 1)), "digest\n"),
        ("reader", closed, "key\n"),
        ("reader", gzip.compress(forged), "signature\n"),
    ):
        done = program("perl", script, KEYS[key]["sign_public"], str(tmp_path), given=inside)
        assert (done.stdout.decode(), done.stderr) == (said, b"")
        assert (done.returncode == 0) == ("good" in said)


def test_what_the_age_program_closes_is_read_here(tmp_path: Path):
    from callback_desk.sync.keys import PrivateKeys
    from tests.sync.desks import opened

    recipients = [word for name in ("writer", "reader") for word in ("-r", KEYS[name]["age_public"])]
    done = program("age", *recipients, given=by_the_library("writer"))
    keys = {name: PrivateKeys(bytes.fromhex(each["sign"]), each["age"]) for name, each in KEYS.items()}
    assert len(opened(done.stdout, keys["reader"], lambda _: keys["writer"].public).run.lines) == 9


@pytest.mark.parametrize("reader", ["reader", "writer"])
def test_the_golden_segment_opens_with_a_library_and_verifies(reader: str):
    head, entries = verify(by_the_library(reader))
    first, last, digest = FILE.stem.split("-")
    assert (head["first"], head["last"]) == (int(first), int(last))
    assert digest == sha(FILE.read_bytes())[:16]
    recipients = [sha(KEYS[name]["age_public"].encode())[:16] for name in ("writer", "reader")]
    assert head["recipients"] == recipients
    assert len(entries) == 9
