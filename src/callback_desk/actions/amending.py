"""Facts of a callback put right; what was written before stays in the ledger."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from callback_desk.actions import card_changing
from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.guarding import require_open
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Amended
from callback_desk.domain.errors import DeskError
from callback_desk.domain.languages import require_code
from callback_desk.domain.phone import normalised
from callback_desk.intake import moments

_NO_DATE = re.compile(r"\d{9,}|\d\.\d")
"""What is read as no date of birth: a telephone number in the wrong line, and points, which part days from months in
countries that write the day first.
"""
FACTS = ("patient", "birth_date", "phone", "language", "request", "reason")


@dataclass(frozen=True)
class Facts:
    """What is put right, and why; None leaves a fact as it is. `birth_date` and `phone` are as people write them."""

    patient: str | None = None
    birth_date: str | None = None
    phone: str | None = None
    language: str | None = None
    request: str | None = None
    reason: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Facts":
        """Read the JSON of `amend`.

        Raises:
            DeskError: an unknown key, or a value that is not text.
        """
        for key, value in data.items():
            if key not in FACTS:
                raise DeskError(f"amend: {key!r} is not known: give {', '.join(FACTS)}")
            if value is not None and not isinstance(value, str):
                raise DeskError(f"amend: {key} must be text")
        return cls(**{key: value.strip() or None for key, value in data.items() if value is not None})


def amend(desk: Desk, callback_id: str, facts: Facts) -> Callback:
    """Put facts of a callback right; those that are so already are left out.

    Raises:
        DeskError: nothing would change, an impossible number, birth date or language code, or a closed callback.
    """
    phone, born = _phone(desk, facts.phone), _born(desk, facts.birth_date)

    def build(callback: Callback, now: datetime) -> list[Amended]:
        require_open(callback, "changed")
        wanted = {**asdict(facts), "phone": phone, "birth_date": born, "reason": None}
        as_it_is = {name: getattr(callback, name) for name in FACTS if name != "reason"}
        as_it_is["birth_date"] = date.fromisoformat(callback.birth_date) if callback.birth_date else None
        changed = {name: value for name, value in wanted.items() if value and value != as_it_is.get(name)}
        if not changed:
            raise DeskError(f"{callback.callback_id[:8]}: nothing would change: give a fact that is not so yet")
        if "language" in changed:
            require_code(changed["language"], "amend: language")
        return [Amended(**changed, reason=facts.reason)]

    flag(desk, callback_id, "amendment", [facts.request, facts.reason])
    # A name or a birth date may be how a patient's card is found, and that card may stop the calls.
    return change(desk, callback_id, build, lambda unit: card_changing.settle(desk, unit, [callback_id]))


def _phone(desk: Desk, raw: str | None) -> str | None:
    if not raw:
        return None
    number = normalised(raw, desk.policy.clinic.region).e164
    if number is None:
        raise DeskError("that is not a possible phone number: give it with its area code")
    return number


def _born(desk: Desk, text: str | None) -> date | None:
    if not text:
        return None
    today, order = desk.today(), moments.region_order(desk.policy.clinic.region)
    born = None if _NO_DATE.search(text) else moments.read_birth_date(text, order, today)
    if born is not None:
        return born
    example = "4/2/1981" if order == "month-first" else "2/4/1981"
    named = None if _NO_DATE.search(text) else moments.read_moment(text, order)
    if named is not None and named.at.date() > today:
        raise DeskError(f"nobody was born in the future: give the date of birth such as 1981-04-02 or {example}")
    raise DeskError(f"this is no date of birth: give it such as 1981-04-02 or {example}")
