"""Twilio's lists as JSON: calls, recordings and transcriptions, of one file, one a line, or of a folder of files.

A call is several records: the caller's own, and one for each telephone that was rung for it. A recording belongs to
its call, a transcription to its recording. Where the call is in none of the files, that is said.
"""

from collections.abc import Iterable, Iterator

from callback_desk.intake.calls import CallReading, NotOver
from callback_desk.intake.json_folder import Documents, look_through
from callback_desk.intake.json_records import Fields, Placed, identifier, looks_like, placed_records
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.record_states import States
from callback_desk.intake.source import Shape, Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.twilio_call import NAME, TwilioCall, told_of
from callback_desk.intake.units import Fault, FileReading

_LISTS = ("calls", "recordings", "transcriptions")
_MARKS = frozenset(
    ("parent_call_sid", "from_formatted", "to_formatted", "phone_number_sid", "answered_by", "account_sid", "call_sid",
     "recording_sid", "transcription_text", "forwarded_from", "group_sid", "trunk_sid", "subresource_uris", "sid",
     "media_url", "price_unit", "api_version")
)  # fmt: skip
_FEWEST_MARKS = 4


def read_twilio(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file or a folder, or None where it holds no list of Twilio's."""
    if source.shape is Shape.FOLDER:
        return _read_folder(source, options)
    if not _is_twilio(source.documents):
        return None
    reading = read_lists([("", source.documents)], options)
    reading.notes = [*source.text.notes, *reading.notes]
    return reading


def _is_twilio(documents: Documents) -> bool:
    return looks_like(placed_records(documents, _LISTS), _MARKS, _FEWEST_MARKS) or any(
        isinstance(page, dict) and "first_page_uri" in page and any(name in page for name in _LISTS)
        for _, page in documents
    )


def _read_folder(folder: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of all lists below a folder, as one."""
    found = look_through(folder.path, options, _MARKS.union(_LISTS), _is_twilio)
    if not found.pages:
        return None
    reading = read_lists(((f"{page.place}: ", page.documents) for page in found.pages), options)
    found.tell(reading, "list of Twilio's")
    return reading


def records_of(documents: Documents) -> Iterator[Placed]:
    """Yield the records of one file."""
    return placed_records(documents, _LISTS)


def read_lists(files: Iterable[tuple[str, Documents]], options: ReadOptions) -> FileReading:
    """Return the calls of all files as one reading; each file comes with what stands before its places."""
    reading = FileReading("", NAME)
    gathering = _Gathering(reading)
    for prefix, documents in files:
        for one in options.watched(records_of(documents)):
            gathering.take(one._replace(place=prefix + one.place))
    gathering.join()
    calls = CallReading(NAME, options)
    for call in options.watched(gathering.calls()):
        try:
            reading.units.append(calls.unit(call.place, told_of(call, calls)))
        except NotOver as found:
            reading.skipped.append(Fault(call.place, str(found)))
        except NotRead as fault:
            reading.rejected.append(Fault(call.place, str(fault)))
    reading.notes = list(calls.notes())
    return reading


class _Gathering:
    """The records of all files, put together call by call."""

    def __init__(self, reading: FileReading) -> None:
        self._reading = reading
        self._legs, self._recordings, self._transcriptions = States[str](), States[str](), States[str]()
        self._calls: dict[str, TwilioCall] = {}
        self._root_of: dict[str, str] = {}

    def take(self, one: Placed) -> None:
        """Keep one record until all are there."""
        self._reading.rows += 1
        record = one.value
        if not isinstance(record, dict):
            self._reading.rejected.append(Fault(one.place, "it is no record, but a bare value"))
        elif one.within == _LISTS[2] or (not one.within and "recording_sid" in record):
            self._transcriptions.take(_sid(one), one)
        elif one.within == _LISTS[1] or (not one.within and "call_sid" in record):
            self._recordings.take(_sid(one), one)
        else:
            self._legs.take(_sid(one), one)

    def join(self) -> None:
        """Put legs, recordings and transcriptions to their calls."""
        for states in (self._legs, self._recordings, self._transcriptions):
            self._reading.skipped += states.settled()
        for sid, (place, _, record) in self._legs.items():
            root = self._root(sid)
            self._root_of[sid] = root
            self._calls.setdefault(root, TwilioCall(root, place)).add(record, is_root=sid == root, place=place)
        for place, _, recording in self._recordings.values():
            call = self._call_of(recording)
            if call is None:
                self._skip(place, "a recording without its call here: take the calls list in together with it")
            else:
                call.recordings.append(recording)
        for place, _, transcription in self._transcriptions.values():
            found = self._recordings.get(identifier(transcription, "recording_sid"))
            call = None if found is None else self._call_of(found.value)
            if call is None:
                self._skip(
                    place,
                    "a transcription without its call here: take all three lists in together",
                )
            else:
                call.transcriptions.append(transcription)

    def _root(self, sid: str) -> str:
        """Return the call that this leg belongs to; a parent that is not in the files is one all the same."""
        seen: list[str] = []
        while sid in self._legs:
            if sid in seen:  # legs that name each other as parents
                return min(seen)
            seen.append(sid)
            parent = identifier(self._legs[sid].value, "parent_call_sid")
            if not parent:
                break
            sid = parent
        return sid

    def _call_of(self, recording: Fields) -> TwilioCall | None:
        return self._calls.get(self._root_of.get(identifier(recording, "call_sid"), ""))

    def _skip(self, place: str, reason: str) -> None:
        self._reading.skipped.append(Fault(place, reason))

    def calls(self) -> Iterator[TwilioCall]:
        """Yield the calls in the order in which they were met."""
        yield from self._calls.values()


def _sid(one: Placed) -> str:
    return identifier(one.value, "sid") or f"#{one.place}"
