"""The person's own settings: read as they are written, and every fault in them one sentence before a screen opens."""

from pathlib import Path

import pytest

from callback_desk.actions.personal import Personal
from callback_desk.desk.config_file import read_settings
from callback_desk.domain.errors import DeskError


def test_without_a_file_the_desk_is_as_it_comes(tmp_path: Path):
    assert read_settings(tmp_path) == Personal()


def test_colours_and_keys_are_read(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text('[desk]\ntheme = "light"\ntel_links = true\nsync_seconds = 0\n[keys]\ntake = "G"\n', "utf-8")
    assert read_settings(tmp_path) == Personal("light", {"take": "G"}, True, str(path), 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys", "is not TOML"),
        ("theme = 1", "there is no table 'theme': write one of desk, keys"),
        ('[desk]\ncolour = "light"', "[desk]: there is no setting 'colour': write one of theme, tel_links"),
        ('[desk]\ntheme = "pink"', "theme = 'pink' is not known: write one of dark, light"),
        ("[desk]\ntel_links = 1", "neither true nor false"),
        *(
            (f"[desk]\nsync_seconds = {bad}", "write 0 for never, or a whole number from 10")
            for bad in ("9", "true", "1e9")
        ),
        ("[keys]\ntake = 3", "take = 3 is not text: write the key in quotes"),
        ("keys = 3", "keys is a table: write [keys]"),
        (b"\xff\xfe", "not a UTF-8 text"),
    ],
)
def test_a_fault_is_one_sentence_with_the_file_s_name(tmp_path: Path, text: str | bytes, said: str):
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DeskError) as refused:
        read_settings(tmp_path)
    assert str(path) in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
