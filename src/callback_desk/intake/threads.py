"""Text messages by thread: a thread with one number is one thing to answer, however many messages it has."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import Number, offered_numbers
from callback_desk.domain.text import clean_line
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.table_cells import phone_note
from callback_desk.intake.units import Fault, Unit

_LONGEST_LEG = 200


class TextMessage(NamedTuple):
    """One text message. `number` and `shown` are the other side's; `thread` is what all of a thread share."""

    place: str
    thread: str
    at: datetime
    from_us: bool
    number: Number
    shown: str
    words: str
    vendor_id: str = ""


class Threads:
    """The threads of one file or folder, in the order in which they begin."""

    def __init__(self, family: str, region: str) -> None:
        self._family, self._region = family, region
        self._threads: dict[str, dict[TextMessage, TextMessage]] = {}
        self._seen: dict[str, str] = {}

    def take(self, message: TextMessage) -> Fault | None:
        """Put a message to its thread; tell where it is the same as an earlier one.

        Pages that overlap have the same messages at several places, and some systems give these no ids.
        """
        if message.vendor_id:
            earlier = self._seen.setdefault(message.vendor_id, message.place)
            if earlier != message.place:
                return Fault(message.place, f"the same record as {earlier}")
        self._threads.setdefault(message.thread, {}).setdefault(message._replace(place=""), message)
        return None

    def units(self) -> Iterator[Unit]:
        """Yield one unit a thread."""
        for thread, messages in self._threads.items():
            yield self._unit(thread, sorted(messages.values(), key=_at))

    def _unit(self, thread: str, messages: list[TextMessage]) -> Unit:
        """Return a thread as one unit: it waits since the first message that we have not written after.

        Its key is that of the patient's latest message: the same export again brings nothing new, and neither does an
        older one, whose latest message is among the earlier keys.
        """
        theirs = [message for message in messages if not message.from_us]
        last = (theirs or messages)[-1]
        waiting = _unanswered(messages) or [last]
        known = next((m for m in reversed(theirs or messages) if m.number.e164), last)
        shown = next((m.shown for m in reversed(theirs) if m.shown), "")
        keys = [self._key(message, known.number) for message in theirs or [last]]
        said = "\n".join(message.words for message in theirs if message.words) or None
        offered = offered_numbers(said, self._region) if said else ()
        return Unit(
            source_key=keys[-1],
            earlier_keys=tuple(dict.fromkeys(key for key in keys if key != keys[-1])),
            kind="message",
            line=messages[0].place,
            at=waiting[0].at,
            direction="inbound" if theirs else "outbound",
            channel=Channel.TEXT_MESSAGE,
            number=known.number.e164,
            phone_note=phone_note(known.number),
            patient=caller_id_name(shown, known.number.e164) if shown else None,
            request=said,
            thread=f"{self._family}:{thread}",
            goes_on=True,
            legs=tuple(map(_leg, messages)),
            offered_phones=tuple(number for number in offered if number != known.number.e164),
        )

    def _key(self, message: TextMessage, number: Number) -> str:
        if message.vendor_id:
            return source_key(self._family, message.vendor_id)
        return derived_source_key(self._family, message.at, number.e164 or message.thread, "text", None)


def _at(message: TextMessage) -> tuple[datetime, str]:
    return message.at, message.vendor_id


def _unanswered(messages: Iterable[TextMessage]) -> list[TextMessage]:
    """Return the patient's messages since we last wrote, or the last one where we wrote after it."""
    waiting: list[TextMessage] = []
    answered: list[TextMessage] = []
    for message in messages:
        if message.from_us:
            answered, waiting = waiting[-1:] or answered, []
        else:
            waiting.append(message)
    return waiting or answered


def _leg(message: TextMessage) -> str:
    who = "we" if message.from_us else "they"
    return clean_line(f"{message.at:%Y-%m-%d %H:%M:%S} UTC {who}: {message.words}")[:_LONGEST_LEG]
