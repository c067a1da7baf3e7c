"""Which lane and channel the codes of a FHIR resource mean: our own codes, and what others have in words."""

from callback_desk.domain.codes import Channel
from callback_desk.intake import vocabulary
from callback_desk.intake.fhir_values import Resource, codes, words

_LANES = {
    "new-patient": "new-appointment", "existing-patient": "existing-patient", "referral-follow-up": "referral",
    "insurance-pa": "insurance", "refill-routing": "refill", "clinical-escalation": "symptom", "records": "records",
    "billing": "insurance", "schedule-appointment": "new-appointment", "prescription-refill-request": "refill",
}  # fmt: skip
_ITEM_SOURCE = "item-source"
_CHANNELS = {
    "missed-call": Channel.MISSED_CALL, "voicemail": Channel.VOICEMAIL, "portal": Channel.PORTAL,
    "portal-message": Channel.PORTAL, "text-message": Channel.TEXT_MESSAGE, "web-form": Channel.WEB_FORM,
    "fax": Channel.FAX, "walk-in": Channel.WALK_IN, "campaign": Channel.CAMPAIGN, "by-hand": Channel.BY_HAND,
}  # fmt: skip
_MEDIA = {
    "PHONE": Channel.VOICEMAIL, "FAXWRIT": Channel.FAX, "SMSWRIT": Channel.TEXT_MESSAGE, "PHYSICAL": Channel.WALK_IN,
    "FACE": Channel.WALK_IN,
}  # fmt: skip


def of_task(task: Resource) -> str | None:
    """Return the lane that a Task's code means, or None."""
    return _by_codes(task.get("code")) or _known(words(task.get("code")))


def of_communication(said: Resource) -> str | None:
    """Return the lane that a Communication's topic means, or None: then its words decide."""
    return _by_codes(said.get("topic")) or _by_codes(said.get("category"))


def own_channel(said: Resource) -> Channel | None:
    """Return how a contact came in, where a desk like this one has written it down."""
    own = (code for system, code in codes(said.get("category")) if system.endswith(_ITEM_SOURCE))
    return next((_CHANNELS[code] for code in own if code in _CHANNELS), None)


def channel_of(said: Resource) -> Channel:
    """Return the channel of a Communication by its medium; in writing it is a portal's message."""
    media = (code for _, code in codes(said.get("medium")))
    return next((_MEDIA[code] for code in media if code in _MEDIA), Channel.PORTAL)


def _by_codes(concept: object) -> str | None:
    return next((_LANES[code] for _, code in codes(concept) if code in _LANES), None)


def _known(said: str) -> str | None:
    lane = vocabulary.lane_id(said) if said else None
    return lane if lane in set(_LANES.values()) | {"referral", "telehealth", "reminder"} else None
