"""Who the callbacks are about: one Patient for each person, and those who spoke for them."""

from callback_desk.domain.callback import Callback
from callback_desk.domain.card_identity import keys_of_patient
from callback_desk.domain.codes import CardFlag
from callback_desk.domain.languages import is_code
from callback_desk.domain.text import folded
from callback_desk.exports.fhir.parts import (
    HL7,
    Element,
    Resource,
    coding,
    concept,
    filled,
    identifier,
    listed,
    resource,
    telephone,
    text,
    to,
)
from callback_desk.exports.report import DayReport

_LANGUAGES = "urn:ietf:bcp:47"


class Patients:
    """The patients of a day, by the callbacks that are theirs.

    Two callbacks are one person's where the record number, or name and birth date, or a person at the desk said so;
    the same name alone joins nobody. Who has neither a name nor a number has no resource.
    """

    def __init__(self, report: DayReport) -> None:
        self._report = report
        self._people: dict[str, Resource] = {}
        self._key_of: dict[str, str] = {}
        for callback in report.callbacks:
            self._add(callback)

    @property
    def resources(self) -> list[Resource]:
        """Every patient, in the order of their first callback."""
        return list(self._people.values())

    def of(self, callback: Callback) -> Resource | None:
        """Return the patient of a callback, or None where nothing is known of them."""
        return self._people.get(self._key_of.get(callback.callback_id, ""))

    def reference(self, callback: Callback) -> Element:
        """Return the reference to a callback's patient, by the name that this callback has."""
        return to(self.of(callback), callback.patient)

    def subject(self, callback: Callback) -> Element:
        """Return the same where the standard asks for somebody, known or not."""
        return self.reference(callback) or {"display": "not known"}

    def _add(self, callback: Callback) -> None:
        if not (text(callback.patient) or text(callback.phone) or text(callback.record_number)):
            return
        key = keys_of_patient(callback).card_id or f"callback|{callback.callback_id}"
        self._key_of[callback.callback_id] = key
        found = self._person(callback, key)
        known = self._people.setdefault(key, found)
        if known is not found:
            _learn(known, found)

    def _person(self, callback: Callback, key: str) -> Resource:
        made = resource("Patient", key)
        number = text(callback.record_number)
        record = filled(
            system=self._report.policy.clinic.record_system,
            type_=concept(coding(f"{HL7}/v2-0203", "MR", "Medical record number")),
            value=number,
            assigner=filled(display=text(self._report.clinic)),
        )
        made |= filled(
            identifier=listed(identifier("patient", made["id"]), record if number else None),
            name=listed(filled(text=text(callback.patient))),
            telecom=listed(telephone(callback.phone)),
            birthDate=callback.birth_date,
            deceasedBoolean=True if callback.card_flag is CardFlag.DECEASED else None,
            communication=listed(_language(callback.language)),
        )
        return made


def speaker(patient: Resource | None, name: str | None) -> Resource | None:
    """Return the person who spoke for a patient, or None where the name or the patient is not known."""
    said = text(name)
    if patient is None or said is None:
        return None
    made = resource("RelatedPerson", f"{patient['id']}|{folded(said)}")
    return made | filled(
        identifier=[identifier("related-person", made["id"])], patient=to(patient), name=[{"text": said}]
    )


def _language(code: str | None) -> Element:
    if code is None or not is_code(code):
        return {}
    return {"language": concept(coding(_LANGUAGES, code)), "preferred": True}


def _learn(known: Resource, found: Resource) -> None:
    """Add to a patient what another of their callbacks knows; what is there already stays."""
    for key in ("identifier", "name", "telecom"):
        known[key] = list({str(one): one for one in (*known.get(key, ()), *found.get(key, ()))}.values())
        if not known[key]:
            del known[key]
    for key, value in found.items():
        known.setdefault(key, value)
