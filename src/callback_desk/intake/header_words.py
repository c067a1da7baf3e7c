"""Headers that name a person's facts in words of their own: "Pt. Home Phone #", "Patient Name (Last, First)"."""

import re
from functools import lru_cache
from typing import NamedTuple

from callback_desk.domain.text import folded

_CAPITALS_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(r"#|[^\W_]+")
_LONGEST = 60


class _Fact(NamedTuple):
    """A field that is named by any of `core`, beside words that say nothing else."""

    field: str
    core: frozenset[str]
    beside: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WHOSE = _words("patient patients pt pts client member caller s de del paciente")
_PATIENT = _words("patient patients pt pts paciente")
_NUMBER = _words("number no num nbr #")
# Whose telephone is not said here is the patient's: a pharmacy's, a fax or an emergency contact's has another word.
_FACTS = (
    _Fact(
        "phone",
        _words("phone phones telephone tel ph cell cellphone mobile callback telefono celular movil"),
        _WHOSE
        | _NUMBER
        | _words(
            "primary best preferred daytime day evening home main contact numero principal casa 1 one a call back"
        ),
    ),
    _Fact("first_name", _words("first given fname"), _WHOSE | _words("name")),
    _Fact("last_name", _words("last family surname lname"), _WHOSE | _words("name")),
    _Fact("name", _words("name fullname"), _WHOSE | _words("full legal complete last first middle mi initial")),
    _Fact("birth_date", _words("dob birthdate birthday birth"), _WHOSE | _words("date of mm dd yy yyyy")),
    _Fact("record_number", _words("mrn"), _WHOSE | _NUMBER | _words("id epic ehr emr")),
    _Fact(
        "language",
        _words("language lang idioma"),
        _WHOSE | _words("preferred primary spoken main needed preferido"),
    ),
)


@lru_cache(maxsize=4096)
def person_field(cell: str) -> str | None:
    """Return the field of a person that a header cell names, where every word of it agrees; else None."""
    said = _said(cell)
    if {"last", "first"} <= said and said <= _FACTS[3].beside | _FACTS[3].core:
        return "caller" if "caller" in said else "name"
    for fact in _FACTS:
        core = said & fact.core
        is_errand = (core == {"callback"} and said.isdisjoint(_NUMBER)) or ("call" in said and "back" not in said)
        if core and said <= fact.core | fact.beside and not is_errand:
            return "caller" if fact.field == "name" and "caller" in said else fact.field
    return "phone" if _is_contact_number(said) else None


def _said(cell: str) -> set[str]:
    return set(_TOKEN.findall(folded(_CAPITALS_WITHIN.sub(" ", cell[:_LONGEST])).replace("d.o.b", "dob")))


@lru_cache(maxsize=4096)
def nearness(cell: str) -> int:
    """Return how near a column of names is to the patient: 0 where its header says so, 2 where it says the caller."""
    said = _said(cell)
    return 0 if said & _PATIENT else 2 if "caller" in said else 1


def _is_contact_number(said: set[str]) -> bool:
    """Tell "Contact #": the sign alone makes a number of what else is a name."""
    return "#" in said and bool(said & {"contact", "caller"}) and said <= _WHOSE | {"#", "contact"}
