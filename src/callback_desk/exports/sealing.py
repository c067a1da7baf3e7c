"""How a file is closed to everybody but its recipient: age for machines, an office passphrase for people.

The plain form of what is sealed is made in memory: it never lies on a disk, not even for a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Protocol

from callback_desk.domain.policy_files import AGE, FORMATS, WORKBOOK
from callback_desk.domain.policy_sense_files import age_recipient
from callback_desk.exports.target import Target

PLAIN = "plain"
LONGEST_PASSPHRASE = 255  # characters: office programs take no more


class Seal(Protocol):
    """What closes a file. `protection` names it, `ending` is added to the file's name, `formats` can be closed so."""

    @property
    def protection(self) -> str:
        """How the files are protected, by the word of the policy."""

    @property
    def ending(self) -> str:
        """What the file name ends with besides."""

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it can close."""

    def scratch(self, path: Path) -> Target:
        """Return where the plain form is written."""

    def close(self, scratch: Target, path: Path) -> None:
        """Write what stands in `scratch` to `path`, closed."""


@dataclass(frozen=True)
class Plain:
    """No seal: whoever has the file reads it."""

    protection: str = PLAIN
    ending: str = ""
    formats: tuple[str, ...] = FORMATS

    def scratch(self, path: Path) -> Target:
        """Return the file itself: it is written in place, whatever its size."""
        return path

    def close(self, scratch: Target, path: Path) -> None:
        """Do nothing: it stands there already."""


@dataclass(frozen=True)
class Age:
    """Closed to age public keys, as the policy has them; any one of them opens the file."""

    keys: tuple[str, ...]
    protection: str = AGE
    ending: str = ".age"
    formats: tuple[str, ...] = FORMATS

    def scratch(self, path: Path) -> Target:
        """Return memory."""
        return BytesIO()

    def close(self, scratch: Target, path: Path) -> None:
        """Encrypt to the keys."""
        import pyrage

        path.write_bytes(pyrage.encrypt(_held(scratch), _recipients(self.keys)))


@dataclass(frozen=True)
class OfficePassphrase:
    """A workbook that asks for a passphrase when an office program opens it (ECMA-376 agile encryption, AES)."""

    passphrase: str = field(repr=False)
    protection: str = WORKBOOK
    ending: str = ""
    formats: tuple[str, ...] = ("xlsx",)

    def scratch(self, path: Path) -> Target:
        """Return memory."""
        return BytesIO()

    def close(self, scratch: Target, path: Path) -> None:
        """Encrypt under the passphrase."""
        from msoffcrypto.format.ooxml import OOXMLFile

        with path.open("wb") as out:
            OOXMLFile(BytesIO(_held(scratch))).encrypt(self.passphrase, out)


def _held(scratch: Target) -> bytes:
    assert isinstance(scratch, BytesIO), "what is to be closed is made in memory"
    return scratch.getvalue()


def _recipients(keys: Sequence[str]) -> list[object]:
    found = [(key, age_recipient(key)) for key in keys]
    wrong = [key for key, recipient in found if recipient is None]
    if wrong:
        raise ValueError(f"{len(wrong)} of the keys are no age public keys")
    return [recipient for _, recipient in found]
