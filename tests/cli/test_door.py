"""Where a run goes, and how it ends when something is wrong."""

import errno
import io

import pytest

from callback_desk.cli.door import UNEXPECTED, global_first, run, without_values
from callback_desk.cli.frame import json_from, note
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import is_showable


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        (["queue", "--home", "h"], ["--home", "h", "queue"]),
        (["queue", "--json", "--as-of=2026-11-23T14:12Z"], ["--as-of=2026-11-23T14:12Z", "queue", "--json"]),
        (["--home", "h", "show", "3f9a"], ["--home", "h", "show", "3f9a"]),
        (["intake", "--", "--home"], ["intake", "--", "--home"]),
        ([], []),
    ],
)
def test_global_options_may_stand_after_the_command(written: list[str], understood: list[str]):
    assert global_first(written) == understood


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["queue", "--no-such-flag"], ["show"], ["queue", "--as-of"], ["queue", "--home"]]
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("callback-desk: ")
    assert "--help" in said.err


def test_a_wrong_value_is_told_without_the_words_of_a_library(capsys: pytest.CaptureFixture[str]):
    assert run(["queue", "--view", "nope"]) == 2
    told = capsys.readouterr().err
    assert "'nope' is not one of" in told
    assert "value error" not in told.casefold()


@pytest.mark.parametrize(
    "arguments", [["no-\x1b[31msuch\u202e"], ["close", "3f9a"], ["close", "3f9a", "--result", "\a"]]
)
def test_a_fault_is_one_line_that_a_terminal_shows_and_does_not_obey(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
):
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert is_showable(told)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "there is no room"),
        (
            OSError(errno.EROFS, "Read-only file system", "sync.lock"),
            "sync.lock may not be read or written",
        ),
    ],
)
def test_a_disk_that_takes_nothing_is_one_sentence(
    fault: OSError, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def refuse(text: str) -> int:
        raise fault

    monkeypatch.setattr("sys.stdout.write", refuse)
    assert run(["--version"]) == 2
    monkeypatch.undo()
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_progress_names_a_file_so_that_a_terminal_does_not_obey_it(capsys: pytest.CaptureFixture[str]):
    note("reading call\x1b]0;log\a.csv")
    assert is_showable(capsys.readouterr().err)


def test_a_number_of_thousands_of_digits_is_bad_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"reason": ' + "9" * 5000 + "}"))
    with pytest.raises(DeskError, match="a number that is out of all bounds"):
        json_from("-")


def test_a_fault_of_the_program_tells_its_place_and_no_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def fail(folder: object) -> None:
        patient = "Rosa Invented"
        raise RuntimeError(f"could not show {patient}")

    monkeypatch.setattr("callback_desk.cli.screen.open_screen", fail)
    assert run([]) == UNEXPECTED
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "test_door.py" in said
    assert "Rosa" not in said


def test_places_are_told_without_folders():
    try:
        raise KeyError("private")
    except KeyError as fault:
        told = without_values(fault)
    assert "private" not in told
    assert "/" not in told.split("\n", 1)[1]
