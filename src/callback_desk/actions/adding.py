"""Callbacks by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callback_desk.actions.context import Desk
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.codes import Channel
from callback_desk.domain.entries import Received, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.evidence_entries import ToldApart
from callback_desk.domain.identity import new_callback_id
from callback_desk.domain.languages import require_code
from callback_desk.domain.phone import normalised

NO_NUMBER = "no number to call"
_KNOWN = ("patient", "phone", "language", "channel", "lane", "request", "received_at")


@dataclass(frozen=True)
class NewCallback:
    """What is known of a callback that somebody adds; the request and one of patient or phone are needed."""

    request: str
    patient: str | None = None
    phone: str | None = None
    language: str | None = None
    channel: Channel = Channel.BY_HAND
    lane: str | None = None
    received_at: datetime | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "NewCallback":
        """Read the JSON of `add`.

        Raises:
            DeskError: an unknown key, a value of the wrong kind, or an unknown code.
        """
        for key, value in data.items():
            if key not in _KNOWN:
                raise DeskError(f"add: {key!r} is not known: give {', '.join(_KNOWN)}")
            if value is not None and not isinstance(value, str):
                raise DeskError(f"add: {key} must be text")
        channel = data.get("channel") or Channel.BY_HAND
        if channel not in list(Channel):
            raise DeskError(f"add: channel {channel!r} is not known: give one of {', '.join(Channel)}")
        return cls(
            request=data.get("request") or "",
            patient=data.get("patient") or None,
            phone=data.get("phone") or None,
            language=data.get("language") or None,
            channel=Channel(channel),
            lane=data.get("lane") or None,
            received_at=_moment(data.get("received_at")),
        )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise DeskError("add: received_at must be a date and time such as 2026-11-23T09:15-05:00") from fault
    if at.tzinfo is None:
        raise DeskError("add: received_at needs its offset, such as 2026-11-23T09:15-05:00")
    return at


def add(desk: Desk, new: NewCallback, apart_from: Sequence[str] = ()) -> str:
    """Add a callback by hand and return its id; `apart_from` are open ones that a person said it is not about.

    Raises:
        DeskError: no request, neither patient nor phone, an impossible phone, an unknown lane, a time ahead of now,
            or a language that is no code.
    """
    now = desk.clock()
    phone, phone_note = _phone(desk, new.phone)
    _require_possible(desk, new, now)
    at = new.received_at or now
    found = desk.sorter.sort(new.request, new.language, None)
    lane = new.lane or found.lane or desk.policy.default_lane
    if found.attention:
        lane = desk.policy.attention.lane
        turn = alarm_turns.for_attention(desk.policy, at)
    else:
        turn = turns.for_contact(desk.policy, lane, at, now)
    callback_id = new_callback_id()
    received = Received(
        channel=new.channel,
        at=at,
        turn=turn,
        lane=lane,
        attention=found.attention,
        patient=new.patient,
        stated=new.patient is not None,
        phone=phone,
        phone_note=phone_note,
        language=new.language,
        request=new.request,
        review=None if phone else NO_NUMBER,
    )
    with desk.unit() as unit:
        unit.append([draft(callback_id, received)])
        unit.append([draft(callback_id, ToldApart(other=other)) for other in apart_from])
        unit.commit()
    return callback_id


def _require_possible(desk: Desk, new: NewCallback, now: datetime) -> None:
    if not new.request.strip():
        raise DeskError("add: say what the patient asked for (request)")
    if not (new.patient and new.patient.strip()) and not new.phone:
        raise DeskError("add: give the patient's name or a phone number")
    require_name(new.patient)
    if new.lane is not None and new.lane not in desk.policy.lanes:
        raise DeskError(f"add: there is no lane {new.lane!r}: choose one of {', '.join(desk.policy.lanes)}")
    if new.language is not None:
        require_code(new.language, "add: language")
    if new.received_at is not None and new.received_at > now:
        raise DeskError("add: received_at is in the future: give the time the patient reached out")


def require_name(patient: str | None) -> None:
    """Refuse what cannot be a name, as a telephone number typed into the wrong line.

    Raises:
        DeskError: there is no letter in it.
    """
    if patient and patient.strip() and not any(character.isalpha() for character in patient):
        raise DeskError("add: a patient's name has letters: give a number as the phone")


def _phone(desk: Desk, raw: str | None) -> tuple[str | None, str | None]:
    if not raw:
        return None, None
    number = normalised(raw, desk.policy.clinic.region)
    if number.e164 is None:
        raise DeskError("add: the phone is not a possible number: give it with its area code")
    return number.e164, number.note
