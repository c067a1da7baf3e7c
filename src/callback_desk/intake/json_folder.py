"""A folder of one system's lists as JSON: its pages, and what is said of all other files in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk.intake.left_out import left_out
from callback_desk.intake.options import ReadOptions, Unreadable
from callback_desk.intake.pages import files_below
from callback_desk.intake.source import Shape, open_source
from callback_desk.intake.units import Fault, FileReading

Documents = Sequence[tuple[int, Any]]
"""The JSON documents of one file, each with its first line."""
_NAMED = 5


class Page(NamedTuple):
    """One file of the folder that is a list: its place, the documents in it, and what was assumed to read it."""

    place: str
    documents: Documents
    notes: tuple[str, ...]


class Folder(NamedTuple):
    """A folder that was looked through: the pages, those that cannot be read, and the places of all files."""

    pages: list[Page]
    broken: list[Fault]
    places: list[str]

    def tell(self, reading: FileReading, what: str) -> None:
        """Add to a reading what became of the files that hold none of its records; a page is a `what`."""
        told = {*(page.place for page in self.pages), *(fault.line for fault in self.broken)}
        reading.rejected += self.broken
        reading.skipped += left_out(self.places, told, what)
        reading.notes[:0] = _notes(self.pages)


def look_through(
    folder: Path, options: ReadOptions, words: Iterable[str], is_list: Callable[[Documents], bool]
) -> Folder:
    """Return the lists of one kind below a folder.

    A list begins with one of the `words` as a key: what does not is no page of this kind, and is not parsed for it.
    """
    found, keys, paths = Folder([], [], []), [f'"{word}"'.encode() for word in words], files_below(folder)
    for path in options.watched(paths):
        place = path.relative_to(folder).as_posix()
        found.places.append(place)
        try:
            source = open_source(path)
            if source.shape is not Shape.JSON or not any(key in source.head for key in keys):
                continue
            if is_list(source.documents):
                found.pages.append(Page(place, source.documents, source.text.notes))
        except Unreadable as fault:
            found.broken.append(Fault(place, str(fault)))
    return found


def _notes(pages: Iterable[Page]) -> Iterator[str]:
    """Yield what was assumed to read the pages, each with their places."""
    places: dict[str, list[str]] = {}
    for page in pages:
        for note in page.notes:
            places.setdefault(note, []).append(page.place)
    for note, there in places.items():
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        yield f"{', '.join(there[:_NAMED])}{more}: {note}"
