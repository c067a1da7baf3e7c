"""What files say became of a callback: offered to a person, but for a referral that its own list cancelled."""

from callback_desk.actions.context import Desk
from callback_desk.actions.guarding import require_acknowledged
from callback_desk.actions.reviewing import require_reviewer
from callback_desk.domain import authority
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.entries import Closed, EntryDraft, Payload, Reported, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import storable
from callback_desk.intake import status_words
from callback_desk.intake.planned import PlannedContact


def reported(contact: PlannedContact) -> EntryDraft:
    """Return the draft of what another system reports, known again by the contact's keys."""
    unit = contact.unit
    told = {name: storable(value) for name, value in (unit.reported or {}).items()}
    data = {"source_key": unit.source_key, "version_key": unit.version_key, "at": utc_text(unit.at), **told}
    return draft(contact.callback_id, Reported.model_validate(data))


def of_referral(desk: Desk, contact: PlannedContact, standing: Callback | None) -> EntryDraft:
    """Return what follows from a referral that its list calls finished: one that was taken back is closed with its
    reason, unless somebody licensed, a reviewer or the policy has to decide, somebody is in the middle of it, or the
    patient reached out in another way, too; anything else is offered to a person.
    """
    unit = contact.unit
    status = str((unit.referral or {}).get("status") or "")
    what = status_words.ended_as(status)
    said = storable(f"the referral was {status.lower()}" + (f": {unit.request}" if unit.request else ""))
    # A list does not say when it learnt that: no earlier than all that the callback has.
    at = max(unit.at, (standing.last_contact_at if standing is not None else None) or unit.at)
    ended: Payload = Reported(what=what, at=at, remark=said)
    if (
        status_words.is_withdrawn(status)
        and standing is not None
        and _is_all(standing, unit.source_key)
        and _may_close(desk, standing)
    ):
        ended = Closed(result=CloseResult.NOT_NEEDED, remark=said)
    return draft(contact.callback_id, ended)


def _is_all(callback: Callback, source_key: str) -> bool:
    """Tell whether a callback holds nothing but this referral: the patient reached out in no other way."""
    return all(
        entry.kind not in ("received", "merged")
        or (entry.kind == "received" and (entry.payload or {}).get("source_key") == source_key)
        for entry in callback.standing
    )


def _may_close(desk: Desk, callback: Callback) -> bool:
    if desk.store.draft(callback.callback_id) is not None or callback.in_review is not None:
        return False  # somebody is in the middle of it
    try:
        require_acknowledged(desk.policy, callback, "closed")
        require_reviewer(desk, callback, "closed")
    except DeskError:
        return False
    return authority.closing_refusal(desk.policy, callback, CloseResult.NOT_NEEDED, desk.roles) is None
