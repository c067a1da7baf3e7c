"""Files that arrive in a watched folder: whole ones wait for a yes, and only the policy says it ahead."""

import os
from pathlib import Path

import pytest

from callback_desk.actions import folder_watching, intake_choices, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.folder_watching import FolderWatch
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.cli import watching_folders
from callback_desk.cli.program import obey
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from tests.tui.driver import DeskDriver, at_desk, settle

TABLE = "name,phone,time,message\nAna Ortiz,585-555-0101,2026-11-20 09:00,please call\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made.resolve()


async def look_until_still(person: DeskDriver) -> None:
    """Let the screen look twice: a file that stands as it stood the time before has arrived."""
    for _ in range(2):
        person.screen.files.look()
        await person.app.workers.wait_for_complete()
        await settle(person.pilot)


def take_in(desk: Desk, path: Path) -> None:
    taking_in.apply(desk, taking_in.plan_files(desk, [path], IntakeChoices()))


def test_a_file_waits_once_it_no_longer_changes(desk: Desk, folder: Path):
    watch = FolderWatch(desk, [folder])
    path = folder / "calls.csv"
    path.write_text(TABLE[:30], encoding="utf-8")
    assert watch.look() == []
    path.write_text(TABLE, encoding="utf-8")
    assert watch.look() == []
    assert watch.look() == [path]


def test_half_written_hidden_and_empty_files_do_not_wait(desk: Desk, folder: Path):
    for name in ("calls.csv.part", ".calls.csv", "~$list.xlsx", "x.crdownload"):
        (folder / name).write_text(TABLE, encoding="utf-8")
    (folder / "empty.csv").touch()
    (folder / "below").mkdir()
    watch = FolderWatch(desk, [folder])
    watch.look()
    assert watch.look() == []


def test_what_was_taken_in_waits_no_longer_until_it_changes(desk: Desk, folder: Path):
    path = folder / "calls.csv"
    path.write_text(TABLE, encoding="utf-8")
    watch = FolderWatch(desk, [folder])
    watch.look()
    assert watch.look() == [path]
    take_in(desk, path)
    assert watch.look() == []
    path.write_text(TABLE + "Ben Ruiz,585-555-0102,2026-11-20 09:05,me too\n", encoding="utf-8")
    watch.look()
    assert watch.look() == [path]


def test_looking_writes_nothing_and_each_arrival_is_told_once(desk: Desk, folder: Path):
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    watch = FolderWatch(desk, [folder])
    assert [len(watch.arrived()) for _ in range(3)] == [0, 1, 0]
    assert list(desk.store.all_callbacks()) == []


def test_a_folder_that_is_away_is_one_sentence(desk: Desk, folder: Path):
    os.rmdir(folder)
    with pytest.raises(DeskError, match="cannot be read"):
        FolderWatch(desk, [folder]).look()


def test_only_the_policy_lets_a_preset_be_taken_in_alone(desk: Desk):
    assert not folder_watching.applies_alone(desk, "table")
    toml = desk.policy.text.replace("[intake]", '[intake]\nwatch = ["~/drop"]\napply_without_asking = ["asterisk"]', 1)
    desk.policy = read_policy(toml)
    assert folder_watching.applies_alone(desk, "asterisk")
    assert not folder_watching.applies_alone(desk, "table")
    assert folder_watching.folders_of(desk) == [Path.home() / "drop"]


async def test_the_desk_says_quietly_how_many_files_wait(desk: Desk, folder: Path):
    desk.policy = read_policy(desk.policy.text.replace("[intake]", f'[intake]\nwatch = ["{folder}"]', 1))
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    async with at_desk(desk) as person:
        await look_until_still(person)
        person.expect("1 file waiting")


def test_what_is_appended_between_plan_and_yes_waits(desk: Desk, folder: Path):
    path = folder / "calls.csv"
    path.write_text(TABLE, encoding="utf-8")
    planned = taking_in.plan_files(desk, [path], IntakeChoices())
    path.write_text(TABLE + "Ben Lee,585-555-0102,2026-11-20 10:00,please call\n", encoding="utf-8")
    taking_in.apply(desk, planned)
    watch = FolderWatch(desk, [folder])
    watch.look()
    assert watch.look() == [path]


async def test_a_folder_that_is_away_is_told_and_hides_no_other(desk: Desk, folder: Path):
    toml = desk.policy.text.replace("[intake]", f'[intake]\nwatch = ["{folder.parent / "gone"}", "{folder}"]', 1)
    desk.policy = read_policy(toml)
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    async with at_desk(desk) as person:
        await look_until_still(person)
        person.expect("1 file waiting · 1 folder unreadable")


def test_what_is_chosen_for_a_watched_folder_is_remembered(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    toml = desk.policy.text.replace("[intake]", '[intake]\napply_without_asking = ["table"]', 1)
    desk.policy = read_policy(toml)
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    chosen = IntakeChoices(zone="America/Chicago")
    (document,) = watching_folders.watch(desk, [folder], chosen, lambda *shown: None, once=True, dry_run=False)
    assert document["new_callbacks"] == 1
    (remembered,) = intake_choices.remembered(desk).values()
    assert remembered.zone == "America/Chicago"


def test_looking_once_waits_for_a_file_that_still_grows(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch):
    path, rows = folder / "calls.csv", iter(f"Ben Ruiz,585-555-011{n},2026-11-20 09:05,me too\n" for n in range(3))

    def grow(seconds: float) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(next(rows, ""))

    monkeypatch.setattr("time.sleep", grow)
    path.write_text(TABLE, encoding="utf-8")
    shown = watching_folders.watch(desk, [folder], IntakeChoices(), lambda *shown: None, once=True, dry_run=True)
    assert [document["rows"] for document in shown] == [4]


@pytest.mark.parametrize("beside", [["calls.csv"], ["--rejected-to", "x.csv"], ["--forget-mapping"]])
def test_what_a_watch_would_leave_undone_is_refused(beside: list[str], folder: Path):
    with pytest.raises(DeskError, match="--watch takes in what arrives"):
        obey(["intake", "--watch", str(folder), *beside])


def test_looking_once_goes_with_a_folder(folder: Path):
    with pytest.raises(DeskError, match="--once goes with --watch"):
        obey(["intake", "calls.csv", "--once"])
