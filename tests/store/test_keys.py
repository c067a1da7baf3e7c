"""The key is kept where only its owner gets at it, and can be had back with the recovery key."""

import json
import os
import re
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from callback_desk.domain.errors import DeskError
from callback_desk.store import keyfile
from callback_desk.store.keys import KeyFileVault, KeyringVault, Vault, new_key, new_recovery_key, recovery_vault

KEY = bytes(range(32))


class Kept(KeyringBackend):
    """A keyring that works, in memory."""

    priority = 1

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


class Forgetful(Kept):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class Locked(Kept):
    """Somebody has to unlock it first."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


def test_a_keyring_gives_the_key_back():
    backend = Kept()
    vault: Vault = KeyringVault("home-1", backend)
    vault.save(KEY)
    assert KeyringVault("home-1", backend).load() == KEY
    assert json.loads(backend.held["callback-desk", "home-1"]) == {"v": 1, "secrets": {"store": KEY.hex()}}


def test_each_home_has_its_own_key():
    backend = Kept()
    KeyringVault("home-1", backend).save(KEY)
    with pytest.raises(DeskError, match="callback-desk recover"):
        KeyringVault("home-2", backend).load()


def test_a_keyring_that_forgets_is_found_out_at_once():
    with pytest.raises(DeskError, match="did not keep the key"):
        KeyringVault("home-1", Forgetful()).save(KEY)


def test_a_locked_keyring_is_told():
    with pytest.raises(DeskError, match="unlock it"):
        KeyringVault("home-1", Locked()).load()
    with pytest.raises(DeskError, match="unlock it"):
        KeyringVault("home-1", Locked()).save(KEY)


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), Kept()])
def test_a_keyring_that_is_not_known_to_be_safe_is_refused(backend: KeyringBackend):
    keyring.set_keyring(backend)
    vault = KeyringVault("home-1")
    assert not vault.usable()
    with pytest.raises(DeskError, match="CALLBACK_DESK_KEY_FILE"):
        vault.save(KEY)
    with pytest.raises(DeskError, match="CALLBACK_DESK_KEY_FILE"):
        vault.load()


def test_of_several_keyrings_the_safe_one_is_used(monkeypatch: pytest.MonkeyPatch):
    safe = SecretService.Keyring()
    monkeypatch.setattr(ChainerBackend, "backends", [null.Keyring(), safe])
    keyring.set_keyring(ChainerBackend())
    vault = KeyringVault("home-1")
    assert vault.usable()
    assert vault._chosen() is safe


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not json", '{"v": 1}', '{"v": 2, "secrets": {}}', '{"v": 1, "secrets": {}}']
)
def test_an_envelope_that_is_none_is_told(text: str):
    backend = Kept()
    backend.held["callback-desk", "home-1"] = text
    with pytest.raises(DeskError):
        KeyringVault("home-1", backend).load()


@pytest.fixture
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what says nothing about the cost of a guess."""
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.setattr(keyfile, "PASSES", 1)


def test_a_key_file_gives_the_key_back_to_its_passphrase(tmp_path: Path):
    path = tmp_path / "config" / "key"
    KeyFileVault(path, "correct horse").save(KEY)
    assert KeyFileVault(path, "correct horse").load() == KEY
    assert KEY.hex() not in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("cheap_guesses")
def test_a_wrong_passphrase_is_told(tmp_path: Path):
    path = tmp_path / "key"
    KeyFileVault(path, "correct horse").save(KEY)
    with pytest.raises(DeskError, match="passphrase does not open"):
        KeyFileVault(path, "correct  horse").load()


def test_an_empty_passphrase_is_refused(tmp_path: Path):
    with pytest.raises(DeskError, match="empty"):
        KeyFileVault(tmp_path / "key", " \n")


def test_a_missing_key_file_is_told(tmp_path: Path):
    assert KeyFileVault(tmp_path / "key", "x").read() is None
    with pytest.raises(DeskError, match="recover"):
        KeyFileVault(tmp_path / "key", "x").load()


@pytest.mark.parametrize(
    "change",
    [
        {"m": 2**40},
        {"t": 0},
        {"m": 8},
        {"p": 0},
        {"kdf": "none"},
        {"v": 9},
        {"salt": "x"},
        {"box": None},
        {"nonce": ""},
    ],
)
def test_a_doctored_key_file_is_refused_before_it_costs_anything(
    tmp_path: Path, change: dict[str, object], monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "key"
    with monkeypatch.context() as cheap:
        cheap.setattr(keyfile, "PASSES", 1)
        cheap.setattr(keyfile, "MEMORY_KIB", 64)
        KeyFileVault(path, "correct horse").save(KEY)
    monkeypatch.setattr(keyfile, "_derived", None)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(DeskError, match="damaged"):
        KeyFileVault(path, "correct horse").load()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b"null", b'{"v": 1}'])
def test_a_file_that_is_no_key_file_is_told(tmp_path: Path, content: bytes):
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(DeskError):
        KeyFileVault(path, "x").load()


def test_a_key_file_that_cannot_be_written_leaves_nothing(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(DeskError, match="cannot be written"):
        KeyFileVault(tmp_path / "file" / "key", "x").save(KEY)


@pytest.mark.usefixtures("cheap_guesses")
def test_the_recovery_key_brings_the_store_key_back(tmp_path: Path):
    printed = new_recovery_key()
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){7}", printed)
    recovery_vault(tmp_path / "recovery", printed).save(KEY)
    assert recovery_vault(tmp_path / "recovery", printed).load() == KEY
    spoken = printed.lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert recovery_vault(tmp_path / "recovery", f" {spoken}\n").load() == KEY


@pytest.mark.usefixtures("cheap_guesses")
def test_a_mistyped_recovery_key_is_told(tmp_path: Path):
    recovery_vault(tmp_path / "recovery", "ABCD-" * 7 + "ABCD").save(KEY)
    for typed in ("", "ABCD", "ABCD-" * 9, "ABC!-" * 7 + "ABCD"):
        with pytest.raises(DeskError, match="8 groups"):
            recovery_vault(tmp_path / "recovery", typed)
    with pytest.raises(DeskError, match="does not open"):
        recovery_vault(tmp_path / "recovery", "ABCD-" * 7 + "ABCE").load()


def test_keys_are_never_the_same():
    assert len({new_key() for _ in range(50)} | {new_recovery_key().encode() for _ in range(50)}) == 100
    assert {len(new_key()) for _ in range(5)} == {32}
