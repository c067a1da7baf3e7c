"""HL7 v2 message files: referrals (REF) and appointments (SIU). Other messages are refused by their name."""

from collections import Counter

from callback_desk.domain.text import clean_line
from callback_desk.intake.hl7_appointment import EVENTS, appointment_units
from callback_desk.intake.hl7_referral import referral_unit
from callback_desk.intake.hl7_text import Message, messages
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.options import HL7, ReadOptions, Unreadable
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import Fault, FileReading, Unit

_REFERRALS = ("I12", "I13", "I14")
_NO_PATIENT = ("S23", "S24")
_READ = "REF^I12 to I14 (referrals) and SIU^S12 to S26 (appointments) are"
_SHOWN = 3


def read_messages(source: Source, options: ReadOptions) -> FileReading:
    """Return the referrals and appointments of a file of messages.

    Raises:
        Unreadable: it holds none of them, or no message at all.
    """
    reading = FileReading("", HL7)
    gathered, refused = Gathered(), Counter[str]()
    clock = LocalClock(options.local_zone)
    assumed = False
    for message in options.watched(messages(source)):
        reading.rows += 1
        kind, event = _kind(message)
        assumed = assumed or message.charset == "cp1252"
        try:
            units = _units(message, kind, event, options, clock)
        except _Refused:
            refused[_named(kind, event)] += 1
            reading.rejected.append(Fault(str(message.line), f"{_named(kind, event)} is not read here: {_READ}"))
        except NotRead as fault:
            reading.rejected.append(Fault(str(message.line), str(fault)))
        else:
            if not units:
                reading.skipped.append(Fault(str(message.line), f"{kind}^{event} blocks time and names no patient"))
            for unit in units:
                gathered.take(unit)
    if refused.total() == reading.rows:
        raise _nothing_read(source, refused)
    reading.units = gathered.units
    reading.skipped += gathered.repeated
    if assumed:
        reading.notes.append("not UTF-8: read as Windows-1252 (Western European)")
    return reading


class _Refused(Exception):
    """A message of a kind that is not read here."""


def _units(message: Message, kind: str, event: str, options: ReadOptions, clock: LocalClock) -> list[Unit]:
    if kind == "REF" and event in _REFERRALS:
        return [referral_unit(message, event, options, clock)]
    if kind == "SIU" and event in EVENTS:
        return appointment_units(message, event, options, clock)
    if kind == "SIU" and event in _NO_PATIENT:
        return []
    if not kind:
        raise NotRead("its header is cut off: it does not say which message it is (MSH-9)")
    raise _Refused


def _kind(message: Message) -> tuple[str, str]:
    """Return the message's code and event, as `REF` and `I12`; the structure helps where the event is left out."""
    header = message.first("MSH")
    code, event = message.text(header, 9).upper(), message.text(header, 9, 2).upper()
    if not event:
        event = message.text(header, 9, 3).upper().partition("_")[2] or message.text(message.first("EVN"), 1).upper()
    return code, event


def _named(kind: str, event: str) -> str:
    return clean_line(f"{kind}^{event}" if event else kind)[:20]


def _nothing_read(source: Source, refused: Counter[str]) -> Unreadable:
    if not refused:
        return Unreadable(f"{source.path.name} holds no whole HL7 message: export it again")
    kinds = ", ".join(name for name, _ in refused.most_common(_SHOWN))
    more = " and others" if len(refused) > _SHOWN else ""
    return Unreadable(f"{source.path.name} holds HL7 messages of {kinds}{more}, which are not read here: only {_READ}")
