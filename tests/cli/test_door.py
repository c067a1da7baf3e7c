"""Where a run goes, and how it ends when something is wrong."""

import pytest

from callback_desk.cli.door import UNEXPECTED, global_first, run, without_values


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        (["queue", "--home", "h"], ["--home", "h", "queue"]),
        (["queue", "--json", "--as-of=2026-11-23T14:12Z"], ["--as-of=2026-11-23T14:12Z", "queue", "--json"]),
        (["--home", "h", "show", "3f9a"], ["--home", "h", "show", "3f9a"]),
        (["intake", "--", "--home"], ["intake", "--", "--home"]),
        (["queue", "--home"], ["--home", "queue"]),
        ([], []),
    ],
)
def test_global_options_may_stand_after_the_command(written: list[str], understood: list[str]):
    assert global_first(written) == understood


@pytest.mark.parametrize("arguments", [["no-such-command"], ["queue", "--no-such-flag"], ["show"]])
def test_wrong_usage_is_one_sentence_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("callback-desk: ")
    assert "--help" in said.err


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
