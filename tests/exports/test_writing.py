"""The day's files are whole or not there at all, overwrite nobody's, and leave nothing lying about."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.exports.day import clinic_slug, write_day
from callback_desk.exports.writing import Part, write_set
from tests.exports.days import received, report
from tests.exports.elsewhere import die_while_naming, outgrow_the_disk, write_for_ever
from tests.journeys import warm

STEM = "cedar-family-medicine_2026-11-23"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def text_part(name: str, text: str = "words") -> Part:
    return Part(name, name, ".txt", lambda path, superseded: path.write_text(f"{superseded} {text}", "utf-8") and None)


def test_a_day_is_a_workbook_its_csv_files_the_page_the_fhir_files_and_the_handoff(tmp_path: Path):
    files = write_day(report(received("aaaa0001")), tmp_path)
    sheets = ("summary", "open", "completed", "attempts", "escalations", "unreached", "referral-gaps", "exceptions")
    wanted = {f"{STEM}_{name}.csv" for name in sheets} | {
        f"{STEM}_{name}" for name in ("workbook.xlsx", "page.html", "fhir.json", "fhir.ndjson", "handoff.txt")
    }
    assert names(tmp_path) == wanted
    assert {file.kind for file in files} == {
        "workbook",
        "page",
        "fhir",
        "ndjson",
        "handoff",
        *(f"csv-{name}" for name in sheets),
    }
    for file in files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
        assert (file.protection, file.recipient) == ("plain", None)
        assert os.name == "nt" or stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_later_close_of_the_day_is_numbered_and_says_what_it_supersedes(tmp_path: Path):
    day = report(received("aaaa0001"))
    first = {file.path: file.path.read_bytes() for file in write_day(day, tmp_path)}
    second, third = write_day(day, tmp_path), write_day(day, tmp_path)
    assert all(file.path.stem.endswith("_2") for file in second)
    assert all(file.path.stem.endswith("_3") for file in third)
    assert all(path.read_bytes() == was for path, was in first.items())
    told = (tmp_path / f"{STEM}_handoff_3.txt").read_text("utf-8")
    assert f"Supersedes {STEM}_workbook_2.xlsx" in told
    assert "Supersedes" not in (tmp_path / f"{STEM}_handoff.txt").read_text("utf-8")
    assert f"Supersedes {STEM}_workbook_2.xlsx" in (tmp_path / f"{STEM}_summary_3.csv").read_text("utf-8")


def test_one_file_of_an_earlier_close_is_enough_to_number_all(tmp_path: Path):
    (tmp_path / f"{STEM}_handoff_4.txt").write_text("somebody's", "utf-8")
    files = write_day(report(), tmp_path)
    assert all(file.path.stem.endswith("_5") for file in files)
    assert (tmp_path / f"{STEM}_handoff_4.txt").read_text("utf-8") == "somebody's"


def test_file_names_hold_the_clinic_and_the_day_and_no_patient(tmp_path: Path):
    files = write_day(report(received("aaaa0001", patient="Zebulon")), tmp_path)
    assert not any("zebulon" in file.path.name.lower() for file in files)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cedar Family Medicine", "cedar-family-medicine"),
        ("Clínica Niño & Cía.", "clinica-nino-cia"),
        ("../../etc/passwd", "etc-passwd"),
        ("診療所", "clinic"),
        ("A" * 90, "a" * 40),
    ],
)
def test_the_clinics_name_is_written_as_every_file_system_takes_it(name: str, slug: str):
    assert clinic_slug(name) == slug


@pytest.mark.parametrize("failing", range(3))
def test_when_one_file_fails_none_is_there(tmp_path: Path, failing: int):
    def fail(path: Path, superseded: str | None) -> None:
        path.write_text("half", "utf-8")
        raise OSError(28, "No space left on device")

    parts = [text_part(name) for name in "abc"]
    parts[failing] = parts[failing]._replace(write=fail)
    with pytest.raises(DeskError, match="no space left on device"):
        write_set(tmp_path, "day", parts)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("failing", range(3))
def test_when_one_name_cannot_be_given_the_others_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    link, made = os.link, []

    def sometimes(source: Path, target: Path) -> None:
        if len(made) == failing:
            raise OSError(5, "Input/output error")
        made.append(target)
        link(source, target)

    monkeypatch.setattr(os, "link", sometimes)
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(DeskError, match="input/output error"):
        write_set(tmp_path, "day", [text_part(name) for name in "abc"])
    assert names(tmp_path) == {"mine.txt"}


def test_without_hard_links_files_are_still_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_links(source: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_set(tmp_path, "day", [text_part("a")])
    write_set(tmp_path, "day", [text_part("a")])
    assert names(tmp_path) == {"day_a.txt", "day_a_2.txt"}


def test_a_name_taken_in_the_last_moment_is_left_alone_and_the_set_gets_the_next(tmp_path: Path):
    def meanwhile(path: Path, superseded: str | None) -> None:
        path.write_text(f"supersedes {superseded}", "utf-8")
        (tmp_path / "day_b.txt").write_text("somebody's", "utf-8")

    files = write_set(tmp_path, "day", [text_part("a"), Part("b", "b", ".txt", meanwhile)])
    assert names(tmp_path) == {"day_b.txt", "day_a_2.txt", "day_b_2.txt"}
    assert (tmp_path / "day_b.txt").read_text("utf-8") == "somebody's"
    assert files[1].path.read_text("utf-8") == "supersedes day_a.txt"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(DeskError, match="could not be written"):
        write_set(tmp_path / "file" / "folder", "day", [text_part("a")])


@pytest.mark.skipif(not warm.IN_REACH, reason="limits of file size are POSIX's")
@pytest.mark.parametrize("limit", [500, 20_000, 100_000])
def test_a_file_that_outgrows_the_disk_leaves_nothing_behind(
    tmp_path: Path, limit: int, tmp_path_factory: pytest.TempPathFactory
):
    code, out, err = warm.said_by(outgrow_the_disk, tmp_path, limit, folder=tmp_path_factory.mktemp("streams"))
    assert "none of them is there" in out
    assert (code, err) == (0, "")
    assert names(tmp_path) == set()


KILLED = pytest.mark.skipif(not warm.IN_REACH, reason="nothing is forked here")


@contextmanager
def another_writing(folder: Path) -> Iterator[None]:
    """Another program is in the middle of writing there; it is killed in the end."""
    heard, telling = Pipe(duplex=False)
    process = warm.begun(write_for_ever, folder, telling)
    telling.close()
    with heard:
        assert heard.recv() == "writing"
    yield
    process.kill()
    process.join()


@KILLED
def test_what_a_killed_program_left_goes_with_the_next_writing(tmp_path: Path):
    with another_writing(tmp_path):
        pass
    assert [path.read_text("utf-8") for path in tmp_path.rglob("*.txt")] == ["private words"]
    assert not (tmp_path / "day_a.txt").exists()
    write_set(tmp_path, "day", [text_part("a")])
    assert names(tmp_path) == {"day_a.txt"}


@KILLED
def test_what_another_program_is_writing_is_left_alone(tmp_path: Path):
    with another_writing(tmp_path):
        write_set(tmp_path, "day", [text_part("a")])
        assert [path.read_text("utf-8") for path in tmp_path.glob(".*/*.txt")] == ["private words"]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_what_is_being_written_is_this_users_only(tmp_path: Path):
    seen = []

    def look(path: Path, superseded: str | None) -> None:
        path.write_text("words", "utf-8")
        seen.append(stat.S_IMODE(path.parent.stat().st_mode))

    write_set(tmp_path / "new", "day", [Part("a", "a", ".txt", look)])
    assert seen == [0o700]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@KILLED
def test_a_kill_while_the_names_are_given_leaves_whole_files_only_and_the_day_is_closed_again(tmp_path: Path):
    assert warm.forked(die_while_naming, tmp_path, patience=60) == -9
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert len(left) == 3
    again = write_day(report(received("aaaa0001")), tmp_path)
    assert all(file.path.stem.endswith("_2") for file in again)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]
    undisturbed = {file.path.name: file.path for file in write_day(report(received("aaaa0001")), tmp_path / "other")}
    assert all(undisturbed[name].read_bytes() == was for name, was in left.items())
