"""From what a person says about a card to the entries that say it: only what changes is written."""

from collections.abc import Iterator

from callback_desk.domain.card import Card, Representative
from callback_desk.domain.card_entries import (
    CardIdentified,
    DeceasedSet,
    DoNotContactSet,
    GuardianSet,
    LanguageSet,
    PronounsSet,
    ReachSet,
    RepresentativeSet,
    VoicemailConsented,
)
from callback_desk.domain.payload import Payload
from callback_desk.domain.text import folded


def facts(before: Card, after: Card) -> list[Payload]:
    """Return the payloads that turn what one card says of a patient into what the other says."""
    return [*_facts(before, after), *_representatives(before, after)]


def identity(before: Card, after: Card) -> Iterator[Payload]:
    """Yield the payload that makes a card known by what another one is known by."""
    if (before.name, before.birth_date, before.record_number) != (after.name, after.birth_date, after.record_number):
        yield CardIdentified(name=after.name, birth_date=after.birth_date, record_number=after.record_number)


def _facts(before: Card, after: Card) -> Iterator[Payload]:
    if before.voicemail != after.voicemail:
        yield VoicemailConsented(consent=after.voicemail)
    if (before.phone, before.reach, before.reach_note) != (after.phone, after.reach, after.reach_note):
        yield ReachSet(phone=after.phone, ways=after.reach, note=after.reach_note)
    if (before.language, before.interpreter) != (after.language, after.interpreter):
        yield LanguageSet(language=after.language, interpreter=after.interpreter)
    if (before.minor, before.guardian) != (after.minor, after.guardian):
        yield GuardianSet(minor=after.minor, guardian=after.guardian)
    if (before.deceased, before.deceased_on) != (after.deceased, after.deceased_on):
        yield DeceasedSet(deceased=after.deceased, on=after.deceased_on)
    if (before.do_not_contact, before.contact_reason) != (after.do_not_contact, after.contact_reason):
        yield DoNotContactSet(barred=after.do_not_contact, reason=after.contact_reason)
    if before.pronouns != after.pronouns:
        yield PronounsSet(pronouns=after.pronouns)


def _representatives(before: Card, after: Card) -> Iterator[Payload]:
    stay = {folded(one.name) for one in after.representatives}
    for one in before.representatives:
        if folded(one.name) not in stay:
            yield RepresentativeSet(name=one.name, withdrawn=True)
    for one in after.representatives:
        if one not in before.representatives:
            yield _set(one)


def _set(one: Representative) -> RepresentativeSet:
    return RepresentativeSet(
        name=one.name,
        relationship=one.relationship,
        may_be_told=one.may_be_told,
        detail=one.detail,
        until=one.until,
    )
