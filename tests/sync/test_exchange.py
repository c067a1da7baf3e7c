"""The screen's own way to the keys of its home: the same ones that the shell has, and nobody is asked twice."""

from pathlib import Path
from unittest.mock import patch

import pytest

from callback_desk.actions import syncing
from callback_desk.actions.exchanging import Busy, NoKeys
from callback_desk.desk.door import vault_at
from callback_desk.desk.exchange import HomeExchange
from callback_desk.desk.founding import SetUp, set_up
from callback_desk.desk.opening import open_desk
from callback_desk.desk.sync_keys import syncing_desk
from callback_desk.domain.errors import DeskError
from callback_desk.store import keyfile
from tests.tui.driver import close_desk


def test_a_screen_has_the_keys_that_the_shell_has_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home, passphrase = tmp_path / "home", tmp_path / "passphrase"
    passphrase.write_text("invented words for a test", "utf-8")
    monkeypatch.setenv("CALLBACK_DESK_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CALLBACK_DESK_PASSPHRASE_FILE", str(passphrase))
    with patch.multiple(keyfile, MEMORY_KIB=8, PASSES=1, LANES=1):
        asked = SetUp(
            "Cedar Family Medicine", "Maria Reyes", "America/New_York", None, tmp_path / "recovery", attended=False
        )
        set_up(home, asked)
        vault = vault_at(home)
        passphrase.unlink()  # it was read at the door, and is not asked for again
        exchange, desk = HomeExchange(home, vault), open_desk(home, vault.load())
        try:
            with exchange.alone():
                held = exchange.with_keys(desk)
                assert exchange.with_keys(desk).keyring is held.keyring
                with pytest.raises(Busy, match="syncing already"), exchange.alone():
                    pass
            assert exchange.take_up_rules(held, news=False) == ([], None)
            passphrase.write_text("invented words for a test", "utf-8")
            with syncing_desk(home) as shell:
                assert shell.keys == held.keys
                with pytest.raises(Busy), exchange.alone():
                    pass
                with syncing_desk(home, reading=True) as reading:
                    assert syncing.status(reading)["this_desk"]["fingerprint"] == shell.fingerprint
            with pytest.raises(DeskError, match="`callback-desk setup` makes one"):
                NoKeys().with_keys(desk)
        finally:
            close_desk(desk)
