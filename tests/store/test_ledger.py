"""The ledger only grows, shows what was changed or is missing, and reads the same for ever."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as driver

from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import EntryDraft, PolicyAdopted, draft
from callback_desk.domain.entry import Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.fold import fold
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, ENTRY_COLUMNS, FIRST_PREVIOUS, entry_of
from callback_desk.store.payload_json import payload_text
from tests.store.golden import faults_in, golden, lay_in
from tests.store.writing import NOON, behind, closed, id_of, received, standing, write

GOLDEN = golden("ledger")


def lines(path: Path) -> list[dict[str, Any]]:
    """Every line of the ledger as it is stored."""
    with behind(path) as connection:
        rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM entry ORDER BY replica_id, seq").fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def test_lines_are_numbered_without_a_gap_and_chained(store: Store, path: Path):
    write(store, received("a"), received("b"))
    write(store, closed("a"))
    written = lines(path)
    assert [line["seq"] for line in written] == [1, 2, 3]
    assert [line["prev_hash"] for line in written] == [FIRST_PREVIOUS, *(x["entry_hash"] for x in written[:2])]
    assert store.verify() == []


def test_a_hash_is_what_the_documentation_says(store: Store, path: Path):
    write(store, received("a", patient="José Núñez"))
    write(store, closed("a"))
    for line in lines(path):
        assert sha(line["salt"] + line["payload"]) == line["payload_hash"]
        assert sha(line["prev_hash"] + documented_header(line)) == line["entry_hash"]


def documented_header(line: dict[str, Any]) -> str:
    """The header as docs/ledger.md has it, made by other means than the program's."""
    names = "hlc kind payload_hash person_id policy replica_id role seen seq stream subject_id tz_min v wall_at"
    values = {name: line[name] for name in names.split()} | {"seen": json.loads(line["seen"])}
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_golden_ledger_still_verifies():
    assert faults_in(GOLDEN) == []
    for line in GOLDEN:
        assert sha(line["prev_hash"] + documented_header(line)) == line["entry_hash"]


def test_the_golden_ledger_still_says_the_same(store: Store):
    lay_in(store, GOLDEN)
    assert store.verify() == []
    okafor, nunez = sorted(store.all_callbacks(), key=lambda callback: callback.patient or "")
    assert (okafor.patient, okafor.is_open, okafor.close_result) == ("Amara Okafor", False, "booked")
    assert (okafor.contacts, okafor.attempts, okafor.newer) == (1, 1, 0)
    assert (nunez.patient, nunez.escalated_to, nunez.acknowledged) == ("José Núñez", "role:nurse-line", True)
    assert (nunez.newer, nunez.is_open, nunez.owner) == (1, True, "role:nurse-line")


def test_the_clock_never_goes_back_even_if_the_wall_clock_does(store: Store):
    first = write(store, received("a"), now=NOON)
    second = write(store, received("b"), now=NOON - timedelta(days=2))
    third = write(store, received("c"), now=NOON + timedelta(seconds=1))
    stamps = [entry.hlc for entry in (*first, *second, *third)]
    assert stamps == sorted(set(stamps))
    assert second[0].wall_at == NOON - timedelta(days=2)
    assert all(re.fullmatch(rf"[0-9a-f]{{12}}-[0-9a-f]{{4}}-{store.replica_id}", stamp) for stamp in stamps)
    assert int(stamps[2][:12], 16) == 1000 * int(third[0].wall_at.timestamp())


def test_more_entries_than_the_counter_holds_still_sort(store: Store):
    from callback_desk.store.ledger import Stamps

    clock = Stamps("abcdefghij", "", NOON)
    stamps = [clock.next() for _ in range(70_000)]
    assert stamps == sorted(set(stamps))


def test_an_entry_has_seen_what_stood_before_it(store: Store):
    (first,) = write(store, received("a"))
    second, third = write(store, received("b"), closed("a"))
    assert first.seen == {}
    assert second.seen == {}
    assert third.seen == {store.replica_id: 1}
    assert standing(store, "a").history == (first, third)


def test_what_append_returns_is_what_is_read(store: Store):
    written = write(store, received("a", patient="Zoë", attention=("fell",)), closed("a"))
    assert standing(store, "a").history == tuple(written)


def test_the_offset_of_the_desk_is_kept(store: Store, path: Path):
    from zoneinfo import ZoneInfo

    write(store, received("a"), now=NOON.astimezone(ZoneInfo("America/New_York")))
    (line,) = lines(path)
    assert (line["tz_min"], line["wall_at"]) == (-300, "2026-11-23T17:00:00.000Z")


def test_a_policy_entry_is_in_the_ledger_but_not_in_the_queue(store: Store, path: Path):
    write(store, draft("policy", PolicyAdopted(fingerprint="f" * 16, toml="[clinic]"), Stream.POLICY))
    assert [line["stream"] for line in lines(path)] == ["policy"]
    assert list(store.all_callbacks()) == []
    assert store.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry",
        "UPDATE entry SET payload = '{}'",
        "UPDATE entry SET payload = NULL, salt = NULL",
        "UPDATE entry SET person_id = 'somebody'",
        "UPDATE entry SET seq = seq + 100",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry",
        "REPLACE INTO entry SELECT * FROM entry",
        "UPDATE OR REPLACE entry SET seq = 1",
        "DELETE FROM access_log",
        "UPDATE access_log SET person_id = 'somebody'",
        "INSERT OR REPLACE INTO access_log SELECT * FROM access_log",
    ],
)
def test_nothing_in_the_ledger_is_changed_or_removed(store: Store, path: Path, statement: str):
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        unit.append([received("a"), received("b")])
        unit.log_access("viewed", id_of("a"))
        unit.commit()
    before = lines(path)
    with behind(path) as connection, pytest.raises(driver.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert lines(path) == before


def test_a_redaction_takes_payload_and_salt_and_nothing_else(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"), closed("a"))
    with behind(path) as connection:
        connection.execute("INSERT INTO redaction SELECT replica_id, seq, '', 'maria', wall_at FROM entry LIMIT 1")
        with pytest.raises(driver.IntegrityError, match="append-only"):
            connection.execute("UPDATE entry SET payload = NULL, salt = NULL, person_id = '' WHERE seq = 1")
        connection.execute("UPDATE entry SET payload = NULL, salt = NULL WHERE seq = 1")
    store.rebuild_projection()
    assert store.verify() == []
    assert standing(store, "a").patient is None


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("payload", '{"channel":"fax"}', "its payload is not the one that was written"),
        ("person_id", "somebody", "its hash is not that of its header"),
        ("prev_hash", "1" * 64, "does not follow the one before it"),
    ],
)
def test_verify_finds_a_changed_line(store: Store, path: Path, column: str, value: str, told: str):
    write(store, received("a"), received("b"), received("c"))
    with behind(path) as connection:
        connection.execute("DROP TRIGGER entry_unchanged")
        connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = 2", (value,))
    assert any(told in fault for fault in store.verify())


def test_verify_finds_a_missing_line(store: Store, path: Path):
    write(store, received("a"), received("b"), received("c"))
    with behind(path) as connection:
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("DELETE FROM entry WHERE seq = 2")
    told = store.verify()
    assert any("entries 2 to 2" in fault and "missing" in fault for fault in told)


def test_verify_finds_a_queue_that_says_something_else(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"), received("b"), received("c"))
    with behind(path) as connection:
        connection.execute("UPDATE callback SET due_at = '2000-01-01' WHERE callback_id = ?", (id_of("a"),))
        connection.execute("DELETE FROM callback WHERE callback_id = ?", (id_of("b"),))
        connection.execute("DELETE FROM contact_key WHERE contact_key = 'test:c'")
    told = store.verify()
    assert len(told) == 3
    assert not any("Okafor" in fault for fault in told)


def test_verify_finds_a_changed_access_log(store: Store, path: Path):
    for action in ("viewed", "exported", "viewed"):
        with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
            unit.log_access(action, id_of("a"), "2 files")
            unit.commit()
    assert store.verify() == []
    with behind(path) as connection:
        connection.execute("DROP TRIGGER access_log_unchanged")
        connection.execute("UPDATE access_log SET action = 'viewed' WHERE n = 2")
    assert any("access log" in fault for fault in store.verify())


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\\\x00", "\\\\\x00"])
def test_what_no_database_takes_is_refused_before_anything_is_written(store: Store, text: str):
    bad = EntryDraft(Stream.CALLBACK, id_of("a"), "received", {**received("a").payload, "patient": text})
    with pytest.raises(DeskError, match="not saved"):
        write(store, received("b"), bad)
    assert list(store.all_callbacks()) == []


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "C:\\users", "\x1b[31m[/b]", "\u202e", "日本\U0001f600"])
def test_every_other_text_is_kept_letter_for_letter(store: Store, text: str):
    write(store, received("a", patient=text, request=text))
    assert (standing(store, "a").patient, standing(store, "a").request) == (text, text)
    assert store.verify() == []


def test_a_stored_row_reads_back_as_the_entry_it_was(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"))
    with behind(path) as connection:
        rows = connection.execute(f"SELECT {ENTRY_COLUMNS} FROM entry").fetchall()
    assert fold(id_of("a"), map(entry_of, rows)) == standing(store, "a")


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.dictionaries(words, values, max_size=6))
def test_a_payload_is_stored_as_compact_json(payload: dict[str, Any]):
    compact = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    assert payload_text(payload) == compact
    common = Shared(payload)
    assert [payload_text({"a": common}) for _ in range(2)] == [f'{{"a":{compact}}}'] * 2
