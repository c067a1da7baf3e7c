"""How the closed sets of codes are said to people in English, the same on every screen and in every file."""

import re
from collections.abc import Mapping

from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    HoldReason,
    Result,
    Verdict,
    View,
)

CHANNELS: Mapping[Channel, str] = {
    Channel.MISSED_CALL: "missed call",
    Channel.VOICEMAIL: "voicemail",
    Channel.TEXT_MESSAGE: "text message",
    Channel.PORTAL: "portal message",
    Channel.WEB_FORM: "web form",
    Channel.FAX: "fax",
    Channel.WALK_IN: "walk-in",
    Channel.CAMPAIGN: "campaign",
    Channel.BY_HAND: "added by hand",
}
VIEW_TITLES: Mapping[View, str] = {
    View.ALL: "all open",
    View.MINE: "mine",
    View.UNCLAIMED: "unclaimed",
    View.WAITING: "waiting",
    View.ESCALATED: "escalated",
    View.REVIEW: "for review",
    View.CLOSED: "closed today",
}
LISTS: Mapping[str, str] = {
    "list": "worklist",
    "referral": "referral list",
    "insurance": "insurance list",
    "appointment": "appointment request",
}
"""What a contact came on whose file has no channel of its own, by the family of its source key."""


def came_on(channel: Channel, source_key: str | None) -> str:
    """Return how a contact came in, in words: a list that says no channel is called what it is."""
    if channel not in (Channel.BY_HAND, Channel.WEB_FORM) or source_key is None:
        return CHANNELS[channel]
    return LISTS.get(re.split("[:#]", source_key, maxsplit=1)[0], CHANNELS[channel])


DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.REACHED: "reached",
    Disposition.SOMEBODY_ELSE: "somebody else answered",
    Disposition.WRONG_PERSON: "wrong person",
    Disposition.VOICEMAIL: "voicemail left",
    Disposition.NO_ANSWER: "no answer",
    Disposition.BUSY: "busy",
    Disposition.NOT_IN_SERVICE: "not in service",
}
RESULTS: Mapping[Result, str] = {
    Result.SETTLED: "settled",
    Result.BOOKED: "booked",
    Result.CALL_LATER: "call later",
    Result.DECLINED: "declined",
    Result.INTERPRETER: "interpreter needed",
    Result.HANDED_OVER: "handed over",
}
CLOSINGS: Mapping[CloseResult, str] = {
    CloseResult.BOOKED: "booked",
    CloseResult.ANSWERED: "answered",
    CloseResult.TRANSFERRED: "transferred",
    CloseResult.DECLINED: "declined",
    CloseResult.UNREACHABLE: "unreachable",
    CloseResult.DUPLICATE: "duplicate",
    CloseResult.NOT_NEEDED: "not needed",
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.RIGHT: "the escalation was right",
    Verdict.UNNECESSARY: "the escalation was unnecessary",
    Verdict.MISSED: "an escalation was missed",
}
HOLDS: Mapping[HoldReason, str] = {
    HoldReason.PATIENT: "the patient",
    HoldReason.DOCUMENT: "a document",
    HoldReason.OFFICE: "another office",
}

EXCEPTIONS: Mapping[ExceptionCode, str] = {
    ExceptionCode.SCRIPT_DID_NOT_FIT: "script did not fit",
    ExceptionCode.NO_ACCESS: "no access",
    ExceptionCode.CLINICAL_REVIEW: "clinical review needed",
    ExceptionCode.HANDOFF_UNCLEAR: "handoff unclear",
    ExceptionCode.LANGUAGE: "language",
}

REPORTED: Mapping[str, str] = {
    "booked": "an appointment was booked",
    "rescheduled": "the appointment was moved",
    "changed": "the appointment was changed",
    "cancelled": "it was cancelled",
    "no-show": "the patient did not come to the appointment",
    "done": "it was done",
}
"""What another system says became of it."""
