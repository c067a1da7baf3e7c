"""The parts of a clinic's policy, each as the file has it: one table, one model.

Whatever is not known here is refused, so that a misspelt key is never silently without effect. Counts of
minutes are open minutes of the clinic unless a field says otherwise.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from callback_desk.domain.codes import Authority
from callback_desk.domain.text import is_showable

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SYSTEM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s|]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    found = _TIME.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('is not a time of day|write it as "08:00", between "00:00" and "23:59"')
    return time(int(found[1]), int(found[2]))


def _span(value: object) -> tuple[time, time]:
    if isinstance(value, str) and value.count("-") == 1:
        start, end = (_TIME.match(half.strip()) for half in value.split("-"))
        if start and end:
            return time(int(start[1]), int(start[2])), time(int(end[1]), int(end[2]))
    raise ValueError('is not a span of open hours|write it as "08:00-12:00", within one day')


def _code(value: str) -> str:
    if not _CODE.match(value):
        raise ValueError("is not a code|use small letters, digits and hyphens, such as front-desk")
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.match(value):
        raise ValueError("is not a language code|use a code such as en, es or vi")
    return value


def _system(value: str) -> str:
    if not _SYSTEM.match(value):
        raise ValueError("is no address of record numbers|ask who runs the record system, or take the line out")
    return _seen(value)


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty|write the words, or take the line out")
    return _seen(value)


def _seen(value: str) -> str:
    if not is_showable(value):
        raise ValueError("has a character that cannot be seen|take out escapes, text directions and the like")
    return value


TimeOfDay = Annotated[time, BeforeValidator(_time)]
Span = Annotated[tuple[time, time], BeforeValidator(_span)]
Code = Annotated[str, AfterValidator(_code)]
Language = Annotated[str, AfterValidator(_language)]
System = Annotated[str, AfterValidator(_system)]
Text = Annotated[str, AfterValidator(_words)]
MaybeText = Annotated[str, AfterValidator(_seen)]
# A year of minutes: more is a slip of the hand, and would run over the calendar's end.
Positive = Annotated[int, Field(strict=True, gt=0, le=525_600)]
Days = Annotated[int, Field(strict=True, gt=0, le=366)]
YesNo = Annotated[bool, Field(strict=True)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Week = Mapping[Weekday, tuple[Span, ...]]
WordList = Mapping[Language, tuple[Text, ...]]


STEPS: Mapping[str, tuple[str, ...]] = {
    "book": ("booked",),
    "change-visit": ("booked",),
    "book-outside-rules": ("booked-outside-hours",),
    "pass-on-message": ("handed-over",),
    "read-benefits": ("amount-told",),
}
"""By what a note takes a step, where the policy has no `[steps]`."""


class Part(BaseModel):
    """What every part shares: frozen, and nothing unknown passes unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Clinic(Part):
    """Who the clinic is. `spoken_name`, which a voicemail may carry, is the name where none is given.

    `record_system` is the address under which the record system keeps its record numbers (a FHIR identifier's system).
    """

    name: Text
    spoken_name: Text
    zone: Text
    region: Text = "US"
    languages: tuple[Language, ...] = ("en",)
    phone: MaybeText | None = None
    own_numbers: tuple[MaybeText, ...] = ()
    record_system: System | None = None
    holidays: tuple[date, ...] = ()
    public_holidays: YesNo = True

    @model_validator(mode="before")
    @classmethod
    def _default_spoken_name(cls, data: object) -> object:
        if isinstance(data, dict) and "spoken_name" not in data and "name" in data:
            return {**data, "spoken_name": data["name"]}
        return data


class Role(Part):
    """A role that owns turns: how it is reached, when, and how soon it answers an escalation (wall minutes).

    `hours` is None where the role keeps the clinic's. `languages` is empty where it speaks the clinic's.
    """

    title: Text
    reach: Text
    hours: Week | None = None
    after_hours: MaybeText = ""
    languages: tuple[Language, ...] = ()
    acknowledge_minutes: Positive = 30
    licensed: YesNo = False
    stand_in: Code | None = None


class Person(Part):
    """Somebody who works at the desk; entries store the id, people see the name."""

    name: Text
    roles: tuple[Code, ...] = ("assistant",)


class Limits(Part):
    """How long things may lie: a deferral (days), a claim past due (minutes), an unused desk (minutes)."""

    longest_deferral_days: Days = 14
    idle_claim_minutes: Positive = 120
    idle_lock_minutes: Positive = 15


class ScriptText(Part):
    """The four parts of a call, as templates; the facts they may name are the script room's."""

    recognition: Text
    reason: Text
    next_step: Text
    confirmation: Text


class Boundary(Part):
    """What is read when a call leaves the assistant's ground: symptoms, advice, an emergency."""

    symptom: Text
    advice: Text
    emergency: Text


class Voicemail(Part):
    """What may be left on a machine: `short` is only a call-back line, `full` also says whom to ask for."""

    short: Text
    full: Text


class Interpreter(Part):
    """How an interpreter is brought on the line: the way, what is said to the patient meanwhile, the steps.

    `say` is per language; English is said where the patient's own has no line, which may be one that no script has.
    """

    reach: Text
    say: Mapping[Language, Text]
    steps: tuple[Text, ...]


class Lane(Part):
    """A kind of callback: its target, its owner, how to prepare it, how far the assistant may go.

    `clock` tells whether the target counts open minutes or wall minutes. `short` is for the queue's column.
    `reviewer` is the role that looks at what needs review; the manager where none is given. `role_answers` tells that
    the assistant takes the request and the lane's role answers it: a talk alone settles nothing here.
    """

    title: Text
    short: Annotated[str, Field(max_length=10), AfterValidator(_words)]
    words: WordList = Field(default_factory=dict)
    target_minutes: Positive
    clock: Literal["open", "wall"] = "open"
    role: Code
    first_action: Text = "call"
    role_answers: YesNo = False
    checklist: tuple[Code, ...] = ()
    confirm: tuple[Code, ...] = ()
    authority: Mapping[Code, Authority] = Field(default_factory=dict)
    reviewer: Code | None = None
    cadence: Code
    script: Mapping[Language, ScriptText] = Field(default_factory=dict)


class AfterLast(Part):
    """What follows the last attempt: the action, whose it is, and until when (open minutes)."""

    action: Text
    owner: Code
    due_minutes: Positive


class Cadence(Part):
    """How often and when a patient who was not reached is tried again.

    `spacing_minutes` holds the minutes before attempt 2, 3 and so on; `voicemail_on` the attempts on which a
    message is left (on the others the script says that none is), `portal_on` those that are a portal message instead of
    a call, `front_desk_on` those that the front desk makes; `other_time_of_day` moves the next attempt to the other
    half of the day.
    """

    attempts: Positive
    spacing_minutes: tuple[Positive, ...] = ()
    busy_minutes: Positive = 20
    other_time_of_day: YesNo = True
    voicemail_on: tuple[Positive, ...] = ()
    portal_on: tuple[Positive, ...] = ()
    front_desk_on: tuple[Positive, ...] = ()
    then: AfterLast


class Attention(Part):
    """The clinic's words that send an item to a licensed role, and the lane that it goes to."""

    lane: Code
    words: WordList


class IntakeRules(Part):
    """How files are read: the lane of what no word sorts, how long a talk must be (seconds), contexts, the folders that
    are watched, and the presets whose files are then taken in without a person's yes.
    """

    default_lane: Code
    talk_seconds: Positive = 20
    inbound_contexts: tuple[str, ...] = ()
    internal_contexts: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    apply_without_asking: tuple[str, ...] = ()


class CallHours(Part):
    """Between which local times of the patient the cadence plans a call."""

    start: TimeOfDay = time(8)
    end: TimeOfDay = time(20)


class Preparation(Part):
    """What of the checklists is a paper: what of it is missing is told to the patient as not here yet."""

    papers: tuple[Code, ...] = ("insurance", "forms", "referral-papers", "authorization", "release")


class Retention(Part):
    """How long what identifies a patient is kept after closing, in days; the counts stay."""

    identifying_days: Positive = 2555
