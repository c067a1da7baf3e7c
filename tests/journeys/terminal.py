"""A real terminal for the journeys: a pty with a screen, pressed and read as a person would.

Nothing here sleeps for a guess: every wait ends when what is expected has come, or fails with the screen.
"""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Protocol

import pyte
from pyte import modes
from wcwidth import wcwidth

PATIENCE = 20.0
"""Seconds until a wait gives up; a loaded machine may need several for a start."""
BLINK = 0.004
"""Seconds in which more follows of what is being written."""
GLANCE = 0.02
"""Seconds between two looks at what the screen does not show, such as a file; the screen is read meanwhile."""

KEYS: Mapping[str, str] = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f9": "\x1b[20~",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
    "ctrl+u": "\x15",
}

# Makes the pty the program's controlling terminal, as a terminal window does, then becomes the program.
_AT_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)


_COLOURS = re.compile(r"\x1b\[[0-9;:]*m")
_CUT = re.compile(r"\x1b(?:\[[0-9;:]*)?$")
"""The beginning of what may be a colour, at the end of what has come so far."""


@cache
def takes_place(sign: str) -> bool:
    """Whether a character has a cell of its own or changes the one before it."""
    return wcwidth(sign) != 0 or unicodedata.combining(sign) > 0


class _Cells(dict[str, pyte.screens.Char | None]):
    """What a character makes of a cell, without colours; None where it is not as wide as one cell."""

    def __missing__(self, sign: str) -> pyte.screens.Char | None:
        self[sign] = pyte.screens.Char(sign) if wcwidth(sign) == 1 else None
        return self[sign]


class _Screen(pyte.Screen):
    """A screen that knows no colours, which makes drawing on it cheap."""

    _cells = _Cells()

    def draw(self, data: str) -> None:
        """Draw a text: at once what lies within the line and is as wide as it is long, else letter by letter."""
        cells, begin = [self._cells[sign] for sign in data], self.cursor.x
        if None in cells or begin + len(cells) > self.columns or modes.IRM in self.mode:
            super().draw(data)
            return
        self.buffer[self.cursor.y].update(zip(range(begin, begin + len(cells)), cells, strict=True))
        self.cursor.x += len(cells)


class Program(Protocol):
    """A process that runs at a terminal."""

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""

    def kill(self) -> None:
        """Kill it as a power cut would."""

    def wait(self) -> int:
        """Wait until it has ended; return its exit code."""


def from_nothing(command: Sequence[str], environment: Mapping[str, str]) -> Callable[[int], Program]:
    """Start a command as a person does; what is returned starts it at the end of a pty that is the program's."""
    return lambda inner: subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _AT_THE_TERMINAL, *command],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=dict(environment),
        start_new_session=True,
    )


class Terminal:
    """One program in a pty of a given size. `raw` keeps every byte that it wrote."""

    def __init__(self, start: Callable[[int], Program], *, columns: int = 140, lines: int = 42) -> None:
        self._screen = _Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.raw = bytearray()
        self._cut = ""
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._program = start(inner)
        os.close(inner)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of `KEYS`, or single characters."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def type(self, text: str) -> None:
        """Type text letter by letter."""
        os.write(self._fd, text.encode())

    def screen(self) -> str:
        """Return what the screen shows now."""
        # Not pyte's own `display`: it cannot show a line in which half of a wide character was overwritten.
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        return "\n".join("".join(row[x].data for x in range(self._screen.columns)).rstrip() for row in rows)

    def expect(self, *texts: str, patience: float = PATIENCE) -> str:
        """Wait until the screen shows all of `texts` and return it."""
        return self._until(lambda shown: all(text in shown for text in texts), f"{texts} to be shown", patience)

    def expect_gone(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until the screen no longer shows `text` and return it."""
        return self._until(lambda shown: text not in shown, f"{text!r} to be gone", patience)

    def expect_that(self, holds: Callable[[str], bool], wanted: str, patience: float = PATIENCE) -> str:
        """Wait until something holds of the screen and return it; `wanted` says what, if it never does."""
        return self._until(holds, wanted, patience)

    def stay_until(self, happened: Callable[[], bool], wanted: str, patience: float = PATIENCE) -> None:
        """Sit before the screen until something has happened outside of it."""
        deadline = time.monotonic() + patience
        while not happened():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {wanted}; the screen showed:\n{self.screen()}")
            self._read(GLANCE)

    def _until(self, holds: Callable[[str], bool], wanted: str, patience: float) -> str:
        deadline = time.monotonic() + patience
        while True:
            shown = self.screen()
            if holds(shown):
                return shown
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"waited for {wanted}; the screen showed:\n{self.screen()}")

    def _read(self, patience: float) -> bool:
        """Read what is written until nothing more follows at once."""
        begun = len(self.raw)
        while select.select([self._fd], [], [], patience)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                break
            if not data:
                break
            self.raw += data
            self._draw(self._cut + self._decoder.decode(data))
            patience = BLINK
        return len(self.raw) > begun

    def _draw(self, text: str) -> None:
        cut = _CUT.search(text)
        self._cut = cut[0] if cut else ""
        text = _COLOURS.sub("", text.removesuffix(self._cut))
        # pyte stops drawing at a character without width; a terminal goes on.
        self._stream.feed(
            text if text.isascii() else "".join(sign for sign in text if sign.isascii() or takes_place(sign))
        )

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended and return its exit code; everything that it wrote was read then."""
        deadline = time.monotonic() + patience
        while (code := self._program.poll()) is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen showed:\n{self.screen()}")
            self._read(GLANCE)
        while self._read(0):
            continue
        return code

    def said(self) -> str:
        """Return everything that the program wrote, escapes included."""
        return codecs.decode(bytes(self.raw), "utf-8", "replace")

    def kill(self) -> None:
        """Kill the program as a power cut would."""
        self._program.kill()
        self._program.wait()

    def close(self) -> None:
        """End the program if it still runs, and give the pty back."""
        self.kill()
        with contextlib.suppress(OSError):
            os.close(self._fd)
