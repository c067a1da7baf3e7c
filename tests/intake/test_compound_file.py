"""Damaged containers of old workbooks: told before anything follows a chain that never ends."""

from pathlib import Path

import pytest

from callback_desk.intake.compound_file import has_sound_chains
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, options

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD = sorted(path for path in DATA.rglob("*") if path.is_file() and path.read_bytes().startswith(MARK))


def with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + number.to_bytes(4, "little") + content[at + 4 :]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_whole_containers_are_sound(path: Path):
    assert has_sound_chains(path.read_bytes())


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_a_directory_that_follows_itself_is_told(path: Path, tmp_path: Path):
    content = path.read_bytes()
    directory = int.from_bytes(content[48:52], "little")
    table = int.from_bytes(content[76:80], "little")
    size = 1 << int.from_bytes(content[30:32], "little")
    endless = with_number(content, (table + 1) * size + 4 * directory, directory)
    assert not has_sound_chains(endless)
    damaged = tmp_path / "export"
    damaged.write_bytes(endless)
    assert read_path(damaged, options()).error is not None


def test_a_list_of_tables_that_follows_itself_is_told():
    content = OLD[0].read_bytes()
    size = 1 << int.from_bytes(content[30:32], "little")
    endless = with_number(with_number(content, 68, 0), 2 * size - 4, 0)
    assert not has_sound_chains(endless)


def test_what_is_too_short_to_be_one_is_told():
    assert not has_sound_chains(MARK)
