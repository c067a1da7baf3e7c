"""The words by which telephone services say how a call ended."""

import re
from functools import lru_cache

from callback_desk.domain.text import folded
from callback_desk.intake import vocabulary
from callback_desk.intake.units import Direction, Outcome

_APART = re.compile(r"[\W_]+")
_SMALL_THEN_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")

REFUSED = "the telephone refused the call: its number is on the block list there"
"""What a person is told of a call that a block list ended."""

_OUTCOMES: tuple[tuple[Outcome, str], ...] = (
    (
        "missed",
        "missed, no answer, noanswer, hang up, hangup, busy, abandoned, abandon, rejected, reject, declined, cancel, "
        "canceled, cancelled, call cancel, call canceled, call cancelled, failed, call failed, call failure, "
        "unanswered, not answered, not accepted, answered not accepted, timeout, timed out, caller hung up, "
        "hang up before answer, ring timeout, no user response, originator cancel, user busy, unallocated number, "
        "call rejected, user not registered, subscriber absent, destination out of order, recovery on timer expire, "
        "network out of order, normal temporary failure, lose race, allotted timeout, no route destination, stopped, "
        "ip phone offline, no calling credit, suspended account, wrong number, internal error, missed call, "
        "unavailable, unattended missed, incomplete, missed by queue, queue abandoned",
    ),
    (
        "answered",
        "answered, accepted, call connected, connected, connect, completed, answer, call accepted, answered elsewhere, "
        "answered by other, answered by other member, picked up, pickup, picked up by other, recorded, auto recorded, "
        "in progress, transferred, call transferred, success, succeeded, talked, completed call",
    ),
    (
        "voicemail",
        "voicemail, voice mail, sent to voicemail, left voicemail, voicemail left, voicemail uploaded, voicemails, "
        "voice message, message left, voicemail message, to voicemail, forwarded to voicemail",
    ),
    (
        "unattended",
        "blocked, refused, spam, ivr, auto attendant, auto receptionist, auto receptionist answered, menu, greeting, "
        "ivr menu, company directory, dial by name, call park, parked, fax receipt error",
    ),
)
_OUTCOME_OF = {word.strip(): outcome for outcome, words in _OUTCOMES for word in words.split(",")}
_REFUSALS = frozenset(("blocked", "refused", "spam"))
_UNDER_WAY = frozenset(("queued", "ringing", "initiated", "in progress"))


def _plain(word: str) -> str:
    return _APART.sub(" ", folded(_SMALL_THEN_CAPITAL.sub(" ", word[:80]))).strip()


@lru_cache(maxsize=1024)
def outcome_of(word: str) -> Outcome | None:
    """Return how a call ended by its result word, in whatever case and with whatever between the words; None
    where the word is not known.
    """
    plain = _plain(word)
    known = _OUTCOME_OF.get(plain)
    if known is None and plain:
        told = vocabulary.said(plain)
        known = None if told is None else told.outcome
    return known


@lru_cache(maxsize=1024)
def is_refusal(word: str) -> bool:
    """Tell whether the word says that a block list ended the call."""
    return _plain(word) in _REFUSALS


@lru_cache(maxsize=1024)
def is_under_way(word: str) -> bool:
    """Tell whether the word says that a call is not over."""
    return _plain(word) in _UNDER_WAY


@lru_cache(maxsize=256)
def direction_of(word: str) -> Direction | None:
    """Return the direction that a word tells, or None."""
    plain = _plain(word)
    told = vocabulary.said(plain) if plain else None
    if told is not None and told.direction is not None:
        return told.direction
    first = plain.split(" ")[0]
    starts: dict[str, Direction] = {"in": "inbound", "inbound": "inbound", "incoming": "inbound"}
    starts |= {"out": "outbound", "outbound": "outbound", "outgoing": "outbound", "internal": "internal"}
    return starts.get(first)
