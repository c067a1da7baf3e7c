"""A card's facts as JSON brings them, and the card as JSON gives it: read strictly, one sentence for each fault."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from callback_desk.domain.card import Card, Representative
from callback_desk.domain.codes import MayBeTold, ReachWay, VoicemailConsent
from callback_desk.domain.errors import DeskError
from callback_desk.domain.languages import require_code
from callback_desk.domain.phone import normalised
from callback_desk.domain.text import folded, storable

LONGEST = 300
"""How many characters a text of a card takes; more belongs into a note."""
_REPRESENTATIVE = ("name", "relationship", "may_be_told", "detail", "until")


class Wanted(NamedTuple):
    """The card as it is to be, and why this callback is made although the patient asked not to be contacted."""

    card: Card
    call_anyway: str | None = None


def wanted(data: Mapping[str, Any], card: Card, *, region: str, today: date) -> Wanted:
    """Return the card with what `data` says; a key that is left out changes nothing, null takes the fact away.

    `region` is where a national telephone number is read, `today` the day at the clinic.

    Raises:
        DeskError: an unknown key, a value of the wrong kind or code, or facts that contradict each other.
    """
    read = _readers(region, today)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in read:
            raise DeskError(f"card: {key!r:.40} is not known: give {', '.join(read)}")
        values[key] = read[key](key, value)
    call_anyway = values.pop("call_anyway", None)
    made = replace(card, **_agreeing(values))
    if call_anyway is not None and not made.do_not_contact:
        raise DeskError("card: call_anyway is for a patient who asked not to be contacted: leave it out")
    return Wanted(made, call_anyway)


def document(card: Card) -> dict[str, Any]:
    """Return a card's facts with the keys that `wanted` reads."""
    return {
        "name": card.name,
        "record_number": card.record_number,
        "birth_date": _iso(card.birth_date),
        "pronouns": card.pronouns,
        "voicemail": card.voicemail and card.voicemail.value,
        "phone": card.phone,
        "reach": [way.value for way in card.reach],
        "reach_note": card.reach_note,
        "language": card.language,
        "interpreter": card.interpreter,
        "representatives": [_representative_document(one) for one in card.representatives],
        "minor": card.minor,
        "guardian": card.guardian,
        "deceased": card.deceased,
        "deceased_on": _iso(card.deceased_on),
        "do_not_contact": card.do_not_contact,
        "contact_reason": card.contact_reason,
    }


def _representative_document(one: Representative) -> dict[str, Any]:
    return {
        "name": one.name,
        "relationship": one.relationship,
        "may_be_told": one.may_be_told.value,
        "detail": one.detail,
        "until": _iso(one.until),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _readers(region: str, today: date) -> Mapping[str, Callable[[str, object], object]]:
    return {
        "name": _text,
        "record_number": _text,
        "birth_date": lambda key, value: _past(key, value, today),
        "pronouns": _text,
        "voicemail": lambda key, value: None if value is None else _code(VoicemailConsent, key, value),
        "phone": lambda key, value: _phone(key, value, region),
        "reach": lambda key, value: tuple(dict.fromkeys(_code(ReachWay, key, one) for one in _list(key, value))),
        "reach_note": _text,
        "language": _language,
        "interpreter": _yes_or_no,
        "representatives": _representatives,
        "minor": _yes_or_no,
        "guardian": _text,
        "deceased": _yes_or_no,
        "deceased_on": lambda key, value: _past(key, value, today),
        "do_not_contact": _yes_or_no,
        "contact_reason": _text,
        "call_anyway": _text,
    }


def _agreeing(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with what follows from them; what belongs to a fact that is taken away goes with it."""
    values = dict(values)
    for fact, belongs in (("minor", "guardian"), ("deceased", "deceased_on"), ("do_not_contact", "contact_reason")):
        if values.get(belongs) is not None:
            if values.get(fact) is False:
                raise DeskError(f"card: {belongs} and {fact} false contradict: leave one of them out")
            values[fact] = True
        elif values.get(fact) is False:
            values[belongs] = None
    return values


def _list(key: str, value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise DeskError(f"card: {key} must be a list")
    return value


def _code(codes: type[StrEnum], key: str, value: object) -> StrEnum:
    if value not in list(codes):
        raise DeskError(f"card: {key} {value!r:.40} is not known: give one of {', '.join(codes)}")
    return codes(str(value))


def _text(key: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise DeskError(f"card: {key} must be text")
    if len(value) > LONGEST:
        raise DeskError(
            f"card: {key} is longer than {LONGEST} characters: say it shorter, the rest belongs into a note"
        )
    return storable(value).strip() or None


def _yes_or_no(key: str, value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        raise DeskError(f"card: {key} must be true or false")
    return bool(value)


def _date(key: str, value: object) -> date | None:
    text = _text(key, value)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise DeskError(f"card: {key} {text!r:.40} is not a date: give one such as 1981-04-02") from fault


def _past(key: str, value: object, today: date) -> date | None:
    day = _date(key, value)
    if day is not None and day > today:
        raise DeskError(f"card: {key} {day} is still to come: give the right day")
    return day


def _phone(key: str, value: object, region: str) -> str | None:
    text = _text(key, value)
    if text is None:
        return None
    number = normalised(text, region)
    if number.e164 is None:
        raise DeskError(f"card: {key} is not a possible number: give it with its area code")
    return number.e164


def _language(key: str, value: object) -> str | None:
    text = _text(key, value)
    return None if text is None else require_code(text, f"card: {key}")


def _representatives(key: str, value: object) -> tuple[Representative, ...]:
    made = tuple(_representative(f"{key}[{at}]", one) for at, one in enumerate(_list(key, value)))
    names = [folded(one.name) for one in made]
    if len(set(names)) < len(names):
        raise DeskError(f"card: {key} names the same person twice: put it into one")
    return made


def _representative(key: str, value: object) -> Representative:
    if not isinstance(value, dict):
        raise DeskError(f'card: {key} must be an object, such as {{"name": "...", "may_be_told": "appointments"}}')
    for part in value:
        if part not in _REPRESENTATIVE:
            raise DeskError(f"card: {key}.{part!s:.40} is not known: give {', '.join(_REPRESENTATIVE)}")
    name = _text(f"{key}.name", value.get("name"))
    if name is None:
        raise DeskError(f"card: {key}.name is needed: say who speaks for the patient")
    told = value.get("may_be_told")
    if told is None:
        raise DeskError(f"card: {key}.may_be_told is needed: give one of {', '.join(MayBeTold)}")
    return Representative(
        name,
        _text(f"{key}.relationship", value.get("relationship")),
        MayBeTold(_code(MayBeTold, f"{key}.may_be_told", told)),
        _text(f"{key}.detail", value.get("detail")),
        _date(f"{key}.until", value.get("until")),
    )
