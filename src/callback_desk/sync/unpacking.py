"""What stands compressed in a file that was decrypted: never decompressed further than somebody vouches for.

Anybody may close a file to a desk, and a small file may hold a thousand times as much. So the first line comes alone:
it names the writer and says how much follows.
"""

import zlib
from io import BytesIO

from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.lines import MOST_LINE

MOST_PLAIN = 1 << 30
"""Bytes of what is in a file, once it is decompressed."""

_FED, _STEP = 64 << 10, 1 << 20


class Unpacking:
    """Decrypted content, decompressed as far as was asked for."""

    def __init__(self, content: bytes) -> None:
        self._content, self._fed, self._tail = content, 0, b""
        self._unzip = zlib.decompressobj(wbits=31)
        self._plain = BytesIO()
        self._begun = 0
        """How much there is of a line whose end was not seen yet."""

    def first_line(self) -> bytes:
        """Return the first line without its newline; all there is, where that is no longer than a line may be.

        Raises:
            Refused: what is compressed is damaged, or no line.
        """
        while self._begun == self._plain.tell() and not self._unzip.eof:
            self._go_on(_FED)
        return self._plain.getvalue().partition(b"\n")[0]

    def whole(self, most: int) -> bytes:
        """Return everything, the first line too.

        Raises:
            Refused: it is damaged, or has more than `most` bytes.
        """
        most = min(most, MOST_PLAIN)
        while not self._unzip.eof and self._plain.tell() <= most:
            self._go_on(_STEP)
        if self._plain.tell() > most:
            raise Refused(Why.BAD, f"it holds more than {_shown(most)}: nothing of it was taken in")
        if self._unzip.unused_data or self._fed < len(self._content):
            raise bad("something follows its end")
        return self._plain.getvalue()

    def _go_on(self, step: int) -> None:
        if not self._tail:
            self._tail = self._content[self._fed : self._fed + _FED]
            self._fed += len(self._tail)
        given = self._tail
        try:
            part = self._unzip.decompress(given, step)
        except zlib.error as fault:
            raise bad("it is damaged") from fault
        if not given and not part and not self._unzip.eof:
            raise bad("it ends in the middle")
        self._tail = self._unzip.unconsumed_tail
        self._plain.write(part)
        end = part.rfind(b"\n")
        self._begun = self._begun + len(part) if end < 0 else len(part) - end - 1
        if self._begun > MOST_LINE:
            raise bad("one of its lines is not as it should be")


def _shown(most: int) -> str:
    return f"{most >> 20} MiB" if most >> 20 else f"{most >> 10} KiB"
