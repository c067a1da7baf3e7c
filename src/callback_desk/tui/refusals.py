"""Why a key cannot act now: a sentence that names what would help, or None where it can."""

from callback_desk.tui.key import Now
from callback_desk.tui.telling import with_keys


def no_item(now: Now) -> str | None:
    if now.row is None:
        return "there is no item here to act on"
    return None if now.row.is_open else with_keys("this item is closed: {add} adds a new one")


def alarming(now: Now) -> str | None:
    if (why := no_item(now)) is not None or now.row is None:
        return why
    if now.row.acknowledged is False:
        return with_keys("this is escalated: first {acknowledge}, who was told")
    if now.row.attention_pending:
        return with_keys("this has attention words: first {escalate-item} escalate, then {acknowledge}, who was told")
    if now.nobody_told:
        return with_keys(
            "nobody licensed has been told of this: first {escalate-item} escalate, then {acknowledge}, who was told"
        )
    return None


def reviewed_elsewhere(now: Now) -> str | None:
    if (why := alarming(now)) is not None:
        return why
    return _waits_for_reviewer(now)


def not_to_take(now: Now) -> str | None:
    if (why := no_item(now)) is not None or now.row is None:
        return why
    if now.row.acknowledged is False:
        return with_keys("an escalation stays its role's: {acknowledge} records who was told, {call} calls the patient")
    if now.yours and not now.row.claimed_at_once:
        return "it is yours already"
    return _waits_for_reviewer(now)


def _waits_for_reviewer(now: Now) -> str | None:
    if now.reviewer is None:
        return None
    if now.row is not None and now.row.owner == now.row.reviewer:
        return f"a note of it waits for {now.reviewer}, who has it: they decide"
    return f"a note of it waits for {now.reviewer}: {with_keys('{hand-over} may only give it to them')}"


def nothing_at_all(now: Now) -> str | None:
    return "there is no item here to act on" if now.row is None else None


def not_yours(now: Now) -> str | None:
    return no_item(now) or (None if now.yours else "it is not yours to give back")


def nothing_to_acknowledge(now: Now) -> str | None:
    if (why := no_item(now)) is not None or now.row is None:
        return why
    if now.row.escalated_to is None:
        return with_keys("it is not escalated: {escalate-item} escalates it first")
    if now.row.acknowledged and now.row.attention_pending:
        return with_keys("attention words came after somebody was told: {escalate-item} escalates it again")
    return "who was told is recorded already" if now.row.acknowledged else None


def nothing_in_review(now: Now) -> str | None:
    if (why := no_item(now)) is not None or now.row is None:
        return why
    return None if now.row.reviewer is not None else "no note of this item waits for an approval"


def no_call(now: Now) -> str | None:
    return None if now.calling else with_keys("no call is open: {call} on an item opens one")


def nothing_shown(now: Now) -> str | None:
    return "there is no item whose script could be shown" if now.row is None else None


def nothing_to_judge(now: Now) -> str | None:
    return "there is no item here to act on" if now.row is None else None


def no_patient(now: Now) -> str | None:
    return "there is no patient here whose card could be shown" if now.row is None else None


def nothing_to_dial(now: Now) -> str | None:
    return "there is no item here to act on" if now.row is None else None
