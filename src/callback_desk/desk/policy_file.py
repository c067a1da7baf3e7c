"""The clinic's policy as a file in the home."""

from pathlib import Path

from callback_desk.domain.errors import DeskError
from callback_desk.home import Home
from callback_desk.policy import default_policy_text


def read_text(path: Path) -> str:
    """Return a text file that a person named.

    Raises:
        DeskError: it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as fault:
        raise DeskError(f"{path} cannot be read: {fault.strerror or 'no such file'}") from fault
    except UnicodeDecodeError as fault:
        raise DeskError(f"{path} is not a UTF-8 text: save it as UTF-8") from fault


def policy_text(folder: Path | None) -> str:
    """Return the clinic's policy as its file reads; before set-up the default one."""
    home = Home.at(folder)
    return read_text(home.policy) if home.policy.exists() else default_policy_text()
