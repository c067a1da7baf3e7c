"""The list of the clinics that a person works for: names and folders, one entry for one home, nothing secret."""

from pathlib import Path

import pytest

from callback_desk.desk import clinic_list
from callback_desk.desk.clinic_list import add, clinics_file, listed, remove
from callback_desk.desk.other_clinics import OtherClinics
from callback_desk.domain.errors import DeskError


def a_home(folder: Path) -> Path:
    folder.mkdir()
    (folder / "home.json").write_text('{"home_id": "x"}', "utf-8")
    return folder


def test_clinics_are_kept_in_the_order_in_which_they_were_added(tmp_path: Path):
    cedar, oak = a_home(tmp_path / "cedar"), a_home(tmp_path / 'o"a\\k')
    add("Cedar", cedar)
    add("Oak Street", oak)
    assert listed() == {"Cedar": cedar, "Oak Street": oak}
    assert clinics_file().stat().st_mode & 0o077 == 0
    remove("Cedar")
    assert listed() == {"Oak Street": oak}


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "\x1b[31m", "x" * 31])
def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: str):
    with pytest.raises(DeskError, match="one line of at most 30 characters"):
        add(name, a_home(tmp_path / "home"))
    assert not clinics_file().exists()


def test_one_home_has_one_name_and_one_name_one_home(tmp_path: Path):
    cedar = a_home(tmp_path / "cedar")
    add("Cedar", cedar)
    with pytest.raises(DeskError, match="Cedar is in the list already"):
        add("Cedar", a_home(tmp_path / "oak"))
    with pytest.raises(DeskError, match="in the list already, as Cedar"):
        add("Twice", tmp_path / "oak" / ".." / "cedar")
    with pytest.raises(DeskError, match=r"there is no desk in .*: run `callback-desk --home .*nowhere setup`"):
        add("Nowhere", tmp_path / "nowhere")
    with pytest.raises(DeskError, match="Elm is not in the list: it has Cedar"):
        remove("Elm")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[clinics", "is not TOML"),
        ("key = 1", r"write the clinics under \[clinics\]"),
        ("[clinics]\nOak = 3", "Oak = 3 is not a folder"),
    ],
)
def test_a_list_that_cannot_be_read_says_so(text: str, said: str):
    clinics_file().parent.mkdir(parents=True)
    clinics_file().write_text(text, "utf-8")
    with pytest.raises(DeskError, match=said):
        listed()


def test_a_clinic_whose_home_is_gone_is_told_and_hurts_nobody(tmp_path: Path):
    cedar = a_home(tmp_path / "cedar")
    clinics = {"Cedar": cedar, "Gone": tmp_path / "gone", "Empty": a_home(tmp_path / "empty")}
    others = OtherClinics(cedar, clinics)
    assert others.names == ["Gone", "Empty"]
    assert [(one.name, one.counts, one.why) for one in others.look()] == [
        ("Gone", None, "cannot be read"),
        ("Empty", None, "locked"),
    ]
    with pytest.raises(DeskError, match="Cedar is not in the list"):
        others.open("Cedar", None)


def test_where_the_list_is_empty_there_is_nothing_to_load(tmp_path: Path):
    assert clinic_list.others_of(a_home(tmp_path / "cedar")) is None
