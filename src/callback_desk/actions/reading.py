"""What people and scripts read: pages of the queue, one callback, its script, and the JSON of both."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callback_desk.actions import cards, evidence
from callback_desk.actions.context import Desk
from callback_desk.domain import authority, card_rules, history, holding, preparing, script
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import View, VoicemailConsent
from callback_desk.domain.handed_on import handed_on
from callback_desk.domain.lateness import late_minutes
from callback_desk.domain.queue import QueueCounts, QueueKey, QueueRow
from callback_desk.domain.script import Script

PAGE = 100


def page(
    desk: Desk,
    view: View,
    *,
    as_of: datetime | None = None,
    after: QueueKey | None = None,
    before: QueueKey | None = None,
    words: str | None = None,
    lane: str | None = None,
    owner: str | None = None,
    limit: int = PAGE,
) -> list[QueueRow]:
    """Return up to `limit` rows of a view in queue order, after or before a key.

    `words` must all be found in the patient's name, the number or the request.
    """
    moment = as_of or desk.clock()
    return desk.store.queue(
        view,
        person=desk.owner,
        roles=authority.answers_for(desk.roles),
        as_of=moment,
        day=desk.day_bounds(moment.astimezone(desk.zone).date()),
        after=after,
        before=before,
        words=words,
        lane=lane,
        owner=owner,
        limit=limit,
    )


def first_view(desk: Desk) -> View:
    """Return the view that the desk opens with: whoever answers for a role of the clinic and is no assistant sees first
    what is theirs."""
    return View.MINE if desk.roles and authority.ASSISTANT not in desk.roles else View.ALL


def rows(desk: Desk, view: View, **filters: Any) -> Iterator[QueueRow]:
    """Yield every row of a view, page by page; takes the filters of `page`."""
    after: QueueKey | None = None
    while chunk := page(desk, view, after=after, limit=500, **filters):
        yield from chunk
        after = chunk[-1].key


def counts(desk: Desk) -> QueueCounts:
    """Return the header's figures now."""
    now = desk.clock()
    return desk.store.counts(as_of=now, hour_until=now + timedelta(hours=1))


def reviewed_elsewhere(desk: Desk, row: QueueRow | None) -> str | None:
    """Return the title of the role that a note of this item waits for, or None where none does or the person at this
    desk decides on it."""
    if row is None or row.reviewer is None:
        return None
    role = authority.still_reviewing(desk.policy, row.reviewer.removeprefix("role:"), row.lane)
    return None if authority.may_review(desk.policy, role, desk.roles) else desk.policy.role_title(f"role:{role}")


def script_of(desk: Desk, callback: Callback, language: str | None = None) -> Script:
    """Return the four parts for this callback as its patient's card lets them be read, in the asked language or the
    patient's."""
    card = cards.card_of(desk, callback)
    said = card_rules.asked_for(callback, card)
    rendered = script.render(
        desk.policy,
        said,
        language or said.language,
        person_name=desk.person_name,
        now=desk.clock(),
        detailed_voicemail=card is not None and card.voicemail is VoicemailConsent.DETAILED,
        interpreter=card is not None and card.interpreter,
    )
    return card_rules.as_said(rendered, callback, card)


def queue_document(desk: Desk, view: View, *, as_of: datetime | None = None, **filters: Any) -> list[dict[str, Any]]:
    """Return the JSON of `queue` for a view at one moment."""
    moment = as_of or desk.clock()
    return [row_document(desk, row, moment) for row in rows(desk, view, as_of=moment, **filters)]


def row_document(desk: Desk, row: QueueRow, as_of: datetime) -> dict[str, Any]:
    """Return one callback as `queue --json` gives it."""
    local = desk.zone
    return {
        "id": row.callback_id,
        "patient": row.patient,
        "phone": row.phone,
        "lane": desk.policy.lane_id(row.lane),
        "channel": row.channel.value,
        "language": row.language,
        "attention": list(row.attention),
        "status": row.status_at(as_of).value,
        "received_at": _local(row.received_at, local),
        "target_at": _local(row.target_at, local),
        "due_at": _local(row.due_at, local),
        "late_minutes": late_minutes(row, desk.hours, as_of),
        "contacts": row.contacts,
        "attempts": row.attempts,
        "next_action": row.next_action,
        "needs": row.needs,
        "owner": desk.policy.owner_name(row.owner_at(as_of)),
        "escalated_to": None if row.escalated_to is None else desk.policy.owner_name(row.escalated_to),
        "acknowledged": row.acknowledged,
        "maybe_resolved": row.maybe_resolved,
        "referral": {"status": row.referral_status, "missing": list(row.missing)} if row.has_referral else None,
        "lacking": preparing.lacking(desk.policy, row),
    }


def show_document(desk: Desk, callback: Callback, *, as_of: datetime | None = None) -> dict[str, Any]:
    """Return one callback as `show --json` gives it: its queue line, the request, history, notes and script.

    `held_minutes` are those on hold so far, by the wall clock: they count apart from the time it took.
    """
    moment = as_of or desk.clock()
    return {
        **row_document(desk, line_of(desk, callback), moment),
        "request": callback.request,
        "other_names": list(callback.other_names),
        "phone_note": callback.phone_note,
        "birth_date": callback.birth_date,
        "birth_date_as_written": callback.birth_as_written,
        "urgency": callback.details.get("urgency"),
        "held_minutes": holding.held_between(callback, callback.received_at, moment) // timedelta(minutes=1),
        "preparation": preparation(desk, callback),
        "history": [said for _, said in history.told(callback, desk.policy, desk.zone, moment)],
        "split_from": callback.split_from,
        "split_into": list(callback.split_into),
        "perhaps_same": [other.callback_id for other in evidence.perhaps_same(desk, callback)],
        "reported": None if callback.reported is None else dict(callback.reported),
        "review": callback.review,
        "claimed_at_once": [desk.policy.owner_name(owner) for owner in callback.claimed_at_once],
        "notes": history.notes(callback, desk.policy),
        "script": script.document(script_of(desk, callback)),
        "card": cards.document(desk, callback),
    }


def preparation(desk: Desk, callback: Callback) -> list[dict[str, Any]]:
    """Return the lane's checklist in words: what a person marked each line as, None where nobody said; done is true
    where nothing is left to do (done, or not needed), false where it is missing, None where nobody said.
    """
    lines = preparing.checklist(desk.policy, cards.as_card_says(desk, callback))
    marked = ((line, desk.policy.code_title(line.code)) for line in lines)
    return [{"code": line.code, "title": title, "done": line.done, "mark": line.mark} for line, title in marked]


def line_of(desk: Desk, callback: Callback) -> QueueRow:
    """Return the queue line of a callback, in the language of the patient's card as the queue has it."""
    row = row_of(callback, desk.policy.default_lane)
    return row._replace(language=cards.as_card_says(desk, callback).language)


def row_of(callback: Callback, default_lane: str) -> QueueRow:
    """Return the queue line of a folded callback."""
    referral: Mapping[str, Any] = callback.referral or {}
    handed = handed_on(callback)
    return QueueRow(
        callback_id=callback.callback_id,
        patient=callback.patient,
        phone=callback.phone,
        lane=callback.lane or default_lane,
        channel=callback.channel,
        language=callback.language,
        attention=callback.attention,
        is_open=callback.is_open,
        received_at=callback.received_at,
        target_at=callback.target_at,
        due_at=callback.due_at,
        contacts=callback.contacts,
        attempts=callback.attempts,
        next_action=callback.next_action,
        owner=callback.owner,
        owner_until=callback.owner_until,
        fallback_owner=callback.fallback_owner,
        escalated_to=callback.escalated_to,
        acknowledged=callback.acknowledged,
        attention_pending=callback.attention_pending,
        maybe_resolved=callback.maybe_resolved,
        has_referral=callback.referral is not None,
        referral_status=referral.get("status"),
        missing=tuple(referral.get("missing", ())),
        lacking=callback.lacking,
        review=callback.review,
        reviewer=callback.reviewer,
        hold_reason=callback.hold_reason,
        waiting=callback.waiting,
        closed_at=callback.closed_at,
        close_result=callback.close_result,
        attention_rank=callback.attention_rank,
        contacts_rank=callback.contacts_rank,
        claimed_at_once=callback.claimed_at_once,
        further=callback.further,
        needs=None if handed is None else handed.needs,
    )


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
