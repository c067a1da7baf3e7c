"""The parts of a clinic's policy, each as the file has it: one table, one part.

Whatever is not known here is refused, so that a misspelt key is never silently without effect. Counts of
minutes are open minutes of the clinic unless a field says otherwise.
"""

from collections.abc import Mapping
from datetime import time
from typing import Literal, NamedTuple

from callback_desk.domain.codes import Authority
from callback_desk.domain.policy_files import USUAL_AUDIENCES, Audience, Recipient
from callback_desk.domain.policy_kinds import (
    NONE,
    AnyText,
    Code,
    Date,
    Days,
    Language,
    MaybeText,
    Positive,
    ShortText,
    System,
    Text,
    TimeOfDay,
    Week,
    WordList,
    YesNo,
)

STEPS: Mapping[str, tuple[str, ...]] = {
    "book": ("booked",),
    "change-visit": ("booked",),
    "book-outside-rules": ("booked-outside-hours",),
    "pass-on-message": ("handed-over",),
    "read-benefits": ("amount-told",),
}
"""By what a note takes a step, where the policy has no `[steps]`."""


class Clinic(NamedTuple):
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
    holidays: tuple[Date, ...] = ()
    public_holidays: YesNo = True


class Role(NamedTuple):
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


class Person(NamedTuple):
    """Somebody who works at the desk; entries store the id, people see the name."""

    name: Text
    roles: tuple[Code, ...] = ("assistant",)


class Limits(NamedTuple):
    """How long things may lie: a deferral (days), a claim past due (minutes), an unused desk (minutes)."""

    longest_deferral_days: Days = 14
    idle_claim_minutes: Positive = 120
    idle_lock_minutes: Positive = 15


class ScriptText(NamedTuple):
    """The four parts of a call, as templates; the facts they may name are the script room's."""

    recognition: Text
    reason: Text
    next_step: Text
    confirmation: Text


class Boundary(NamedTuple):
    """What is read when a call leaves the assistant's ground: symptoms, advice, an emergency."""

    symptom: Text
    advice: Text
    emergency: Text


class Voicemail(NamedTuple):
    """What may be left on a machine: `short` is only a call-back line, `full` also says whom to ask for."""

    short: Text
    full: Text


class Interpreter(NamedTuple):
    """How an interpreter is brought on the line: the way, what is said to the patient meanwhile, the steps.

    `say` is per language; English is said where the patient's own has no line, which may be one that no script has.
    """

    reach: Text
    say: Mapping[Language, Text]
    steps: tuple[Text, ...]


class Lane(NamedTuple):
    """A kind of callback: its target, its owner, how to prepare it, how far the assistant may go.

    `clock` tells whether the target counts open minutes or wall minutes. `short` is for the queue's column.
    `reviewer` is the role that looks at what needs review; the manager where none is given. `role_answers` tells that
    the assistant takes the request and the lane's role answers it: a talk alone settles nothing here. `except_for` are
    phrases that the lane's words are not meant by.
    """

    title: Text
    short: ShortText
    target_minutes: Positive
    role: Code
    cadence: Code
    words: WordList = NONE
    except_for: WordList = NONE
    clock: Literal["open", "wall"] = "open"
    first_action: Text = "call"
    role_answers: YesNo = False
    checklist: tuple[Code, ...] = ()
    confirm: tuple[Code, ...] = ()
    authority: Mapping[Code, Authority] = NONE
    reviewer: Code | None = None
    script: Mapping[Language, ScriptText] = NONE


class AfterLast(NamedTuple):
    """What follows the last attempt: the action, whose it is, and until when (open minutes)."""

    action: Text
    owner: Code
    due_minutes: Positive


class Cadence(NamedTuple):
    """How often and when a patient who was not reached is tried again.

    `spacing_minutes` holds the minutes before attempt 2, 3 and so on; `voicemail_on` the attempts on which a
    message is left (on the others the script says that none is), `portal_on` those that are a portal message instead of
    a call, `front_desk_on` those that the front desk makes; `other_time_of_day` moves the next attempt to the other
    half of the day.
    """

    attempts: Positive
    then: AfterLast
    spacing_minutes: tuple[Positive, ...] = ()
    busy_minutes: Positive = 20
    other_time_of_day: YesNo = True
    voicemail_on: tuple[Positive, ...] = ()
    portal_on: tuple[Positive, ...] = ()
    front_desk_on: tuple[Positive, ...] = ()


class Attention(NamedTuple):
    """The clinic's words that send an item to a licensed role, and the lane that it goes to."""

    lane: Code
    words: WordList


class IntakeRules(NamedTuple):
    """How files are read: the lane of what no word sorts, how long a talk must be (seconds), contexts, the folders that
    are watched, and the presets whose files are then taken in without a person's yes.
    """

    default_lane: Code
    talk_seconds: Positive = 20
    inbound_contexts: tuple[AnyText, ...] = ()
    internal_contexts: tuple[AnyText, ...] = ()
    watch: tuple[AnyText, ...] = ()
    apply_without_asking: tuple[AnyText, ...] = ()


class CallHours(NamedTuple):
    """Between which local times of the patient the cadence plans a call."""

    start: TimeOfDay = time(8)
    end: TimeOfDay = time(20)


class Preparation(NamedTuple):
    """What of the checklists is a paper: what of it is missing is told to the patient as not here yet."""

    papers: tuple[Code, ...] = ("insurance", "forms", "referral-papers", "authorization", "release")


USUAL_PREPARATION = Preparation()
"""What is a paper where the policy does not say."""


class Retention(NamedTuple):
    """How long what identifies a patient is kept after closing, in days; the counts stay."""

    identifying_days: Positive = 2555


class Rules(NamedTuple):
    """All parts together. `text` is the file letter for letter, `fingerprint` names it in every entry."""

    text: str
    fingerprint: str
    clinic: Clinic
    hours: Week
    roles: Mapping[Code, Role]
    intake: IntakeRules
    lanes: Mapping[Code, Lane]
    cadences: Mapping[Code, Cadence]
    attention: Attention
    people: Mapping[Code, Person] = NONE
    limits: Limits = Limits()
    call_hours: CallHours = CallHours()
    steps: Mapping[Code, tuple[Code, ...]] = STEPS
    preparation: Preparation = USUAL_PREPARATION
    codes: Mapping[Code, Mapping[Language, Text]] = NONE
    boundary: Mapping[Language, Boundary] = NONE
    voicemail: Mapping[Language, Voicemail] = NONE
    interpreter: Interpreter | None = None
    scripts: Mapping[Language, ScriptText] = NONE
    recipients: Mapping[Code, Recipient] = NONE
    audiences: Mapping[Code, Audience] = USUAL_AUDIENCES
    retention: Retention = Retention()
