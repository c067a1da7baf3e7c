"""Whether a policy of the right shape makes sense: all names used exist, and nothing contradicts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING

from callback_desk.domain.policy_check import Finding, choice, nearest, shown
from callback_desk.domain.policy_sense_files import files_findings
from callback_desk.domain.policy_sense_steps import step_findings
from callback_desk.domain.sorting import MIN_PREFIX, phrase_words
from callback_desk.domain.text import folded
from callback_desk.domain.zones import is_zone, remedy_for

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy
    from callback_desk.domain.policy_kinds import Week

ENGLISH = "en"
_NEEDED_ROLES = {
    "front-desk": "what has lost its owner comes back to it",
    "assistant": "whoever sets up a desk gets it",
}
_USUAL_LANES = (
    "new-appointment",
    "existing-patient",
    "referral",
    "insurance",
    "refill",
    "records",
    "telehealth",
    "reminder",
    "symptom",
)


def sense_findings(policy: "Policy") -> Iterator[Finding]:
    """Yield what does not make sense, in the order of the file's parts."""
    yield from _clinic(policy)
    yield from _all_hours(policy)
    yield from _roles(policy)
    yield from _people(policy)
    yield from _cadences(policy)
    yield from _lanes(policy)
    yield from _attention(policy)
    yield from _said(policy)
    yield from _languages(policy)
    yield from step_findings(policy)
    yield from files_findings(policy)


def _clinic(policy: "Policy") -> Iterator[Finding]:
    clinic = policy.clinic
    if not is_zone(clinic.zone):
        yield Finding("clinic.zone", shown(clinic.zone), "is not a time zone", remedy_for(clinic.zone))
    if not clinic.languages:
        yield Finding("clinic.languages", "", "is empty", 'list at least one, such as ["en"]')
    if clinic.public_holidays and clinic.region != "US" and not _has_public_holidays(clinic.region):
        yield Finding(
            "clinic.region",
            shown(clinic.region),
            "is not a country whose public holidays are known",
            'use its two letters, such as "US", or set public_holidays = false',
        )
    yield from _repeated("clinic.languages", clinic.languages)
    yield from _repeated("clinic.own_numbers", clinic.own_numbers)


def _has_public_holidays(region: str) -> bool:
    from holidays import list_supported_countries

    return region in list_supported_countries()


def _all_hours(policy: "Policy") -> Iterator[Finding]:
    yield from _week("hours", policy.hours)
    for name, role in policy.roles.items():
        if role.hours is not None:
            yield from _week(f"roles.{name}.hours", role.hours)
    start, end = policy.call_hours.start, policy.call_hours.end
    if start >= end:
        yield Finding("call_hours.end", _clock(end), f"is not after the start, {_clock(start)}", "put it later")


def _week(key: str, week: "Week") -> Iterator[Finding]:
    if not any(week.values()):
        yield Finding(key, "", "has no open span all week", 'give at least one day a span, such as ["08:00-17:00"]')
    for day, spans in week.items():
        earlier: time | None = None
        for start, end in spans:
            span = f'"{_clock(start)}-{_clock(end)}"'
            if start >= end:
                yield Finding(
                    f"{key}.{day}",
                    span,
                    "ends before it begins",
                    "a span ends on the day it began: end it by 23:59 and begin another on the next day",
                )
            elif earlier is not None and start < earlier:
                yield Finding(
                    f"{key}.{day}",
                    span,
                    f"begins before the span before it has ended, at {_clock(earlier)}",
                    "put the spans in order, with a gap between them",
                )
            earlier = end if earlier is None else max(earlier, end)


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _roles(policy: "Policy") -> Iterator[Finding]:
    for name, why in _NEEDED_ROLES.items():
        if name not in policy.roles:
            meant = nearest(name, policy.roles)
            remedy = f'rename "{meant}" to it' if meant else f"add [roles.{name}]: {why}"
            yield Finding(f"roles.{name}", "", "is missing", remedy)
    for name, role in policy.roles.items():
        key = f"roles.{name}.stand_in"
        if role.stand_in == name:
            yield Finding(key, shown(name), "is the role itself", "name another role, or take the line out")
        elif role.stand_in is not None:
            yield from _unknown(key, role.stand_in, "role", policy.roles)


def _people(policy: "Policy") -> Iterator[Finding]:
    named: dict[str, str] = {}
    for person_id, person in policy.people.items():
        key = f"people.{person_id}"
        other = named.setdefault(folded(person.name), person_id)
        if other != person_id:
            yield Finding(
                f"{key}.name",
                shown(person.name),
                f"is the name of people.{other} too",
                "names are unique: add an initial or the family name",
            )
        if person.name.casefold().startswith(("role:", "person:")):
            yield Finding(f"{key}.name", shown(person.name), "reads as an owner's code", "write the name alone")
        for role in person.roles:
            yield from _unknown(f"{key}.roles", role, "role", policy.roles)
        yield from _repeated(f"{key}.roles", person.roles)


def _cadences(policy: "Policy") -> Iterator[Finding]:
    for name, cadence in policy.cadences.items():
        key = f"cadences.{name}"
        needed = cadence.attempts - 1
        if len(cadence.spacing_minutes) != needed:
            yield Finding(
                f"{key}.spacing_minutes",
                "",
                f"has {len(cadence.spacing_minutes)} waiting times for {cadence.attempts} attempts",
                f"give {needed}, one before each attempt but the first",
            )
        for part in ("voicemail_on", "portal_on", "front_desk_on"):
            for attempt in getattr(cadence, part):
                if attempt > cadence.attempts:
                    yield Finding(
                        f"{key}.{part}",
                        shown(attempt),
                        "is an attempt that is never made",
                        f"use numbers from 1 to {cadence.attempts}",
                    )
        for attempt in cadence.portal_on:
            if attempt in cadence.voicemail_on:
                yield Finding(
                    f"{key}.portal_on",
                    shown(attempt),
                    "is a voicemail too, and no call is made then",
                    "keep it in one of the two",
                )
        yield from _unknown(f"{key}.then.owner", cadence.then.owner, "role", policy.roles)


def _lanes(policy: "Policy") -> Iterator[Finding]:
    for name, lane in policy.lanes.items():
        key = f"lanes.{name}"
        meant = None if name in _USUAL_LANES else nearest(name, _USUAL_LANES)
        if meant is not None and meant not in policy.lanes:
            yield Finding(key, "", "is not a known lane", f'did you mean "{meant}"?')
        yield from _unknown(f"{key}.role", lane.role, "role", policy.roles)
        yield from _unknown(f"{key}.cadence", lane.cadence, "cadence", policy.cadences)
        for part, codes in (
            ("checklist", lane.checklist),
            ("confirm", lane.confirm),
            ("authority", lane.authority),
        ):
            for code in codes:
                if code not in policy.codes:
                    remedy = choice(code, policy.codes) if nearest(code, policy.codes) else f"add {code} there"
                    yield Finding(f"{key}.{part}", shown(code), "has no wording under [codes]", remedy)
            yield from _repeated(f"{key}.{part}", tuple(codes))
        yield from _phrases(f"{key}.words", lane.words)
        yield from _phrases(f"{key}.except_for", lane.except_for, fewest=2)
    yield from _unknown("intake.default_lane", policy.intake.default_lane, "lane", policy.lanes)


def _attention(policy: "Policy") -> Iterator[Finding]:
    attention = policy.attention
    yield from _unknown("attention.lane", attention.lane, "lane", policy.lanes)
    lane = policy.lanes.get(attention.lane)
    role = policy.roles.get(lane.role) if lane is not None else None
    if lane is not None and role is not None and not role.licensed:
        licensed = [name for name, known in policy.roles.items() if known.licensed]
        remedy = "choose one of " + ", ".join(licensed) if licensed else f"set licensed = true in [roles.{lane.role}]"
        yield Finding(
            f"lanes.{attention.lane}.role",
            shown(lane.role),
            "takes attention items and is not licensed",
            remedy,
        )
    if not any(attention.words.values()):
        yield Finding("attention.words", "", "is empty", "without words nothing is sent to a licensed role: add some")
    yield from _phrases("attention.words", attention.words)


def _phrases(key: str, words: Mapping[str, Sequence[str]], *, fewest: int = 1) -> Iterator[Finding]:
    for language, phrases in words.items():
        seen: dict[object, str] = {}
        for phrase in phrases:
            compiled = phrase_words(phrase)
            if not compiled:
                yield Finding(
                    f"{key}.{language}", shown(phrase), "has no word in it", "write the words, or take it out"
                )
                continue
            if len(compiled) < fewest:
                remedy = 'say with which other word, such as "flu shot*"'
                yield Finding(f"{key}.{language}", shown(phrase), "would take the word away everywhere", remedy)
            if any(word.any_ending and len(word.letters) < MIN_PREFIX for word in compiled):
                yield Finding(
                    f"{key}.{language}",
                    shown(phrase),
                    "has a star after too few letters",
                    f"write at least {MIN_PREFIX} letters before a star",
                )
            earlier = seen.setdefault(frozenset(compiled), phrase)
            if earlier is not phrase:
                yield Finding(f"{key}.{language}", shown(phrase), "is there a second time", "take one of the two out")


def _said(policy: "Policy") -> Iterator[Finding]:
    """English is read where the patient's language has no text, so it must be there for all that is said."""
    for key, part in (("boundary", policy.boundary), ("voicemail", policy.voicemail)):
        if ENGLISH not in part:
            yield Finding(f"{key}.en", "", "is missing", f"add [{key}.en]: English is read where a language has none")
    if policy.interpreter is not None and ENGLISH not in policy.interpreter.say:
        yield Finding("interpreter.say.en", "", "is missing", "add en there: it is said where a language has no line")
    if ENGLISH not in policy.scripts:
        for name, lane in policy.lanes.items():
            if ENGLISH not in lane.script:
                yield Finding(
                    f"lanes.{name}.script.en",
                    "",
                    "is missing",
                    f"add [lanes.{name}.script.en], or [scripts.en] for all lanes without one",
                )


def _languages(policy: "Policy") -> Iterator[Finding]:
    """A text in a language that the clinic does not list is never read: one finding for each language."""
    spoken = policy.clinic.languages
    told: set[str] = set()
    for key, languages in _texts(policy):
        for language in languages:
            if language not in spoken and language not in told:
                told.add(language)
                yield Finding(
                    f"{key}.{language}",
                    "",
                    "is in a language that clinic.languages does not list",
                    f'add "{language}" there, or use one of {", ".join(spoken)}',
                )
    for name, role in policy.roles.items():
        for language in role.languages:
            if language not in spoken and language not in told:
                told.add(language)
                yield Finding(
                    f"roles.{name}.languages",
                    shown(language),
                    "is a language that clinic.languages does not list",
                    f'add "{language}" there, or use one of {", ".join(spoken)}',
                )


def _texts(policy: "Policy") -> Iterator[tuple[str, Iterable[str]]]:
    for name, lane in policy.lanes.items():
        yield f"lanes.{name}.words", lane.words
        yield f"lanes.{name}.except_for", lane.except_for
        yield f"lanes.{name}.script", lane.script
    for code, titles in policy.codes.items():
        yield f"codes.{code}", titles
    yield "attention.words", policy.attention.words
    yield "boundary", policy.boundary
    yield "voicemail", policy.voicemail
    yield "scripts", policy.scripts


def _unknown(key: str, name: str, kind: str, known: Mapping[str, object]) -> Iterator[Finding]:
    if name not in known:
        yield Finding(key, shown(name), f"is not a {kind} of this policy", choice(name, known))


def _repeated(key: str, values: Sequence[str]) -> Iterator[Finding]:
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        yield Finding(key, shown(value), "is there more than once", "keep one")
