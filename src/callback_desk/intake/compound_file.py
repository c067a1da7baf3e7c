"""The container of old and of protected workbooks: sectors, each naming the one that follows it.

A damaged one can name a sector that came before, and whoever follows it then never ends. That is looked for here,
before a library follows it.
"""

import struct
from collections.abc import Iterator, Sequence

_HEADER = 512
_LISTED_IN_HEADER = 109
_FIRST_RESERVED = 0xFFFFFFFA
_DIRECTORY_ENTRY = 128
_SMALL = 4096
_ROOT = 5


def has_sound_chains(content: bytes) -> bool:
    """Tell whether every chain of sectors in a container comes to an end."""
    if len(content) < _HEADER:
        return False
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        return False
    sectors = _Sectors(content, 1 << shift)
    first_directory, _, _, first_small, _, first_list, _ = struct.unpack_from("<7I", content, 48)
    listed = sectors.listed(first_list)
    if listed is None:
        return False
    following = [each for sector in listed for each in sectors.numbers(sector)]
    chains = _Chains(following)
    directory = chains.of(first_directory)
    small = chains.of(first_small)
    if directory is None or small is None:
        return False
    small_chains = _Chains([each for sector in small for each in sectors.numbers(sector)])
    return all(
        (small_chains if kind != _ROOT and size < _SMALL else chains).of(start) is not None
        for kind, start, size in sectors.entries(directory)
    )


class _Sectors:
    """The content of a container, sector by sector; what lies behind its end is empty."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size

    def numbers(self, sector: int) -> tuple[int, ...]:
        """Return a sector as numbers of sectors."""
        start = (sector + 1) * self._size
        part = self._content[start : start + self._size]
        return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])

    def listed(self, first: int) -> list[int] | None:
        """Return the sectors that hold the table of what follows what, or None where their list never ends."""
        found = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", self._content, 76))
        seen: set[int] = set()
        while first < _FIRST_RESERVED:
            if first in seen:
                return None
            seen.add(first)
            *more, first = self.numbers(first) or (_FIRST_RESERVED,)
            found += more
        return [sector for sector in found if sector < _FIRST_RESERVED]

    def entries(self, directory: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Yield kind, first sector and size of each stream in the directory."""
        for sector in directory:
            start = (sector + 1) * self._size
            for at in range(
                start, min(start + self._size, len(self._content) - _DIRECTORY_ENTRY + 1), _DIRECTORY_ENTRY
            ):
                kind = self._content[at + 66]
                if kind:
                    yield kind, *struct.unpack_from("<2I", self._content, at + 116)


class _Chains:
    """The table of what follows what; each sector is looked at once over all chains."""

    def __init__(self, following: list[int]) -> None:
        self._following = following
        self._ending: set[int] = set()

    def of(self, first: int) -> list[int] | None:
        """Return the sectors of a chain up to one that another chain has too, or None where it never ends."""
        found: list[int] = []
        met: set[int] = set()
        while first < len(self._following) and first not in self._ending:
            if first in met:
                return None
            met.add(first)
            found.append(first)
            first = self._following[first]
        self._ending |= met
        return found
