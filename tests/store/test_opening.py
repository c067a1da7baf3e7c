"""A store opens with its own key only, and tells in one sentence why it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.store import Store, connection, create_store, open_store
from tests.journeys import warm
from tests.store.elsewhere import open_with_a_wrong_key
from tests.store.writing import KEY, behind, names, queue, received, write


def test_what_was_saved_is_there_after_reopening(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"))
    replica_id = store.replica_id
    store.close()
    again = open_store(path, KEY)
    assert names(queue(again)) == ["Amara Okafor"]
    assert again.replica_id == replica_id
    again.close()


def test_the_key_may_be_given_in_hex(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"))
    store.close()
    again = open_store(path, KEY.hex().upper())
    assert names(queue(again)) == ["Amara Okafor"]
    again.close()


def test_the_store_gives_its_desk_an_id_of_ten_characters(store: Store):
    assert len(store.replica_id) == 10
    assert set(store.replica_id) <= set("abcdefghijklmnopqrstuvwxyz234567")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are the folder's there")
def test_nobody_else_may_read_the_files(store: Store, path: Path):
    write(store, received("a"))
    files = list(path.parent.glob("desk.db*"))
    assert len(files) >= 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_wrong_key_is_told_and_changes_nothing(store: Store, path: Path):
    store.close()
    before = path.read_bytes()
    with pytest.raises(DeskError, match="the key does not open the store"):
        open_store(path, b"x" * 32)
    assert path.read_bytes() == before


@pytest.mark.parametrize("key", [b"", b"abc", b"x" * 31, b"x" * 33, "abc", "g" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_malformed_key_never_becomes_a_passphrase(path: Path, key: bytes | str):
    with pytest.raises(DeskError, match="malformed"):
        create_store(path, key)
    assert not path.exists()


def test_a_store_on_the_smaller_pages_of_an_earlier_version_opens_and_is_backed_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "PAGE_BYTES", connection.EARLIER_PAGE_BYTES)
    create_store(path, KEY).close()
    monkeypatch.undo()
    store, copy = open_store(path, KEY), path.with_name("copy.db")
    write(store, received("a", patient="Amara Okafor"))
    store.back_up(copy)
    store.close()
    for file in (path, copy):
        again = open_store(file, KEY)
        assert names(queue(again)) == ["Amara Okafor"]
        assert again.verify() == []
        again.close()
    with pytest.raises(DeskError, match="the key does not open the store"):
        open_store(path, b"x" * 32)


def test_a_store_is_never_made_over_another(store: Store, path: Path):
    with pytest.raises(DeskError, match="already"):
        create_store(path, KEY)


def test_a_missing_store_says_how_to_make_one(path: Path):
    with pytest.raises(DeskError, match="callback-desk setup"):
        open_store(path, KEY)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"SQLite format 3\x00" + b"\x01" * 5000, b"a,b,c\n" * 2000, b"\x00" * 4096])
def test_a_file_that_is_no_store_is_refused(path: Path, content: bytes):
    path.write_bytes(content)
    with pytest.raises(DeskError, match="does not open the store"):
        open_store(path, KEY)
    assert path.read_bytes() == content


def test_a_set_up_that_was_cut_short_is_told(path: Path):
    path.touch()
    with pytest.raises(DeskError, match="callback-desk setup"):
        open_store(path, KEY)


def test_a_cut_file_is_told(store: Store, path: Path):
    write(store, *(received(f"n{n}", request="please call " * 40) for n in range(200)))
    store.close()
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(DeskError):
        open_store(path, KEY).verify()


def test_a_store_of_a_newer_program_is_refused_untouched(store: Store, path: Path):
    store.close()
    with behind(path) as connection:
        connection.execute("PRAGMA user_version=999")
    with pytest.raises(DeskError, match="newer callback-desk"):
        open_store(path, KEY)
    with behind(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (999,)


def test_no_patient_can_be_read_from_the_files(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor", phone="+14155550123", request="Schwindel seit gestern"))
    look = (
        "import sys, pathlib\n"
        "files = sorted(pathlib.Path(sys.argv[1]).iterdir())\n"
        "whole = b''.join(file.read_bytes() for file in files)\n"
        "words = (b'Okafor', b'okafor', b'4155550123', b'Schwindel', b'CREATE TABLE')\n"
        "clear = [word for word in words if word in whole]\n"
        "print(len(files), len(whole) > 20000, clear)\n"
    )
    run = subprocess.run([sys.executable, "-c", look, str(path.parent)], capture_output=True, text=True, check=True)
    assert run.stdout.split(maxsplit=1)[1].strip() == "True []"


@pytest.mark.skipif(not warm.IN_REACH, reason="nothing is forked here")
def test_a_wrong_key_leaves_the_terminal_alone(store: Store, path: Path, tmp_path_factory: pytest.TempPathFactory):
    store.close()
    assert warm.said_by(open_with_a_wrong_key, path, folder=tmp_path_factory.mktemp("streams")) == (0, "", "")


def test_opening_and_reading_load_neither_sqlalchemy_nor_sqlmodel(store: Store, path: Path):
    write(store, received("a", patient="Amara Okafor"))
    store.close()
    reading = (
        "import pathlib, sys\n"
        "from tests.store.writing import KEY, NOON, HOUR, id_of, queue\n"
        "from callback_desk.store import open_store\n"
        "store = open_store(pathlib.Path(sys.argv[1]), KEY)\n"
        "assert [row.patient for row in queue(store)] == ['Amara Okafor']\n"
        "store.counts(as_of=NOON, hour_until=NOON + HOUR)\n"
        "store.callback(id_of('a')), store.draft(id_of('a')), store.drafts(), store.setting('person')\n"
        "store.known_contacts(['test:a']), store.undecided(NOON, NOON), list(store.all_callbacks())\n"
        "print([name for name in ('sqlalchemy', 'sqlmodel', 'keyring', 'cryptography') if name in sys.modules])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", reading, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.strip() == "[]"
