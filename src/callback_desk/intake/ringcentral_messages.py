"""RingCentral's message store as JSON: voicemails, faxes and text messages, one record or a list of them."""

from collections.abc import Iterable

from callback_desk.domain.codes import Channel
from callback_desk.domain.phone import Number
from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import direction_of
from callback_desk.intake.calls import CallReading, Told, seconds
from callback_desk.intake.json_folder import Documents
from callback_desk.intake.json_records import (
    Fields,
    Placed,
    first_text,
    identifier,
    is_empty_list,
    looks_like,
    part,
    parts,
    placed_records,
    text,
)
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.ringcentral import LISTS, NAME, is_colleague, message_key, reached_as, settled
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.threads import TextMessage, Threads
from callback_desk.intake.units import Direction, Fault, FileReading, Unit

MESSAGE_MARKS = frozenset(
    ("creationTime", "readStatus", "messageStatus", "availability", "attachments", "conversation", "conversationId",
     "lastModifiedTime", "vmTranscriptionStatus", "smsSendingAttemptsCount", "faxPageCount", "faxResolution")
)  # fmt: skip
_FEWEST_MARKS = 3


def read_message_store(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the messages of a message store, or None where the file is none."""
    if not is_message_store(source.documents):
        return None
    reading, gathered = FileReading("", NAME), Gathered()
    records = placed_records(source.documents, LISTS)
    Messages(options, gathered).read(records, reading, by_time=len(source.documents) > 1)
    reading.units[:0] = gathered.units
    reading.skipped += gathered.repeated
    reading.notes[:0] = source.text.notes
    return reading


def is_message_store(documents: Documents) -> bool:
    """Tell whether these documents are of a message store, one without messages included."""
    if looks_like(placed_records(documents, LISTS), MESSAGE_MARKS, _FEWEST_MARKS):
        return True
    return is_empty_list(documents, "records") and _is_empty_store(documents[0][1])


def _is_empty_store(document: object) -> bool:
    return isinstance(document, dict) and "/message-" in text(document.get("uri"))


class Messages(CallReading):
    """One message store being read, of one file or of many pages. Voicemails and faxes go to `gathered`, where a
    voicemail meets its call."""

    def __init__(self, options: ReadOptions, gathered: Gathered) -> None:
        super().__init__(NAME, options)
        self._gathered = gathered
        self._threads = Threads(NAME, options.region)
        self._kinds_not_known: set[str] = set()

    def read(self, records: Iterable[Placed], reading: FileReading, *, by_time: bool) -> None:
        """Read the records; add the text threads to the reading, and what became of everything else."""
        once, states = settled(records, by_time=by_time)
        reading.rows += len(states)
        reading.skipped += states
        for one in self._options.watched(once):
            reading.rows += 1
            if not isinstance(one.value, dict):
                reading.rejected.append(Fault(one.place, "it is no record, but a bare value"))
                continue
            try:
                repeated = self._take(one.place, one.value)
            except NotRead as fault:
                reading.rejected.append(Fault(one.place, str(fault)))
            else:
                reading.skipped += [repeated] if repeated else []
        reading.units += self._threads.units()
        reading.notes += self.notes()
        if self._kinds_not_known:
            reading.notes.append(f"kinds of message that are not known: {', '.join(sorted(self._kinds_not_known)[:3])}")

    def _take(self, place: str, record: Fields) -> Fault | None:
        kind = first_text(record, "type").casefold().replace(" ", "")
        if kind == "sms":
            return self._threads.take(self._text(place, record))
        at, doubts = self.moment(first_text(record, "creationTime", "lastModifiedTime"), "when it was made")
        number, side, direction = self._other_side(record)
        if kind == "voicemail":
            told = Told(
                at,
                direction,
                "voicemail",
                number,
                _key(record),
                first_text(side, "name"),
                _length(record),
                doubts=doubts,
                details=_facts(record),
            )
            self._gathered.take(self.unit(place, told))
            return None
        if kind == "fax":
            self._gathered.take(self._message(place, record, Channel.FAX))
            return None
        message = self._message(place, record, Channel.TEXT_MESSAGE)
        if kind == "pager":  # between colleagues
            message = message._replace(direction="internal")
        else:
            self._kinds_not_known.add(clean_line(first_text(record, "type"))[:20] or "none")
        self._gathered.take(message)
        return None

    def _message(self, place: str, record: Fields, channel: Channel) -> Unit:
        """Return a message that stands alone: a fax, a note between colleagues, or of a kind not known."""
        at, doubts = self.moment(first_text(record, "creationTime", "lastModifiedTime"), "when it was made")
        number, side, direction = self._other_side(record)
        told = Told(at, direction, "missed", number, _key(record), first_text(side, "name"), doubts=doubts)
        made = self.unit(place, told)
        pages = first_text(record, "faxPageCount")
        return made._replace(
            kind="message",
            outcome=None,
            channel=channel,
            request=first_text(record, "subject") or None,
            details={**made.details, **({"pages": pages} if pages else {})},
        )

    def _text(self, place: str, record: Fields) -> TextMessage:
        at, _ = self.moment(first_text(record, "creationTime", "lastModifiedTime"), "when it was made")
        number, side, direction = self._other_side(record)
        conversation = identifier(part(record, "conversation"), "id") or identifier(record, "conversationId")
        thread = number.e164 or number.extension or conversation or _key(record) or place
        return TextMessage(
            place=place,
            thread=thread,
            at=at,
            from_us=direction != "inbound",
            number=number,
            shown=first_text(side, "name"),
            words=first_text(record, "subject"),
            vendor_id=_key(record),
        )

    def _other_side(self, record: Fields) -> tuple[Number, Fields, Direction]:
        """Return the other side's number and record, and the direction."""
        sender = part(record, "from")
        receivers = parts(record, "to") or [part(record, "to")]
        caller, called = self.number(reached_as(sender)), self.number(reached_as(receivers[0]))
        told = direction_of(first_text(record, "direction"))
        direction = told if told is not None else self.direction_by_numbers(caller, called)
        number, side = (called, receivers[0]) if direction == "outbound" else (caller, sender)
        return number, side, "internal" if is_colleague(side) else direction


def _key(record: Fields) -> str:
    message = identifier(record, "id")
    return message_key(message) if message else ""


def _length(record: Fields) -> int | None:
    lengths = (seconds(attachment.get("vmDuration")) for attachment in parts(record, "attachments"))
    return next((length for length in lengths if length is not None), None)


def _facts(record: Fields) -> dict[str, str]:
    facts = {
        "status": first_text(record, "readStatus"),
        "priority": first_text(record, "priority"),
        "transcript": first_text(record, "vmTranscriptionStatus"),
        "caller is in": first_text(part(record, "from"), "location"),
    }
    return {name: value for name, value in facts.items() if value and value not in ("Normal", "NotAvailable")}
