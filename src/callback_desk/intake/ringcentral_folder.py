"""A folder of RingCentral's pages: its call log, its message store or both, read as one, in whatever order they lie."""

from collections.abc import Iterable, Iterator

from callback_desk.intake.json_folder import Documents, Page, look_through
from callback_desk.intake.json_records import Placed, placed_records
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.ringcentral import LISTS, MARKS, NAME, is_call_log, read_calls
from callback_desk.intake.ringcentral_messages import MESSAGE_MARKS, Messages, is_message_store
from callback_desk.intake.ringcentral_pages import lacking
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Source
from callback_desk.intake.units import FileReading


def read_folder(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls and messages of all pages below a folder, or None where it holds none.

    A voicemail of the call log and its message in the store are one unit; a record on two pages counts once.
    """
    found = look_through(source.path, options, {*LISTS, *MARKS, *MESSAGE_MARKS}, _is_list)
    if not found.pages:
        return None
    log = [page for page in found.pages if is_call_log(page.documents)]
    store = [page for page in found.pages if not is_call_log(page.documents)]
    gathered, threads = Gathered(), FileReading("", NAME)
    Messages(options, gathered).read(_records(store), threads, by_time=True)
    reading = read_calls(_records(log), options, gathered, by_time=True)
    reading.rows += threads.rows
    reading.units = [*reading.units, *threads.units]
    reading.skipped += threads.skipped
    reading.rejected += threads.rejected
    reading.notes += [*threads.notes, *lacking("call log", log), *lacking("message store", store)]
    found.tell(reading, "list of RingCentral's")
    reading.notes = list(dict.fromkeys(reading.notes))
    return reading


def _is_list(documents: Documents) -> bool:
    return is_call_log(documents) or is_message_store(documents)


def _records(pages: Iterable[Page]) -> Iterator[Placed]:
    """Yield the records of all pages, each with its page before its place."""
    for page in pages:
        for one in placed_records(page.documents, LISTS):
            yield one._replace(place=f"{page.place}: {one.place}")
