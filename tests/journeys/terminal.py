"""A real terminal for the journeys: a pty with a screen, pressed and read as a person would.

Nothing here sleeps for a guess: every wait ends when the screen shows what is expected, or fails with the screen.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

PATIENCE = 20.0
"""Seconds until a wait gives up; a loaded machine may need several for a start."""

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
    "f9": "\x1b[20~",
    "ctrl+s": "\x13",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
}


class Terminal:
    """One program in a pty of a given size. `raw` keeps every byte that it wrote."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 140,
        lines: int = 42,
        folder: Path | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if folder is not None:
                os.chdir(folder)
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of `KEYS`, or single characters."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def type(self, text: str) -> None:
        """Type text letter by letter."""
        os.write(self._fd, text.encode())

    def screen(self) -> str:
        """Return what the screen shows now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def expect(self, *texts: str, patience: float = PATIENCE) -> str:
        """Wait until the screen shows all of `texts` and return it."""
        return self._until(
            lambda shown: all(text in shown for text in texts), f"{texts} to be shown", patience
        )

    def expect_gone(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until the screen no longer shows `text` and return it."""
        return self._until(lambda shown: text not in shown, f"{text!r} to be gone", patience)

    def _until(self, holds, wanted: str, patience: float) -> str:
        deadline = time.monotonic() + patience
        while True:
            shown = self.screen()
            if holds(shown):
                return shown
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"waited for {wanted}; the screen showed:\n{self.screen()}")

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], patience)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended and return its exit code."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            self._read(0.05)
        raise AssertionError(f"the program did not end; the screen showed:\n{self.screen()}")

    def kill(self) -> None:
        """Kill the program as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def close(self) -> None:
        """End the program if it still runs, and give the pty back."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self._fd)


def desk_command() -> list[str]:
    """The program as this interpreter runs it."""
    return [sys.executable, "-m", "callback_desk"]
