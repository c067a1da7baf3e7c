"""The people that the references inside a file lead to."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from callback_desk.domain.phone import Number, normalised
from callback_desk.intake import vocabulary
from callback_desk.intake.fhir_references import Index
from callback_desk.intake.fhir_values import Resource, codes, first, objects, text, words
from callback_desk.intake.moments import EARLIEST_YEAR
from callback_desk.intake.names import person_name
from callback_desk.intake.table_cells import phone_note
from callback_desk.intake.units import BIRTH_AS_WRITTEN, NO_DETAILS

PATIENT_SIDE = ("Patient", "RelatedPerson")
_USES = ("mobile", "home", "", "temp", "work")
_NO_RECORD_NUMBERS = ("SS", "SB", "DL", "PPN", "TAX")


class Patient(NamedTuple):
    """Who a record is about, and how to reach them. `review` says why a person must look, `details` what else is
    said of them: a birth date that is no day, as it is written."""

    name: str | None = None
    birth_date: date | None = None
    record_number: str | None = None
    language: str | None = None
    number: str | None = None
    phone_note: str | None = None
    other_phones: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    details: Mapping[str, str] = NO_DETAILS


class People:
    """Finds the patient that a reference means."""

    def __init__(self, index: Index, region: str) -> None:
        self._index, self._region = index, region

    def patient(self, reference: Resource, holder: Resource, at: datetime) -> Patient:
        """Return the patient behind a reference to them or to a relative of theirs."""
        found = self._index.find(reference, holder)
        if found.get("resourceType") == "RelatedPerson":
            own = self.patient(first(found.get("patient")), found, at)
            return self._through(found, own)
        shown = person_name(text(reference.get("display")))
        if found.get("resourceType") != "Patient":
            return Patient(name=shown)
        numbers = self._numbers(found)
        best = next((number for number in numbers if number.e164), numbers[0] if numbers else Number(None))
        written = text(found.get("birthDate"))
        born = _birth_date(written, at)
        died = found.get("deceasedBoolean") is True or bool(text(found.get("deceasedDateTime")))
        return Patient(
            name=human_name(found.get("name")) or shown,
            birth_date=born,
            record_number=_record_number(found),
            language=_language(found),
            number=best.e164,
            phone_note=phone_note(best),
            other_phones=_others(numbers, best),
            review=("the file says that the patient has died",) if died else (),
            details={BIRTH_AS_WRITTEN: written} if written and born is None else NO_DETAILS,
        )

    def name(self, reference: Resource, holder: Resource) -> str:
        """Return the name of a practitioner, organization or whoever else a reference means."""
        shown = text(reference.get("display"))
        if shown:
            return shown
        found = self._index.find(reference, holder)
        if found.get("resourceType") == "PractitionerRole":
            return self.name(first(found.get("practitioner")), found) or words(found.get("code"))
        return human_name(found.get("name")) or text(found.get("name")) or ""

    def npi(self, reference: Resource, holder: Resource) -> str:
        """Return the US provider number behind a reference, or ""."""
        found = self._index.find(reference, holder)
        for identifier in (first(reference.get("identifier")), *objects(found.get("identifier"))):
            if text(identifier.get("system")).endswith("us-npi"):
                return text(identifier.get("value"))
        return ""

    def _through(self, relative: Resource, own: Patient) -> Patient:
        """Return the patient with the relative's telephone first: that is who reached out."""
        numbers = self._numbers(relative)
        best = next((number for number in numbers if number.e164), None)
        name, role = human_name(relative.get("name")), words(relative.get("relationship"))
        who = ", ".join(filter(None, (name, role)))
        if best is None:
            return own._replace(phone_note=own.phone_note or (f"({who})" if who else None))
        others = tuple(one for one in dict.fromkeys((own.number, *own.other_phones)) if one and one != best.e164)
        return own._replace(number=best.e164, phone_note=f"({who})" if who else None, other_phones=others)

    def _numbers(self, person: Resource) -> list[Number]:
        """Return the telephones of a person: by their rank, then mobile and home before work."""
        phones = [one for one in objects(person.get("telecom")) if _is_telephone(one)]
        phones.sort(key=_preference)
        return [normalised(text(one.get("value")), self._region) for one in phones]


def human_name(names: object) -> str | None:
    """Return a HumanName as people say it, the official or usual one before others."""
    fit = [name for name in objects(names) if name.get("use") not in ("old", "anonymous")]
    order = {"official": 0, "usual": 1}
    for name in sorted(fit, key=lambda one: order.get(text(one.get("use")), 2)):
        said = name.get("given")
        given = [text(part) for part in (said if isinstance(said, list) else [said])]
        whole = " ".join(filter(None, (*given, text(name.get("family")))))
        found = person_name(whole) or person_name(text(name.get("text")))
        if found:
            return found
    return None


def _is_telephone(contact: Resource) -> bool:
    return text(contact.get("system")) in ("phone", "sms", "") and contact.get("use") != "old"


def _preference(contact: Resource) -> tuple[int, int]:
    rank, use = contact.get("rank"), text(contact.get("use"))
    return rank if isinstance(rank, int) else 1 << 20, _USES.index(use) if use in _USES else len(_USES)


def _others(numbers: list[Number], best: Number) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.e164 for one in numbers if one.e164 and one.e164 != best.e164))


def _birth_date(written: str, at: datetime) -> date | None:
    try:
        born = date.fromisoformat(written)
    except ValueError:
        return None
    return born if born.year >= EARLIEST_YEAR and born <= at.date() else None


def _record_number(patient: Resource) -> str | None:
    """Return the clinic's record number: of type MR, else the first that is no social security number."""
    identifiers = list(_typed(patient))
    of_type = [value for kinds, value in identifiers if "MR" in kinds]
    fit = [value for kinds, value in identifiers if not kinds & set(_NO_RECORD_NUMBERS)]
    return next(iter((*of_type, *fit)), None)


def _typed(patient: Resource) -> Iterator[tuple[set[str], str]]:
    for identifier in objects(patient.get("identifier")):
        kinds = {code for _, code in codes(identifier.get("type"))}
        value = text(identifier.get("value"))
        if value and identifier.get("use") != "old" and not text(identifier.get("system")).endswith("us-ssn"):
            yield kinds, value


def _language(patient: Resource) -> str | None:
    spoken = objects(patient.get("communication"))
    spoken.sort(key=lambda one: one.get("preferred") is not True)
    for one in spoken:
        said = (code for _, code in codes(one.get("language")))
        found = next(filter(None, map(vocabulary.language_code, (*said, words(one.get("language"))))), None)
        if found:
            return found
    return None
