"""The key that closed a dialog does nothing when it comes again within a third of a second, or because it is held
down, unless it is escape or is typed into a text field.

A tired hand presses a key twice, and a key that is held down repeats itself. What the second one would meet is not
what the person saw when they pressed it: an item of the queue is called, claimed or closed that nobody chose. Escape
leaves one thing after another and changes nothing; what is typed is seen, and many words begin with the same letter.

The key that closed a dialog is the last one that acted before, unless the mouse was pressed since. Pure.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

SLIP_SECONDS = 0.3
"""So soon nobody has seen what stands there now, let alone chosen to act on it."""
BEGINS_SECONDS = 1.0
"""At the latest so long after it was pressed, a key that is held down begins to repeat itself."""
BEAT_SECONDS = 0.1
"""At most so far apart are the repeats of a key that is held down; two presses of a finger are farther."""
LEAVES = "escape"
"""The key that is never taken for a repeat."""


class Pressed(NamedTuple):
    """A key, and when it was pressed, in seconds of the clock that events have."""

    key: str
    at: float


class Whose(Enum):
    """What a key is: meant for what it meets, only a repeat of the one before, or not to be told before one beat."""

    MEANT = auto()
    REPEATED = auto()
    UNSURE = auto()


class Doubled:
    """Tells keys that were meant from repeats of the key that closed a dialog."""

    def __init__(self) -> None:
        self._acted: str | None = None
        self._closer: str | None = None
        self._begins_until = self._repeats_until = 0.0

    def acts(self, key: str) -> None:
        """This key is now handed on to what it was pressed for."""
        self._acted = key

    def clicked(self) -> None:
        """The mouse was pressed: what closes from now on was closed by no key."""
        self._acted = None

    def closed(self, now: float) -> None:
        """A dialog has just closed."""
        self._closer = None if self._acted == LEAVES else self._acted
        self._begins_until, self._repeats_until = now + BEGINS_SECONDS, now + SLIP_SECONDS

    def forget(self) -> None:
        """Take the next key for meant, whatever it is."""
        self._closer = None

    def whose(self, waiting: Sequence[Pressed], *, is_text: bool = False) -> Whose:
        """Tell of the first of the keys that wait; where it is the only one, the next may have to be waited for.

        `is_text` says that the first would be typed into a text field.
        """
        pressed = waiting[0]
        if pressed.key == self._closer and not is_text:
            begins = pressed.at <= self._begins_until
            if pressed.at <= self._repeats_until or (begins and _is_held(waiting)):
                self._repeats_until = max(self._repeats_until, pressed.at + BEAT_SECONDS)
                return Whose.REPEATED
            if begins and len(waiting) == 1:
                return Whose.UNSURE
        self.forget()
        return Whose.MEANT


def _is_held(waiting: Sequence[Pressed]) -> bool:
    """Tell whether the first two follow each other as a key does that repeats itself."""
    return len(waiting) > 1 and waiting[1].key == waiting[0].key and waiting[1].at - waiting[0].at <= BEAT_SECONDS
