"""REF messages: a referral, a change of it, or its cancellation."""

from datetime import datetime

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import offered_numbers
from callback_desk.domain.text import folded
from callback_desk.intake import status_words
from callback_desk.intake.hl7_people import day_of, moment_of, name_of, patient_of, telephones
from callback_desk.intake.hl7_text import Message, Segment
from callback_desk.intake.missing_papers import split_notes
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.referral_rows import referral_of
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import Unit
from callback_desk.intake.versions import with_version

FAMILY = "referral"
"""A referral's number is the clinic's: the same one in a list, a message or a resource is the same referral."""
CANCELLED = "cancelled"
_STATUSES = {"a": "accepted", "p": "pending", "r": "rejected", "e": "expired"}
_PRIORITIES = {"s": "stat", "a": "asap", "r": "routine"}
_REFERRING, _REFERRED_TO = ("RP",), ("RT",)
_ATTACHED = ("ED", "RP")


def referral_unit(message: Message, event: str, options: ReadOptions, clock: LocalClock) -> Unit:
    """Return the referral of a REF^I12, I13 or I14.

    Raises:
        NotRead: it has no patient or no date.
    """
    pid = next((segment for segment in message.segments if segment.name == "PID"), None)
    if pid is None:
        raise NotRead("it names no patient (no PID)")
    rf1 = message.first("RF1")
    at, doubt = _when(message, rf1, clock)
    patient = patient_of(message, pid, options.region, at.date())
    notes, missing = split_notes(map(message.note, _notes(message)))
    status = CANCELLED if event == "I14" else _status(message, rf1)
    facts = _facts(message, rf1, options) | {"status": status, "missing": "\n".join(missing)}
    received = day_of(message.text(rf1, 9)) or day_of(message.text(rf1, 7)) or at.astimezone(options.local_zone).date()
    request = "\n".join(dict.fromkeys(filter(None, (facts["reason"], *notes)))) or None
    number = facts["referral"]
    who = f"{folded(patient.name or '')}|{patient.birth_date or ''}|{facts['specialty']}"
    said = offered_numbers(request or "", options.region)
    return with_version(
        Unit(
            source_key=source_key(FAMILY, number) if number else derived_source_key(FAMILY, at, who, FAMILY, None),
            kind="referral",
            line=str(message.line),
            at=at,
            channel=Channel.BY_HAND,
            **patient.facts(),
            request=request,
            lane_hint="referral",
            referral=referral_of(facts, received),
            details={**patient.details, **_details(message, rf1, options)},
            offered_phones=tuple(one for one in dict.fromkeys((*patient.other_phones, *said)) if one != patient.number),
            review=(*patient.review, *(() if doubt is None else (doubt,))),
            finished=status_words.is_withdrawn(status),
        )
    )


def _facts(message: Message, rf1: Segment, options: ReadOptions) -> dict[str, str]:
    """Return what the message says of the referral, by the names that every list of referrals has for it."""
    return {
        "referral": message.text(rf1, 6) or message.text(rf1, 11),
        "specialty": _specialty(message, rf1),
        "referred_by": _provider(message, _REFERRING, options)[0],
        "reason": _reason(message, rf1),
        "papers": "\n".join(_attached(message)),
        "authorization": _authorization(message),
    }


def _when(message: Message, rf1: Segment, clock: LocalClock) -> tuple[datetime, str | None]:
    header = message.first("MSH")
    for segment, number in ((header, 7), (rf1, 9), (rf1, 7)):
        found = moment_of(message.text(segment, number), clock)
        if found is not None:
            return found
    raise NotRead("it does not say when it was sent (MSH-7)")


def _status(message: Message, rf1: Segment) -> str:
    code = message.text(rf1, 1)
    return _STATUSES.get(code.lower()) or message.words(rf1, 1)


def _specialty(message: Message, rf1: Segment) -> str:
    """Return what the patient is referred for: the procedure or order, else the type of the referral."""
    procedures = [message.words(segment, 3) for segment in message.all("PR1")]
    orders = [message.words(segment, 4) for segment in message.all("OBR")]
    return message.words(rf1, 3) or next(filter(None, (*procedures, *orders)), "")


def _reason(message: Message, rf1: Segment) -> str:
    """Return why: the diagnosis, else the reason of the referral."""
    diagnoses = (message.words(segment, 3) or message.whole(segment, 4) for segment in message.all("DG1"))
    return "; ".join(dict.fromkeys(filter(None, diagnoses))) or message.words(rf1, 10)


def _provider(message: Message, roles: tuple[str, ...], options: ReadOptions) -> tuple[str, str, str]:
    """Return the name, telephone and NPI of the first provider with one of these roles."""
    for segment in message.all("PRD"):
        if message.text(segment, 1).upper() not in roles:
            continue
        names = (name_of(value) for value in message.values(segment, 2))
        facility = message.text(segment, 4, 10) or message.text(segment, 4, 4)
        phones = telephones(message.values(segment, 5), options.region)
        npi = message.text(segment, 7) if message.text(segment, 7, 2).upper() in ("NPI", "") else ""
        phone = next((number.e164 for number in phones if number.e164), "")
        return next(filter(None, names), facility), phone, npi if npi.isdecimal() else ""
    return "", "", ""


def _attached(message: Message) -> list[str]:
    """Return the documents that came with the message, by their names."""
    names = (message.words(segment, 3) for segment in message.all("OBX") if message.text(segment, 2) in _ATTACHED)
    return list(dict.fromkeys(filter(None, names)))


def _authorization(message: Message) -> str:
    """Return the authorizations: number, until when."""
    said = []
    for segment in message.all("AUT"):
        until = day_of(message.text(segment, 5))
        number = message.text(segment, 6)
        said.append(", ".join(filter(None, (number, f"until {until.isoformat()}" if until and number else ""))))
    return "; ".join(dict.fromkeys(filter(None, said)))


def _details(message: Message, rf1: Segment, options: ReadOptions) -> dict[str, str]:
    priority = message.text(rf1, 2)
    insurance = message.first("IN1")
    referrer, referred_to = (_provider(message, roles, options) for roles in (_REFERRING, _REFERRED_TO))
    facts = {
        "urgency": _PRIORITIES.get(priority.lower()) or message.words(rf1, 2),
        "provider": referred_to[0],
        "referrer phone": referrer[1],
        "referrer npi": referrer[2],
        "insurance": message.words(insurance, 4) or message.words(insurance, 2),
        "member id": message.text(insurance, 36) or message.text(insurance, 49),
    }
    return {name: said for name, said in facts.items() if said}


def _notes(message: Message) -> list[Segment]:
    """Return the notes about the referral, without those that comment on a result."""
    notes, about = [], ""
    for segment in message.segments:
        if segment.name != "NTE":
            about = segment.name
        elif about not in ("OBX", "PRT"):
            notes.append(segment)
    return notes
