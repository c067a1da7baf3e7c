"""Words that come later than their record: a transcript that was not made yet when the call was first exported, or a
voicemail that was still being left.

A known record is no news, but what the patient said in it is, however late it comes: nobody has read it yet.
"""

import hashlib
from collections.abc import Iterable

from callback_desk.domain.codes import Channel
from callback_desk.domain.told import Told
from callback_desk.intake.another_record import plain_words
from callback_desk.intake.units import Unit

_VOICEMAIL = "voicemail"


def may_say_more(unit: Unit) -> bool:
    """Tell whether a record, should it be known, could have words that it did not have then.

    What has states of its own, or is all of a thread, is told apart by those.
    """
    return unit.request is not None and unit.version_key is None and not unit.goes_on


def says_more(unit: Unit, told: Iterable[Told]) -> bool:
    """Tell whether a known record has words that are in none of what is known of it."""
    said = plain_words(unit.request)
    known = list(told)
    return may_say_more(unit) and bool(known) and not any(said in plain_words(one.words) for one in known)


def left_voicemail(unit: Unit, told: Iterable[Told]) -> bool:
    """Tell whether a known call has a voicemail that is in none of what is known of it."""
    known = list(told)
    return unit.channel is Channel.VOICEMAIL and bool(known) and not any(one.voicemail for one in known)


def news_key(unit: Unit, told: Iterable[Told]) -> str | None:
    """Return the key of a known record with what is news in it; None where nothing is."""
    known = list(told)
    if says_more(unit, known):
        return key_of(unit)
    return f"{unit.source_key}@{_VOICEMAIL}" if left_voicemail(unit, known) else None


def key_of(unit: Unit) -> str:
    """Return the key of a record with these words."""
    digest = hashlib.sha256(plain_words(unit.request).encode()).hexdigest()[:32]
    return f"{unit.source_key}@{digest}"
