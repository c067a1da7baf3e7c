"""What one key of the desk is: its action, where it is alive, and how people write it."""

import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from callback_desk.domain.queue import QueueRow


class Pane(StrEnum):
    """Where a key is alive."""

    EVERYWHERE = "everywhere, carets in text fields included"
    QUEUE = "queue"
    CALL = "call view"
    NOTE = "outcome note, outside text fields"
    DAY = "end of day, beside the queue's own keys for one item"
    HANDOFF = "handoff text"
    EXCEPTIONS = "exception log"
    INTAKE = "taking in a file"
    SYNC = "other desks"


class Now(NamedTuple):
    """What a key asks before it acts: whether a call is open, and the item it would act on.

    `reviewer` is the title of the role that a note of it waits for, where the person here has not that role.
    `nobody_told` is that it stands in the attention lane and was not escalated yet.
    """

    calling: bool
    row: "QueueRow | None"
    yours: bool
    reviewer: str | None = None
    nobody_told: bool = False


class Told(NamedTuple):
    """A key in the footer: the key, what it does, whether it is among the last to go where there is no room, and the
    action that a click on it does.
    """

    key: str
    label: str
    kept: bool
    action: str = ""


KEPT = frozenset(
    ("boundary", "escalate", "next-line", "save", "back", "help", "call", "hand-over", "escalate-item", "find")
)
"""What a narrow footer tells last of all to leave away."""

Refusal = Callable[[Now], str | None]

_moved: dict[str, str] = {}
"""The keys that the person at this screen put actions on, by action; the others are on the table's own."""


def put_in_force(moved: Mapping[str, str]) -> None:
    """Let these actions be on other keys from now on, and all others on the table's own. A program shows one
    desk at a time: it says so when it opens one.
    """
    _moved.clear()
    _moved.update(moved)


class Key(NamedTuple):
    """One action and its key. `keys` are the table's own, by Textual's names; the first one is shown.

    `footer` is its place there, 0 for none; `short` its label where only one pane has room. `bound` is False where a
    pane or Textual itself listens, and the table only tells of it; `fixed` where it stays on its key.
    """

    action: str
    keys: str
    pane: Pane
    label: str
    tooltip: str
    refusal: Refusal = lambda now: None
    footer: int = 0
    bound: bool = True
    short: str = ""
    fixed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Textual's names of the keys that it is on now."""
        return tuple(_moved.get(self.action, self.keys).split(","))

    @property
    def shown(self) -> str:
        """The key as the footer and the help write it."""
        return written(self.names[0])

    @property
    def all_shown(self) -> str:
        """Every key of the action, as the help writes them."""
        return " or ".join(map(written, self.names))


_SIGNS = {"question_mark": "?", "slash": "/", "exclamation_mark": "!"}
_WRITTEN = {"escape": "esc", "pageup": "page up", "pagedown": "page down"}


def written(key: str) -> str:
    """Return one of Textual's key names as people read it: `^s`, `F9`, `?`."""
    if key.startswith("ctrl+"):
        return f"^{key[5:]}"
    if len(key) in (2, 3) and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    if (sign := sign_of(key)) is not None:
        return sign
    return _WRITTEN.get(key, key)


def sign_of(key: str) -> str | None:
    """Return the character that one of Textual's key names stands for, or None where its name is better read."""
    if len(key) == 1:
        return key
    if key in _SIGNS:
        return _SIGNS[key]
    try:
        sign = unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return None
    return sign if sign.isprintable() and sign != " " else None
