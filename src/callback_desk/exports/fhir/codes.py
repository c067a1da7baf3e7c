"""Which code of the standard says what ours says: the table of the mapping, and what the checker allows.

A code that is another's is written only where it says exactly the same. Ours go under systems of our own.
"""

from collections.abc import Mapping

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, CloseResult, Disposition, HoldReason, Status
from callback_desk.exports.events import Attempt
from callback_desk.exports.report import Item

LANES: Mapping[str, str] = {
    "new-appointment": "new-patient",
    "referral": "referral-follow-up",
    "insurance": "insurance-pa",
    "refill": "refill-routing",
    "symptom": "clinical-escalation",
}
"""The mapping's code of a lane; a lane that is not here goes by its own id."""
MEDIUM: Mapping[Channel, tuple[str, str]] = {
    Channel.MISSED_CALL: ("PHONE", "telephone"),
    Channel.VOICEMAIL: ("PHONE", "telephone"),
    Channel.TEXT_MESSAGE: ("WRITTEN", "written"),
    Channel.PORTAL: ("ONLINEWRIT", "online written"),
    Channel.WEB_FORM: ("ONLINEWRIT", "online written"),
    Channel.FAX: ("FAXWRIT", "telefax"),
    Channel.WALK_IN: ("FACE", "face-to-face"),
}
"""How a contact came in (v3-ParticipationMode); of a campaign and of what was added by hand that is not known."""
FROM_THE_PATIENT = frozenset(MEDIUM) - {Channel.FAX}
"""The channels by which the patient reached out, or somebody for them. Another office sends the faxes."""
NOT_DONE: Mapping[Disposition, tuple[str, str]] = {
    Disposition.SOMEBODY_ELSE: ("recipient-unavailable", "Recipient Unavailable"),
    Disposition.WRONG_PERSON: ("invalid-phone-number", "Invalid Phone Number"),
    Disposition.NO_ANSWER: ("recipient-unavailable", "Recipient Unavailable"),
    Disposition.BUSY: ("recipient-unavailable", "Recipient Unavailable"),
    Disposition.NOT_IN_SERVICE: ("invalid-phone-number", "Invalid Phone Number"),
}
"""Why an attempt reached nobody (communication-not-done-reason); what is not here reached them or left a message."""
OUTCOMES: Mapping[Disposition, str] = {Disposition.VOICEMAIL: "left-voicemail"}
"""The mapping's code of how an attempt ended; what is not here goes by its own code."""
PORTAL_MESSAGE = "portal-message"
VISITS = frozenset(("CHECKUP", "FOLLOWUP", "ROUTINE", "WALKIN", "EMERGENCY"))
"""The kinds of visit of v2-0276."""
SPECIALTIES: Mapping[str, str] = {
    "cardiology": "394579002",
    "dermatology": "394582007",
    "endocrinology": "394583002",
    "gastroenterology": "394584008",
    "gynecology": "394586005",
    "infectious diseases": "394807007",
    "internal medicine": "419192003",
    "nephrology": "394589003",
    "neurology": "394591006",
    "obstetrics": "408470005",
    "obstetrics and gynecology": "394585009",
    "ophthalmology": "394594003",
    "otolaryngology": "418960008",
    "pain management": "394882004",
    "psychiatry": "394587001",
    "radiology": "394914008",
    "rheumatology": "394810000",
    "urology": "394612005",
}
"""Specialties whose name is exactly that of a practice code (SNOMED CT, value set c80-practice-codes)."""
CONTENT: Mapping[str, str] = {
    "asterisk": "text/csv",
    "3cx": "text/csv",
    "8x8-work": "text/csv",
    "freeswitch": "text/csv",
    "asterisk-voicemail": "text/plain",
    "android-calls": "application/xml",
}
"""What a file is by the preset that read it. The other presets read files of several kinds."""
PAGES, PAGE = "google-voice", "text/html"
"""What Google Voice's export has in its folder is pages; given as one file it may be a zip of them."""
_ENDED: Mapping[CloseResult, str] = {
    CloseResult.UNREACHABLE: "failed",
    CloseResult.DUPLICATE: "cancelled",
    CloseResult.NOT_NEEDED: "cancelled",
}
_HELD: Mapping[HoldReason, str] = {
    HoldReason.PATIENT: "waiting-for-patient",
    HoldReason.DOCUMENT: "waiting-for-document",
    HoldReason.OFFICE: "waiting-for-office",
}
_TRIES = ("awaiting-first-attempt", "awaiting-second-attempt", "awaiting-third-attempt")

REQUIRED: Mapping[str, frozenset[str]] = {
    "Bundle.type": frozenset(("transaction",)),
    "Bundle.entry.request.method": frozenset(("POST", "PUT")),
    "Patient.telecom.system": frozenset(("phone",)),
    "RelatedPerson.telecom.system": frozenset(("phone",)),
    "Task.input.valueContactPoint.system": frozenset(("phone",)),
    "Task.status": frozenset(("requested", "accepted", "on-hold", "completed", "failed", "cancelled")),
    "Task.intent": frozenset(("order",)),
    "Task.priority": frozenset(("routine", "urgent")),
    "Communication.status": frozenset(("completed", "not-done")),
    "ServiceRequest.status": frozenset(("active", "on-hold", "completed", "revoked")),
    "ServiceRequest.intent": frozenset(("order",)),
    "Appointment.status": frozenset(("proposed",)),
    "Appointment.participant.required": frozenset(("required",)),
    "Appointment.participant.status": frozenset(("accepted", "needs-action")),
    "Provenance.entity.role": frozenset(("source",)),
    "DocumentReference.status": frozenset(("current",)),
    "DocumentReference.content.attachment.contentType": frozenset(CONTENT.values()) | {PAGE},
    "AuditEvent.action": frozenset(("C", "R")),
    "AuditEvent.outcome": frozenset(("0",)),
}
"""Every element with a required binding that is written here, and those of its codes that are used."""


def task_status(item: Item) -> str:
    """Return how far a callback is, in the standard's words."""
    callback = item.callback
    if not callback.is_open:
        return "completed" if callback.close_result is None else _ENDED.get(callback.close_result, "completed")
    if item.status in (Status.WAITING, Status.ON_HOLD):
        return "on-hold"
    if item.status is Status.ESCALATED:
        return "accepted" if callback.acknowledged else "requested"
    return "accepted" if item.owner.startswith("person:") else "requested"


def business_status(item: Item, tries: list[Attempt]) -> str:
    """Return where in its way a callback stands, by the mapping's local code."""
    callback = item.callback
    if not callback.is_open:
        if callback.close_result is CloseResult.UNREACHABLE:
            return "unable-to-reach"
        return "closed" if callback.close_result is None else callback.close_result.value
    if item.status is Status.ESCALATED:
        return "escalated"
    if item.status is Status.REVIEW:
        return "for-review"
    if callback.hold_reason is not None:
        return _HELD[callback.hold_reason]
    if item.status is Status.WAITING and tries and tries[-1].payload.get("disposition") == Disposition.VOICEMAIL:
        return "left-voicemail"
    if any(attempt.reached for attempt in tries):
        return "in-touch"
    return _TRIES[len(tries)] if len(tries) < len(_TRIES) else "awaiting-next-attempt"


def service_status(callback: Callback, missing: bool) -> str:
    """Return how far a referral is. That we could not reach the patient, or joined two items, does not end it."""
    result = callback.close_result
    if callback.is_open or result in (None, CloseResult.UNREACHABLE, CloseResult.DUPLICATE):
        return "on-hold" if missing else "active"
    withdrawn = (CloseResult.DECLINED, CloseResult.NOT_NEEDED)
    return "revoked" if result in withdrawn else "completed"
