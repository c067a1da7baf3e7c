"""Founding a desk: everything that is needed, or nothing at all."""

import io
from pathlib import Path
from types import SimpleNamespace

import keyring
import pytest

from callback_desk.actions.pairing import slip_in
from callback_desk.cli import setting_up
from callback_desk.cli.door import run
from callback_desk.cli.syncing import words_for
from callback_desk.desk import vault
from callback_desk.domain.errors import DeskError
from callback_desk.store import keyfile
from callback_desk.store.keys import KeyFileVault, new_key

ASKED = ["--clinic", "Cedar Family Medicine", "--person", "Maria Reyes", "--zone", "America/New_York"]


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about what a guess at a passphrase costs."""
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.setattr(keyfile, "PASSES", 1)


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the key file's passphrase, named as an unattended run names it."""
    file = tmp_path / "passphrase"
    file.write_text("invented words\n", "utf-8")
    monkeypatch.setenv("CALLBACK_DESK_PASSPHRASE_FILE", str(file))
    return file


def set_up(home: Path, *more: str) -> int:
    return run(["--home", str(home), "setup", "--yes", *ASKED, *more])


def left_in(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if path.is_file()) if home.exists() else []


def test_a_zone_that_is_none_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    answers = iter(["Eastern", "America", "America/New_York"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert setting_up._asked(False, "The clinic's time zone", "--zone", setting_up._no_zone) == "America/New_York"
    said = capsys.readouterr().out
    assert 'Eastern is not a time zone: did you mean "America/New_York"?' in said
    assert "America is not a time zone" in said


def test_words_to_find_stay_out_of_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["--home", str(tmp_path), "find", "Smith"]) == 2
    said = capsys.readouterr().err
    assert "find: words are private" in said
    assert "Smith" not in said


def test_without_a_place_for_the_key_nothing_is_left_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert set_up(tmp_path / "home", "--recovery-to", str(tmp_path / "recovery")) == 2
    assert "CALLBACK_DESK_PASSPHRASE_FILE" in capsys.readouterr().err
    assert left_in(tmp_path / "home") == []
    assert not (tmp_path / "recovery").exists()


@pytest.mark.usefixtures("passphrase")
def test_without_a_place_for_the_recovery_key_nothing_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert set_up(tmp_path / "home") == 2
    assert "--recovery-to" in capsys.readouterr().err
    assert left_in(tmp_path / "home") == []


@pytest.mark.usefixtures("passphrase")
def test_a_policy_with_a_fault_is_named_and_nothing_is_left_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    policy = tmp_path / "policy.toml"
    policy.write_text("[clinic]\nname = 'x'\n", "utf-8")
    given = ["--policy", str(policy), "--recovery-to", str(tmp_path / "recovery")]
    assert set_up(tmp_path / "home", *given) == 2
    assert "policy.toml" in capsys.readouterr().err
    assert left_in(tmp_path / "home") == []


@pytest.mark.usefixtures("passphrase")
def test_a_second_set_up_is_refused_and_changes_nothing(tmp_path: Path):
    home = tmp_path / "home"
    assert set_up(home, "--recovery-to", str(tmp_path / "recovery")) == 0
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert set_up(home, "--recovery-to", str(tmp_path / "other")) == 2
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before
    assert not (tmp_path / "other").exists()


@pytest.mark.usefixtures("passphrase")
def test_a_lost_key_comes_back_with_the_recovery_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    home, recovery = tmp_path / "home", tmp_path / "recovery"
    assert set_up(home, "--recovery-to", str(recovery)) == 0
    (home / "key").unlink()
    assert run(["--home", str(home), "queue"]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(recovery.read_text("utf-8")))
    assert run(["--home", str(home), "recover"]) == 0
    capsys.readouterr()
    assert run(["--home", str(home), "queue", "--json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"
    assert run(["--home", str(home), "sync", "invite", "--out", str(tmp_path / "invitation")]) == 0
    assert "carries on as Maria Reyes's desk 2" in capsys.readouterr().err


def test_where_there_is_a_keyring_the_key_is_kept_there_and_no_key_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kind = type(keyring.get_keyring())
    name = f"{kind.__module__}.{kind.__qualname__}"
    monkeypatch.setattr("callback_desk.store.keyring_vault.ALLOWED_BACKENDS", frozenset({name}))
    home = tmp_path / "home"
    assert set_up(home, "--recovery-to", str(tmp_path / "recovery")) == 0
    assert "key" not in left_in(home)
    assert run(["--home", str(home), "queue"]) == 0


def test_somebody_who_is_there_types_two_groups_of_the_recovery_key_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from callback_desk.desk.founding import SetUp
    from callback_desk.desk.founding import set_up as found

    shown: list[str] = []

    def typed(question: str) -> str:
        shown.append(capsys.readouterr().out)
        key = next(line.strip() for line in "".join(shown).splitlines() if line.count("-") == 7)
        place = int(question.split()[2])
        wrong_first = "XXXX" if len(shown) == 1 else None
        return wrong_first or key.split("-")[place - 1].lower()

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr("getpass.getpass", lambda question: "invented words")
    asked = SetUp("Cedar Family Medicine", "Maria Reyes", "America/New_York", None, None, attended=True)
    done = found(tmp_path / "home", asked)
    assert done.clinic == "Cedar Family Medicine"
    assert len(shown) == 3


@pytest.mark.usefixtures("passphrase")
def test_a_key_file_that_is_there_is_used_and_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    key = tmp_path / "shared-key"
    monkeypatch.setenv("CALLBACK_DESK_KEY_FILE", str(key))
    assert set_up(tmp_path / "one", "--recovery-to", str(tmp_path / "first")) == 0
    before = key.read_bytes()
    assert set_up(tmp_path / "two", "--recovery-to", str(tmp_path / "second")) == 0
    assert key.read_bytes() == before
    assert run(["--home", str(tmp_path / "one"), "queue"]) == 0
    assert run(["--home", str(tmp_path / "two"), "queue"]) == 0


def asked_for(monkeypatch: pytest.MonkeyPatch, *typed: str) -> list[str]:
    """Somebody types these where a passphrase is asked for; what is left of them is returned."""
    left = list(typed)
    monkeypatch.delenv("CALLBACK_DESK_PASSPHRASE_FILE", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda question: left.pop(0))
    return left


def test_a_new_passphrase_is_asked_for_until_it_is_long_enough_and_the_same_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    good = "four invented words here"
    left = asked_for(monkeypatch, "lilac", good, "four invented words her", good, good)
    assert vault._passphrase(tmp_path / "key", attended=True, making=True) == good
    said = capsys.readouterr().out
    assert left == []
    assert "at least 12 characters: four words or more" in said.splitlines()[0]
    assert "has 5 characters and needs at least 12" in said
    assert "The two differ" in said


def test_a_short_passphrase_in_a_file_is_warned_of_and_taken(
    passphrase: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    passphrase.write_text("lilac\n", "utf-8")
    assert set_up(tmp_path / "home", "--recovery-to", str(tmp_path / "recovery")) == 0
    assert "has 5 characters and needs at least 12" in capsys.readouterr().err
    assert run(["--home", str(tmp_path / "home"), "queue"]) == 0


def test_a_wrong_passphrase_may_be_tried_again_three_times_in_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    key = tmp_path / "key"
    KeyFileVault(key, "invented words").save(new_key())
    asked_for(monkeypatch, "invented wrods", "", "invented words")
    assert vault._passphrase(key, attended=True, making=False) == "invented words"
    assert "try again, 1 more" in capsys.readouterr().err
    left = asked_for(monkeypatch, *["no such words"] * 4)
    with pytest.raises(DeskError, match="use `callback-desk recover`"):
        vault._passphrase(key, attended=True, making=False)
    assert len(left) == 1


def test_mistyped_words_of_an_invitation_are_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    invitation = SimpleNamespace(fingerprint="oyster barrel acorn bacon badge baker")
    answers = iter(
        [
            "oyster barel acorn bacon badge baker",
            "oyster barrel acorn bacon baker badge",
            "Oyster-barrel acorn bacon badge baker",
        ]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    said = words_for("Ana's desk", None, "It is Ana's.", lambda typed: slip_in(invitation, typed))  # type: ignore[arg-type]
    assert said == "Oyster-barrel acorn bacon badge baker"
    told = capsys.readouterr().out
    assert "barel: no such word is ever in a fingerprint" in told
    assert "not the six words of the invitation" in told
    assert "barrel" not in told
