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

from callback_desk.domain import policy_check, policy_sense, policy_shape
from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import Holidays, OpenHours
from callback_desk.domain.policy_check import Finding
from callback_desk.domain.policy_kinds import WEEKDAYS
from callback_desk.domain.policy_parts import Cadence, Lane, Rules
from callback_desk.domain.sorting import Sorter
from callback_desk.domain.text import clean_line, folded

_FINGERPRINT_DIGITS = 16
_TEXTS_KEPT = 8
"""So many texts are read but once: the rules of a clinic's desks are mostly the same."""


class PolicyFault(DeskError):
    """The policy cannot be used. `findings` holds all that is wrong with it; the first is the message."""

    def __init__(self, where: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{where}: {findings[0].sentence}")
        self.findings = findings


class Policy(Rules):
    """The clinic's rules, and what is asked of them."""

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
    def _open_hours(self) -> dict[str | None, OpenHours]:
        return {}

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
    except (ValueError, RecursionError):  # as the reader of TOML ends on thousands of digits, or of brackets
        return None, (policy_check.OUT_OF_BOUNDS,)
    known = {"text": text, "fingerprint": fingerprint_of(text)}
    policy, findings = policy_shape.read_part(Policy, _with_spoken_name(data), **known)
    if policy is not None:
        findings += policy_sense.sense_findings(policy)
    return policy, tuple(findings)


def _with_spoken_name(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the file holds with the clinic's name for the one that is said, where it gives none."""
    clinic = data.get("clinic")
    if not isinstance(clinic, dict) or "name" not in clinic or "spoken_name" in clinic:
        return data
    return {**data, "clinic": {**clinic, "spoken_name": clinic["name"]}}
