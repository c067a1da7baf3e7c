"""A folder of RingCentral's pages: its call log, its message store or both, read as one, in whatever order they lie."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk.intake.calls import read_records
from callback_desk.intake.json_records import Placed, first_text, part, placed_records, text
from callback_desk.intake.left_out import left_out
from callback_desk.intake.options import ReadOptions, Unreadable
from callback_desk.intake.pages import files_below
from callback_desk.intake.ringcentral import LISTS, NAME, Calls, is_call_log
from callback_desk.intake.ringcentral_messages import Messages, is_message_store
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Shape, Source, open_source
from callback_desk.intake.units import Fault, FileReading

_MOST_PAGES = 10_000
"""A count beyond it is no count of pages."""


class _Page(NamedTuple):
    """One file of the folder: its place, and the documents in it."""

    place: str
    documents: Sequence[tuple[int, Any]]


def read_folder(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls and messages of all pages below a folder, or None where it holds none.

    A voicemail of the call log and its message in the store are one unit; a record on two pages counts once.
    """
    folder, broken = source.path, list[Fault]()
    log, store = list[_Page](), list[_Page]()
    paths = files_below(folder)
    for path in options.watched(paths):
        page = _page(folder, path, broken)
        if page is not None and is_call_log(page.documents):
            log.append(page)
        elif page is not None and is_message_store(page.documents):
            store.append(page)
    if not log and not store:
        return None
    gathered, calls, threads = Gathered(), Calls(options), FileReading("", NAME)
    Messages(options, gathered).read(_in_order(store), threads)
    reading = read_records(NAME, options.watched(_in_order(log)), calls.call, gathered)
    reading.rows += threads.rows
    reading.units = [*reading.units, *threads.units]
    reading.skipped += threads.skipped
    reading.rejected += [*threads.rejected, *broken]
    told = [page.place for page in (*log, *store)] + [fault.line for fault in broken]
    every = (path.relative_to(folder).as_posix() for path in paths)
    reading.skipped += left_out(every, set(told), "list of RingCentral's")
    notes = (*calls.notes(), *threads.notes, *_lacking("call log", log), *_lacking("message store", store))
    reading.notes = list(dict.fromkeys(notes))
    return reading


def _page(folder: Path, path: Path, broken: list[Fault]) -> _Page | None:
    """Return a file of JSON, or None; one that cannot be read is told among the `broken`."""
    place = path.relative_to(folder).as_posix()
    try:
        found = open_source(path)
        return _Page(place, found.documents) if found.shape is Shape.JSON else None
    except Unreadable as fault:
        broken.append(Fault(place, str(fault)))
        return None


def _in_order(pages: Sequence[_Page]) -> Iterator[Placed]:
    """Yield the records of all pages by their time: what becomes of them must not hang on the names of files."""
    records = [
        one._replace(place=f"{page.place}: {one.place}")
        for page in pages
        for one in placed_records(page.documents, LISTS)
    ]
    yield from sorted(records, key=_when)


def _when(one: Placed) -> tuple[str, str]:
    record = one.value if isinstance(one.value, dict) else {}
    return first_text(record, "startTime", "creationTime"), first_text(record, "id")


def _lacking(what: str, pages: Sequence[_Page]) -> Iterator[str]:
    """Say which of the pages that a list has by its own count are not here."""
    paging = [
        part(document, "paging") for page in pages for _, document in page.documents if isinstance(document, dict)
    ]
    numbers = {text(one.get("page")) for one in paging}
    total = max((int(said) for one in paging if (said := text(one.get("totalPages"))).isdecimal()), default=0)
    lacking = [str(number) for number in range(1, min(total, _MOST_PAGES) + 1) if str(number) not in numbers]
    if lacking:
        yield f"of the {what}'s {total} pages these are not in the folder: {', '.join(lacking[:5])}"
