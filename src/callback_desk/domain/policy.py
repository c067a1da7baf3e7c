"""The clinic's rules: read once from one file, then asked by everything that decides.

Reading refuses what it does not understand. `check` lists everything that is wrong, `read_policy` stops at
the first.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, ValidationError

from callback_desk.domain import policy_check, policy_sense
from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import Holidays, OpenHours
from callback_desk.domain.policy_check import Finding
from callback_desk.domain.policy_files import Audience, Recipient, usual_audiences
from callback_desk.domain.policy_parts import (
    STEPS,
    WEEKDAYS,
    AfterLast,
    Attention,
    Boundary,
    Cadence,
    CallHours,
    Clinic,
    Code,
    IntakeRules,
    Interpreter,
    Lane,
    Language,
    Limits,
    Part,
    Person,
    Preparation,
    Retention,
    Role,
    ScriptText,
    Text,
    Voicemail,
    Week,
)
from callback_desk.domain.sorting import Sorter
from callback_desk.domain.text import clean_line, folded

__all__ = [
    "WEEKDAYS",
    "AfterLast",
    "Attention",
    "Audience",
    "Boundary",
    "Cadence",
    "CallHours",
    "Clinic",
    "Finding",
    "IntakeRules",
    "Interpreter",
    "Lane",
    "Limits",
    "Person",
    "Policy",
    "PolicyFault",
    "Preparation",
    "Recipient",
    "Retention",
    "Role",
    "ScriptText",
    "Voicemail",
    "check",
    "fingerprint_of",
    "read_policy",
    "warnings",
]
_FINGERPRINT_DIGITS = 16
_TEXTS_KEPT = 8
"""So many texts are read but once: the rules of a clinic's desks are mostly the same."""


class PolicyFault(DeskError):
    """The policy cannot be used. `findings` holds all that is wrong with it; the first is the message."""

    def __init__(self, where: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{where}: {findings[0].sentence}")
        self.findings = findings


class Policy(Part):
    """The clinic's rules. `text` is the file letter for letter, `fingerprint` names it in every entry.

    What is not in the file is as its part says; that is made where it is missing and checked by no test of its own, for
    which every start would wait.
    """

    text: str = Field(repr=False)
    fingerprint: str
    clinic: Clinic
    hours: Week
    roles: Mapping[Code, Role]
    people: Mapping[Code, Person] = Field(default_factory=dict)
    limits: Limits = Field(default_factory=Limits.model_construct)
    intake: IntakeRules
    call_hours: CallHours = Field(default_factory=CallHours.model_construct)
    lanes: Mapping[Code, Lane]
    steps: Mapping[Code, tuple[Code, ...]] = Field(default_factory=lambda: dict(STEPS))
    preparation: Preparation = Field(default_factory=Preparation.model_construct)
    codes: Mapping[Code, Mapping[Language, Text]] = Field(default_factory=dict)
    cadences: Mapping[Code, Cadence]
    attention: Attention
    boundary: Mapping[Language, Boundary] = Field(default_factory=dict)
    voicemail: Mapping[Language, Voicemail] = Field(default_factory=dict)
    interpreter: Interpreter | None = None
    scripts: Mapping[Language, ScriptText] = Field(default_factory=dict)
    recipients: Mapping[Code, Recipient] = Field(default_factory=dict)
    audiences: Mapping[Code, Audience] = Field(default_factory=usual_audiences)
    retention: Retention = Field(default_factory=Retention.model_construct)

    _open_hours: dict[str | None, OpenHours] = PrivateAttr(default_factory=dict)

    @property
    def default_lane(self) -> str:
        """The id of the lane of what no word sorts."""
        return self.intake.default_lane

    @property
    def idle_lock_minutes(self) -> int:
        """After how many minutes without a key the desk locks."""
        return self.limits.idle_lock_minutes

    @cached_property
    def zone_info(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.zone)

    @cached_property
    def sorter(self) -> Sorter:
        """The words of attention and of the lanes, compiled once for all who sort by this policy."""
        return Sorter(self)

    def lane_id(self, lane: str | None) -> str:
        """Return `lane` where the policy has it, else the id of the default lane."""
        return lane if lane is not None and lane in self.lanes else self.intake.default_lane

    def lane(self, lane: str | None) -> Lane:
        """Return the lane with this id, or the default lane: what stood in a removed lane still has rules."""
        return self.lanes[self.lane_id(lane)]

    def cadence_of(self, lane: str | None) -> Cadence:
        """Return the cadence of a lane."""
        return self.cadences[self.lane(lane).cadence]

    def code_title(self, code: str, language: str = "en") -> str:
        """Return a checklist or confirmation code in words; a code without any is shown as it is."""
        titles = self.codes.get(code, {})
        return titles.get(language) or titles.get("en") or code.replace("-", " ")

    def role_title(self, owner: str) -> str:
        """Return an owner (`role:ID` or `person:ID`) as people say it: a role's title or a person's name."""
        kind, _, known_by = owner.partition(":")
        if kind == "role" and known_by in self.roles:
            return self.roles[known_by].title
        if kind == "person" and known_by in self.people:
            return self.people[known_by].name
        return clean_line(known_by or owner)

    def owner_name(self, owner: str) -> str:
        """Return an owner as JSON shows it: a person's name, or `role:ID`."""
        return self.role_title(owner) if owner.startswith("person:") else owner

    def person_id_of(self, name: str) -> str | None:
        """Return the id of the person with this name, whatever its case and accents, or None."""
        wanted = folded(name)
        return next((known for known, person in self.people.items() if folded(person.name) == wanted), None)

    def parse_owner(self, text: str) -> str:
        """Return `role:ID` or `person:ID` for an owner as people write it: a person's name, or `role:ID`.

        Raises:
            DeskError: the policy knows no such owner; the sentence names those it knows.
        """
        wanted = text.strip()
        kind, _, known_by = wanted.partition(":")
        if (kind == "role" and known_by in self.roles) or (kind == "person" and known_by in self.people):
            return wanted
        person = self.person_id_of(wanted)
        if person is not None:
            return f"person:{person}"
        known = ", ".join([*(person.name for person in self.people.values()), *(f"role:{r}" for r in self.roles)])
        raise DeskError(f"the policy knows no owner {wanted[:40]!r}: choose one of {known}")

    def open_hours(self, role: str | None) -> OpenHours:
        """Return the open hours of a role (its id), or the clinic's where it has none of its own or `role` is
        None."""
        own = self.roles[role].hours if role is not None and role in self.roles else None
        key = role if own is not None else None
        hours = self._open_hours.get(key)
        if hours is None:
            spans = {WEEKDAYS.index(day): spans for day, spans in (self.hours if own is None else own).items()}
            hours = self._open_hours[key] = OpenHours(self.zone_info, spans, self._holidays)
        return hours

    @cached_property
    def _holidays(self) -> Holidays:
        public = self.clinic.region if self.clinic.public_holidays else None
        return Holidays(frozenset(self.clinic.holidays), public)


def read_policy(text: str, where: str = "policy.toml") -> Policy:
    """Return the policy that `text` holds; `where` names it in a fault.

    Raises:
        PolicyFault: the text is not a usable policy; it carries all findings.
    """
    policy, findings = _read(text)
    if policy is None or findings:
        raise PolicyFault(where, findings)
    return policy


def check(text: str) -> list[Finding]:
    """Return everything that is wrong with the policy in `text`: its shape, its sense, and what is to be
    said.

    The texts to be said are compiled and tried, which takes longer than `read_policy` may at every start.
    """
    policy, found = _read(text)
    findings = list(found)
    if policy is not None:
        from callback_desk.domain import script

        findings += map(policy_check.script_finding, script.faults(policy))
    return findings


def warnings(text: str) -> list[Finding]:
    """Return what had better be changed in the policy in `text`, though the desk opens with it; nothing for a text
    that is no policy.
    """
    policy, _ = _read(text)
    if policy is None:
        return []
    from callback_desk.domain import policy_warnings

    return list(policy_warnings.warnings(policy))


def fingerprint_of(text: str) -> str:
    """Return the short name of the rules whose file reads so."""
    return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT_DIGITS]


@lru_cache(maxsize=_TEXTS_KEPT)
def _read(text: str) -> tuple[Policy | None, tuple[Finding, ...]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return None, (policy_check.syntax_finding(text, str(fault)),)
    fingerprint = fingerprint_of(text)
    findings: list[Finding] = []
    policy = _validated(data, text, fingerprint, findings)
    if policy is not None:
        findings += policy_sense.sense_findings(policy)
    return policy, tuple(findings)


def _validated(data: dict[str, Any], text: str, fingerprint: str, findings: list[Finding]) -> Policy | None:
    """Return the policy, or None where it does not fit; unknown keys are told and then left aside."""
    own = {"text": text, "fingerprint": fingerprint}
    for key in own:
        if key in data:
            findings.append(policy_check.unknown_finding((key,), data.pop(key), Policy))
    try:
        return Policy.model_validate({**data, **own})
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    findings += policy_check.shape_findings(errors, data, Policy)
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    if len(unknown) < len(errors):
        return None
    return Policy.model_validate({**policy_check.without(data, unknown), **own})
