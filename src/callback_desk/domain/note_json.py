"""The outcome note as JSON brings it: read strictly, so that nothing that is sent is silently left aside."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, Identifier, Result, SpokeWith
from callback_desk.domain.errors import DeskError
from callback_desk.domain.languages import require_code

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_APPOINTMENT_KEYS = ("at", "with", "kind")
_OFFSET_EXAMPLE = "2026-11-24T12:00-05:00"
_STILL_OPEN = ("next_action", "owner", "due_at")
_ONLY_REACHED = (
    *("result", "identified_by", "representative", "request", "confirmed", "appointment", "close_result"),
    *("understood", "steps"),
    *_STILL_OPEN,
)


def note_values(data: Mapping[str, Any], policy: "Policy") -> dict[str, Any]:
    """Return the values of a note's fields from the JSON of `note`; what is null or empty is left out.

    Raises:
        DeskError: an unknown key, a value of the wrong kind, an unknown code or owner, a time without an
            offset, or a part that only a patient who was reached can have.
    """
    read = _readers(policy)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in read:
            raise DeskError(f"note: {key!r:.40} is not known: give {', '.join(read)}")
        if value is not None:
            values[key] = read[key](key, value)
    _require_reached(values)
    _require_one_end(values)
    return {key: value for key, value in values.items() if value not in (None, ())}


def _readers(policy: "Policy") -> Mapping[str, Callable[[str, object], object]]:
    return {
        "disposition": _one_of(Disposition),
        "result": _one_of(Result),
        "identified_by": _several_of(Identifier),
        "spoke_with": _one_of(SpokeWith),
        "representative": _text,
        "request": _text,
        "confirmed": _codes(code for lane in policy.lanes.values() for code in (*lane.confirm, *lane.checklist)),
        "told": _text,
        "open": _yes_or_no,
        "next_action": _text,
        "owner": lambda key, value: policy.owner_name(policy.parse_owner(_required_text(key, value))),
        "due_at": _moment,
        "close_result": _one_of(CloseResult),
        "appointment": _appointment,
        "language": _language,
        "understood": _yes_or_no,
        "steps": _codes(step for lane in policy.lanes.values() for step in lane.authority),
        "exceptions": _several_of(ExceptionCode),
        "remark": _text,
    }


def _require_reached(values: Mapping[str, Any]) -> None:
    disposition = values.get("disposition")
    if disposition in (None, Disposition.REACHED):
        return
    for key in _ONLY_REACHED:
        if values.get(key) not in (None, ()):
            raise DeskError(
                f"note: {key} is of a patient who was reached, and the disposition is {disposition.value}:"
                " leave it out, what follows comes from the lane's cadence"
            )
    if values.get("open") is False:
        raise DeskError(
            f"note: open cannot be false with the disposition {disposition.value}: an attempt that did not"
            " reach the patient closes nothing, use close for that"
        )


def _require_one_end(values: Mapping[str, Any]) -> None:
    """What is still open has a next step, what is closed has a result; a note with both was not meant."""
    if values.get("open") is True and values.get("close_result") is not None:
        raise DeskError("note: close_result and open true contradict: leave one of them out")
    if values.get("open") is False or values.get("close_result") is not None:
        for key in _STILL_OPEN:
            if values.get(key) is not None:
                raise DeskError(
                    f"note: {key} says that something is still open, and it is closed: leave it out, or set"
                    " open to true without a close_result"
                )


def _one_of(codes: type[StrEnum]) -> Callable[[str, object], StrEnum]:
    def read(key: str, value: object) -> StrEnum:
        if value not in list(codes):
            raise DeskError(f"note: {key} {value!r:.40} is not known: give one of {', '.join(codes)}")
        return codes(str(value))

    return read


def _several_of(codes: type[StrEnum]) -> Callable[[str, object], tuple[StrEnum, ...]]:
    one = _one_of(codes)

    def read(key: str, value: object) -> tuple[StrEnum, ...]:
        return tuple(dict.fromkeys(one(key, item) for item in _list(key, value)))

    return read


def _codes(of: Iterable[str]) -> Callable[[str, object], tuple[str, ...]]:
    known = dict.fromkeys(of)

    def read(key: str, value: object) -> tuple[str, ...]:
        confirmed: dict[str, None] = {}
        for item in _list(key, value):
            if not isinstance(item, str) or item not in known:
                raise DeskError(f"note: {key} {item!r:.40} is not known: give codes of {', '.join(known)}")
            confirmed[item] = None
        return tuple(confirmed)

    return read


def _list(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise DeskError(f'note: {key} must be a list of codes, such as ["name"]')
    return value


def _text(key: str, value: object) -> str | None:
    if not isinstance(value, str):
        raise DeskError(f"note: {key} must be text")
    return value.strip() or None


def _required_text(key: str, value: object) -> str:
    text = _text(key, value)
    if text is None:
        raise DeskError(f"note: {key} is empty: give it, or leave the key out")
    return text


def _yes_or_no(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise DeskError(f"note: {key} must be true or false")
    return value


def _language(key: str, value: object) -> str:
    return require_code(_required_text(key, value), f"note: {key}")


def _moment(key: str, value: object) -> datetime:
    try:
        at = datetime.fromisoformat(_required_text(key, value))
    except ValueError as fault:
        raise DeskError(f"note: {key} {value!r:.40} is not a date and time: give {_OFFSET_EXAMPLE}") from fault
    if at.tzinfo is None:
        raise DeskError(f"note: {key} {value!r:.40} needs its offset: give {_OFFSET_EXAMPLE}")
    return at


def _appointment(key: str, value: object) -> Typed:
    if not isinstance(value, dict):
        raise DeskError(f'note: {key} must be an object, such as {{"at": "{_OFFSET_EXAMPLE}"}}')
    for part in value:
        if part not in _APPOINTMENT_KEYS:
            raise DeskError(f"note: {key}.{part!s:.40} is not known: give {', '.join(_APPOINTMENT_KEYS)}")
    if value.get("at") is None:
        raise DeskError(f"note: {key}.at is needed: give the day and time, such as {_OFFSET_EXAMPLE}")
    with_whom, kind = (
        None if value.get(part) is None else _text(f"{key}.{part}", value[part]) for part in ("with", "kind")
    )
    return Typed(_moment(f"{key}.at", value["at"]), with_whom, kind)
