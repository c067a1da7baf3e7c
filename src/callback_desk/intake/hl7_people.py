"""Who an HL7 message is about: the patient with their telephones, and providers by name."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

from callback_desk.domain.phone import Number, normalised
from callback_desk.intake import vocabulary
from callback_desk.intake.hl7_text import Message, Segment, at
from callback_desk.intake.moments import EARLIEST_YEAR, LocalClock
from callback_desk.intake.names import person_name
from callback_desk.intake.table_cells import EARLIEST, LATEST, NotRead, phone_note
from callback_desk.intake.units import BIRTH_AS_WRITTEN

_HOME, _WORK, _TELECOM = 13, 14, 40
_NOT_TELEPHONES = frozenset(("INTERNET", "FX", "MD", "TDD", "X.400", "NET"))


class Patient(NamedTuple):
    """What PID and NK1 say. `details` holds the rest in words; `review` why a person must look."""

    name: str | None
    birth_date: date | None
    record_number: str | None
    language: str | None
    number: str | None
    phone_note: str | None
    other_phones: tuple[str, ...]
    details: dict[str, str]
    review: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Return what a unit says of the patient, by the names of its fields."""
        return {
            "number": self.number,
            "phone_note": self.phone_note,
            "patient": self.name,
            "stated": self.name is not None,
            "birth_date": self.birth_date,
            "record_number": self.record_number,
            "language": self.language,
        }


def patient_of(message: Message, segment: Segment, region: str, on: date) -> Patient:
    """Return the patient of a PID segment, as of the day of its message."""
    numbers = _numbers(message, segment, region)
    first = next((number for number in numbers if number.e164), numbers[0] if numbers else Number(None))
    others = dict.fromkeys(number.e164 for number in numbers if number.e164 and number.e164 != first.e164)
    born = message.text(segment, 7)
    birth_date = _birth_date(born, on)
    details = {BIRTH_AS_WRITTEN: born} if born and birth_date is None else {}
    for relative in message.all("NK1")[:2]:
        said = _relative(message, relative, region)
        if said:
            details["next of kin"] = "; ".join(filter(None, (details.get("next of kin"), said)))
    died = message.text(segment, 30).upper() == "Y" or bool(message.text(segment, 29))
    return Patient(
        name=_best_name(message.values(segment, 5)),
        birth_date=birth_date,
        record_number=_record_number(message.values(segment, 3)) or message.text(segment, 2) or None,
        language=_language(message, segment),
        number=first.e164,
        phone_note=phone_note(first),
        other_phones=tuple(others),
        details=details,
        review=("the message says that the patient has died",) if died else (),
    )


def name_of(components: list[str]) -> str | None:
    """Return a name (XPN) as people say it: given, middle, family, suffix."""
    return person_name(" ".join(filter(None, (at(components, n) for n in (2, 3, 1, 4)))))


def provider_name(components: list[str]) -> str | None:
    """Return a provider's name, where the first component is an id (XCN)."""
    return person_name(" ".join(filter(None, (at(components, n) for n in (3, 4, 2, 5))))) or at(components, 1) or None


def moment_of(text: str, clock: LocalClock) -> tuple[datetime, str | None] | None:
    """Return a time stamp (YYYYMMDDHHMMSS.ffff+ZZZZ, cut off anywhere) in UTC, and what is doubtful about it.

    Raises:
        NotRead: it has no such form, or names no day that is.
    """
    plain, offset = text.strip(), None
    for sign in "+-":
        stem, found, zone = plain.partition(sign)
        if found:
            plain, offset = stem, _offset(sign, zone)
    digits = plain.split(".")[0]
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) < len("20260309"):
        raise NotRead("a time stamp has no form that is understood")
    try:
        local = datetime(  # noqa: DTZ001 - its zone is told by the offset, or is the clock's
            int(digits[:4]), int(digits[4:6]), int(digits[6:8]),
            int(digits[8:10] or 0), int(digits[10:12] or 0), min(int(digits[12:14] or 0), 59),
        )  # fmt: skip
    except ValueError as fault:
        raise NotRead("a time stamp names a day or hour that is none") from fault
    if not EARLIEST < local.year < LATEST:
        raise NotRead("a time stamp names a year in which nobody reached out")
    if offset is not None:
        return local.replace(tzinfo=timezone(offset)).astimezone(UTC), None
    return clock.to_utc(local)


def day_of(text: str) -> date | None:
    """Return the day of a time stamp, or None."""
    digits = text.strip()[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == len("20260309") else None
    except ValueError:
        return None


def _offset(sign: str, zone: str) -> timedelta | None:
    if not (zone.isascii() and zone.isdecimal()) or len(zone) != len("0500"):
        return None
    ahead = timedelta(hours=int(zone[:2]), minutes=int(zone[2:]))
    return (ahead if sign == "+" else -ahead) if ahead < timedelta(days=1) else None


def _birth_date(text: str, on: date) -> date | None:
    born = day_of(text)
    return born if born is not None and born.year >= EARLIEST_YEAR and born <= on else None


def _best_name(names: list[list[str]]) -> str | None:
    legal = [name for name in names if at(name, 7) in ("L", "D", "")]
    return next(filter(None, map(name_of, (*legal, *names))), None)


def _record_number(numbers: list[list[str]]) -> str | None:
    """Return the clinic's record number: of type MR, else the first that is no social security number."""
    of_type = [number for number in numbers if at(number, 5) == "MR"]
    fit = [number for number in numbers if at(number, 5) not in ("SS", "DL", "PPN")]
    return next(filter(None, (at(number, 1) for number in (*of_type, *fit))), None)


def _language(message: Message, segment: Segment) -> str | None:
    said = (message.text(segment, 15, component) for component in (2, 1))
    return next(filter(None, map(vocabulary.language_code, filter(None, said))), None)


def _numbers(message: Message, segment: Segment, region: str) -> list[Number]:
    """Return the patient's telephones: home and mobile before work."""
    fields = (message.values(segment, number) for number in (_HOME, _TELECOM, _WORK))
    return [number for field in fields for number in telephones(field, region)]


def telephones(values: list[list[str]], region: str) -> list[Number]:
    """Return the telephones of a field (XTN), as written in one piece or in parts."""
    found = []
    for value in values:
        if at(value, 3).upper() in _NOT_TELEPHONES or at(value, 2).upper() == "NET" or "@" in at(value, 1):
            continue
        parts = "".join(at(value, n) for n in (6, 7))
        country = at(value, 5).lstrip("+")
        joined = f"+{country}{parts}" if country and parts else parts
        written = at(value, 12) or at(value, 1) or joined
        number = normalised(written, region) if written else Number(None)
        if number.e164 is None and joined and joined != written:
            number = normalised(joined, region)
        if at(value, 8) and number.e164:
            number = number._replace(extension=at(value, 8))
        if number.e164 or number.note or number.extension:
            found.append(number)
    return found


def _relative(message: Message, segment: Segment, region: str) -> str:
    name = _best_name(message.values(segment, 2))
    role = message.words(segment, 3).lower()
    numbers = telephones([*message.values(segment, 5), *message.values(segment, 6)], region)
    phone = next((number.e164 for number in numbers if number.e164), None)
    who = " ".join(filter(None, (name, f"({role})" if role and name else "")))
    return ", ".join(filter(None, (who, phone))) if name else ""
