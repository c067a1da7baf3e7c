"""The list of the clinics that a person works for: names and folders in `clinics.toml`, nothing secret.

It lies beside the settings of the platform's own home, whichever home is open.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.desk.door import home_of
from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.home import Home
from callback_desk.store.keyfile import write_private

if TYPE_CHECKING:
    from callback_desk.desk.other_clinics import OtherClinics

LONGEST_NAME = 30
_HEAD = """# The clinics of the person at this machine: a name for each and the folder of its home.
# An empty folder is the home that opens without --home. Changed by `callback-desk clinics`.

[clinics]
"""

ClinicList = Mapping[str, Path | None]
"""The home's folder by the clinic's name; None for the platform's own home."""


def clinics_file() -> Path:
    """Return where the list is kept."""
    return Home.at(None).config / "clinics.toml"


def listed() -> dict[str, Path | None]:
    """Return the person's clinics in the order in which they were added; none where there is no list.

    Raises:
        DeskError: the file cannot be read, or something in it is not known.
    """
    import tomllib  # most people work for one clinic, and each desk opens in a hurry

    path = clinics_file()
    if not path.exists():
        return {}
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as fault:
        raise DeskError(f"{path} is not TOML: {fault}: put it right, or delete it and add the clinics again") from fault
    clinics = data.get("clinics", {})
    if not isinstance(clinics, dict) or set(data) - {"clinics"}:
        raise DeskError(f"{path}: write the clinics under [clinics], and nothing else")
    for name, folder in clinics.items():
        if not isinstance(folder, str):
            raise DeskError(f'{path}: {name} = {folder!r} is not a folder: write it in quotes, such as "oak-street"')
    return {name: Path(folder) if folder else None for name, folder in clinics.items()}


def others_of(folder: Path | None) -> "OtherClinics | None":
    """Return the clinics beside the home in `folder`; None for a person who has no list."""
    clinics = listed()
    if not clinics:
        return None
    from callback_desk.desk.other_clinics import OtherClinics

    return OtherClinics(folder, clinics)


def add(name: str, folder: Path | None) -> ClinicList:
    """Put a clinic into the list, by a name and its home, and return the list.

    Raises:
        DeskError: the name or the home is there already, the name cannot be shown, or the home is not set up.
    """
    known = listed()
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise DeskError(f"clinics add: the name must be one line of at most {LONGEST_NAME} characters")
    if name in known:
        raise DeskError(f"clinics add: {name} is in the list already: choose another name, or remove it first")
    home_of(folder)
    place = None if folder is None else folder.resolve()
    if (same := name_of(known, place)) is not None:
        raise DeskError(f"clinics add: this home is in the list already, as {same}")
    return _write({**known, name: place})


def remove(name: str) -> ClinicList:
    """Take a clinic out of the list, and return the list; its home stays as it is.

    Raises:
        DeskError: it is not in the list.
    """
    known = listed()
    if name not in known:
        there = ", ".join(known) or "no clinic yet"
        raise DeskError(f"clinics remove: {name} is not in the list: it has {there}")
    return _write({other: folder for other, folder in known.items() if other != name})


def name_of(clinics: ClinicList, folder: Path | None) -> str | None:
    """Return the name under which a home is listed, or None where it is not."""
    here = Home.at(folder).config.resolve()
    return next((name for name, place in clinics.items() if Home.at(place).config.resolve() == here), None)


def _write(clinics: ClinicList) -> ClinicList:
    lines = [f"{_quoted(name)} = {_quoted(str(folder or ''))}\n" for name, folder in clinics.items()]
    write_private(clinics_file(), _HEAD + "".join(lines))
    return clinics


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
