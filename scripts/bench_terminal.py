"""Times a terminal program from outside: from its start to its first paint, from a key to the last byte it wrote.

A pty of a given size; the few questions that a program asks its terminal are answered as a plain xterm would. Times
are taken when bytes arrive. Linux and macOS only.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence

ANSWERS: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
)
_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;:?<=>!\"$' ]*[@-~]|[P_^X\]][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|[=>78])")
KEYS: Mapping[str, bytes] = {
    "down": b"\x1b[B",
    "enter": b"\r",
    "space": b" ",
    "f2": b"\x1bOQ",
    "ctrl+s": b"\x13",
    "escape": b"\x1b",
}
GIVE_UP = 60.0


class Program:
    """One run of a program in a pty. Seconds everywhere."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int]) -> None:
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(environment))
        columns, lines = size
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._written = bytearray()
        self._last = self.started

    def until(self, text: str) -> float:
        """Return the seconds since the start at which `text` had been written to the screen."""
        wanted = text.encode()
        return self._until(lambda: wanted in _ESCAPES.sub(b"", bytes(self._written)))

    def first_paint(self) -> float:
        """Return the seconds since the start at which something visible had been written."""
        return self._until(lambda: bool(_ESCAPES.sub(b"", bytes(self._written)).strip()))

    def press(self, key: str, quiet: float = 0.08) -> float:
        """Press a key and return the seconds to the last byte written before `quiet` seconds of silence."""
        self.settle(quiet)
        pressed = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key.encode()))
        wrote = self._read(1.0)
        while wrote and self._read(quiet):
            pass
        return self._last - pressed if wrote else 0.0

    def press_to_first_byte(self, key: str, quiet: float = 0.3) -> float:
        """Press a key and return the seconds to the first bytes written for it; then wait for silence."""
        self.settle(quiet)
        pressed = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key.encode()))
        wrote = self._read(1.0)
        took = self._last - pressed
        self.settle(quiet)
        return took if wrote else 0.0

    def key_until(self, key: str, text: str) -> float:
        """Press a key and return the seconds until `text` has been written."""
        self.settle(0.1)
        self._written.clear()
        pressed = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key.encode()))
        wanted = text.encode()
        self._until(lambda: wanted in _ESCAPES.sub(b"", bytes(self._written)))
        return self._last - pressed

    def settle(self, quiet: float) -> None:
        """Wait until the program has been silent for `quiet` seconds."""
        while self._read(quiet):
            pass

    def peak_mebibytes(self) -> float:
        """Return the program's own peak resident memory so far (Linux), else 0."""
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
                found = re.search(r"VmHWM:\s+(\d+)", status.read())
        except OSError:
            return 0.0
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _until(self, holds: Callable[[], bool]) -> float:
        while not holds():
            if time.perf_counter() - self.started > GIVE_UP or not self._read(GIVE_UP):
                shown = _ESCAPES.sub(b"", bytes(self._written))[-600:].decode(errors="replace")
                raise TimeoutError(f"the program never showed it; it ended with: {shown}")
        return self._last - self.started

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], patience)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return False
        self._last = time.perf_counter()
        self._written += data
        for question, answer in ANSWERS:
            if question.search(data):
                os.write(self._fd, answer)
        return bool(data)
