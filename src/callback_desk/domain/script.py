"""What is said on a call: four parts, the boundary lines and the voicemail line, filled in for this patient.

The wording is the clinic's and stands in the policy; this room fills it in. A fact that is not known drops
its sentence. What a patient or a file said is only ever a value: it is never read as a template.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from callback_desk.domain import cadence, preparing, spoken
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel
from callback_desk.domain.errors import DeskError
from callback_desk.domain.languages import language_name
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_parts import ScriptText
from callback_desk.domain.text import clean_line, folded

if TYPE_CHECKING:
    from jinja2 import Template

ENGLISH = "en"
PARTS = ("recognition", "reason", "next_step", "confirmation")
BOUNDARIES = ("symptom", "advice", "emergency")
FACTS = (
    *(
        "caller",
        "clinic",
        "spoken_clinic",
        "phone",
        "hours",
        "lane",
        "topic",
        "patient_first",
        "called",
        "message",
    ),
    *(
        "asked_on",
        "patient_language",
        "referral_here",
        "specialty",
        "referred_by",
        "provider",
        "missing",
        "missing_count",
    ),
)
"""What a template may name; the policy says what each one is."""

_CALLED = frozenset((Channel.MISSED_CALL, Channel.VOICEMAIL))
# Lists of other offices and our own campaigns: the patient did not ask on that day.
_NOT_ASKED = frozenset((Channel.FAX, Channel.CAMPAIGN))
_LANGUAGE_NOT_KNOWN = "the right language"
_NO_TEXT = "(The policy has no text for this: add [{}] to it.)"


@dataclass(frozen=True, slots=True)
class Script:
    """What to say. Nothing private is in `recognition` and `voicemail`; the parts named in `private` are
    shown once two identifiers are ticked.

    `language` is the text's; `interpreter` tells that one is needed (the patient's language has no script, or they
    asked for one), and `interpreter_steps` say how one is brought in. `general` tells that the lane has no text
    of its own in this language. Where nothing is left on a machine, `voicemail` is empty and `no_message` says why.
    """

    private: ClassVar[tuple[str, ...]] = ("reason", "next_step", "confirmation")

    language: str
    recognition: str
    reason: str
    next_step: str
    confirmation: str
    boundary: Mapping[str, str]
    voicemail: str
    general: bool
    interpreter: bool
    interpreter_steps: tuple[str, ...] = ()
    no_message: str = ""


def render(
    policy: Policy,
    callback: Callback,
    language: str | None,
    *,
    person_name: str,
    now: datetime,
    detailed_voicemail: bool = False,
    interpreter: bool = False,
) -> Script:
    """Return what `person_name` says on this call, in `language` where the policy has it, else in English.

    The lane's own text goes before the general one of the same language. `detailed_voicemail` tells that the
    patient allowed more than a call-back line on a machine; without it the line gives nothing away.
    `interpreter` tells that the patient asks for one, whatever the policy has a text for.

    Raises:
        DeskError: a text of the policy names a fact that does not exist, or is no template.
    """
    lane = policy.lane_id(callback.lane)
    wanted = primary(language) or ENGLISH
    found = _text(policy, lane, wanted)
    said_in = wanted if found else ENGLISH
    found = found or _text(policy, lane, ENGLISH)
    patients = primary(callback.language) or wanted
    alone = interpreter or _text(policy, lane, patients) is None
    theirs = _LANGUAGE_NOT_KNOWN if interpreter and not callback.language else language_name(patients)
    facts = _facts(policy, callback, lane, said_in, person_name, now) | {"patient_language": theirs}
    planned_none = cadence.no_message(policy, callback)
    left = "" if planned_none else _voicemail(policy, said_in, facts, "full" if detailed_voicemail else "short")
    return Script(
        language=said_in,
        **_parts(found, facts),
        boundary=_boundary(policy, said_in, facts),
        voicemail=left,
        general=found is None or found[0].startswith("scripts."),
        interpreter=alone,
        interpreter_steps=_interpreter_steps(policy, patients, facts) if alone else (),
        no_message=planned_none or "",
    )


def _parts(found: tuple[str, ScriptText] | None, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the four parts of the text that was found, and where it stands, filled in."""
    if found is None:
        return dict.fromkeys(PARTS, _NO_TEXT.format("scripts.en"))
    where, text = found
    return {part: _filled(getattr(text, part), facts, f"{where}.{part}") for part in PARTS}


def document(script: Script) -> dict[str, Any]:
    """Return the script as `show --json` gives it; the boundary lines are one text, a line each.

    Where the call needs an interpreter, `interpreter` holds how one is brought in, a step each.
    """
    told = {
        **{part: getattr(script, part) for part in PARTS},
        "boundary": "\n".join(script.boundary[situation] for situation in BOUNDARIES),
        "voicemail": script.voicemail,
    }
    return told | {"interpreter": "\n".join(script.interpreter_steps)} if script.interpreter else told


def languages(policy: Policy, lane: str | None) -> tuple[str, ...]:
    """Return the languages that this lane's calls can be held in, in the order of the clinic's languages."""
    known = {*policy.lane(lane).script, *policy.scripts}
    ordered = dict.fromkeys((*(primary(code) or code for code in policy.clinic.languages), *sorted(known)))
    return tuple(code for code in ordered if code in known)


def faults(policy: Policy) -> Iterator[str]:
    """Yield a sentence for each text of the policy that is no template or names a fact that does not exist.

    Each text is tried with every fact and with none, so that what stands behind a condition is read too.
    """
    unknown: dict[str, Any] = {**dict.fromkeys(FACTS), "missing": "", "hours": "", "missing_count": 0}
    samples = (unknown, {**dict.fromkeys(FACTS, "x"), "missing_count": 2})
    flow = {"say": "x", "reach": "x"}
    for where, text in (*all_texts(policy), *_steps(policy)):
        for facts in samples:
            try:
                _filled(text, facts | flow if where.startswith("interpreter.steps") else facts, where)
            except DeskError as fault:
                yield str(fault)
                break


def primary(language: str | None) -> str | None:
    """Return a language's code without region or script: `es` for `es-MX`; None for None and empty text."""
    return (language or "").strip().casefold().partition("-")[0] or None


def all_texts(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield every text of the policy that is said, with the key where it stands."""
    for lane_id, lane in policy.lanes.items():
        for language, text in lane.script.items():
            yield from ((f"lanes.{lane_id}.script.{language}.{part}", getattr(text, part)) for part in PARTS)
    for language, text in policy.scripts.items():
        yield from ((f"scripts.{language}.{part}", getattr(text, part)) for part in PARTS)
    for language, boundary in policy.boundary.items():
        yield from ((f"boundary.{language}.{name}", getattr(boundary, name)) for name in BOUNDARIES)
    if policy.interpreter is not None:
        yield from ((f"interpreter.say.{language}", text) for language, text in policy.interpreter.say.items())
    for language, voicemail in policy.voicemail.items():
        yield from ((f"voicemail.{language}.{name}", getattr(voicemail, name)) for name in ("short", "full"))


def _steps(policy: Policy) -> Iterator[tuple[str, str]]:
    steps = () if policy.interpreter is None else policy.interpreter.steps
    yield from ((f"interpreter.steps entry {number}", step) for number, step in enumerate(steps, 1))


def _text(policy: Policy, lane: str, language: str) -> tuple[str, ScriptText] | None:
    own = policy.lanes[lane].script.get(language)
    if own is not None:
        return f"lanes.{lane}.script.{language}", own
    general = policy.scripts.get(language)
    return None if general is None else (f"scripts.{language}", general)


def _boundary(policy: Policy, language: str, facts: Mapping[str, Any]) -> dict[str, str]:
    used = language if language in policy.boundary else ENGLISH
    lines = policy.boundary.get(used)
    if lines is None:
        return dict.fromkeys(BOUNDARIES, _NO_TEXT.format("boundary.en"))
    return {name: _filled(getattr(lines, name), facts, f"boundary.{used}.{name}") for name in BOUNDARIES}


def _interpreter_steps(policy: Policy, language: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    flow = policy.interpreter
    if flow is None:
        return ()
    used = language if language in flow.say else ENGLISH
    said = _filled(flow.say.get(used, ""), facts, f"interpreter.say.{used}")
    known = {**facts, "say": said, "reach": flow.reach}
    return tuple(_filled(step, known, where) for where, step in _steps(policy))


def _voicemail(policy: Policy, language: str, facts: Mapping[str, Any], length: str) -> str:
    used = language if language in policy.voicemail else ENGLISH
    lines = policy.voicemail.get(used)
    if lines is None:
        return _NO_TEXT.format("voicemail.en")
    return _filled(getattr(lines, length), facts, f"voicemail.{used}.{length}")


def _facts(
    policy: Policy, callback: Callback, lane: str, language: str, person_name: str, now: datetime
) -> dict[str, Any]:
    referral = callback.referral or {}
    missing = [_in_language(policy, paper, language) or spoken.as_said(paper) for paper in referral.get("missing", ())]
    missing += preparing.papers_to_tell(policy, callback, language)
    listed = callback.channel is Channel.BY_HAND and callback.referral is not None
    asked = not listed and callback.channel not in _NOT_ASKED
    asked_on = spoken.day_asked(callback.received_at, now, policy.zone_info, language)
    return {
        "caller": spoken.first_name(person_name) or clean_line(person_name),
        "clinic": policy.clinic.name,
        "spoken_clinic": policy.clinic.spoken_name,
        "phone": policy.clinic.phone,
        "hours": spoken.open_hours(policy.hours, language),
        "lane": lane,
        "topic": _topic(policy, lane, language),
        "patient_first": spoken.first_name(callback.patient, stated=callback.stated),
        "called": callback.channel in _CALLED,
        "message": asked and bool((callback.request or "").strip()),
        "asked_on": asked_on if asked else None,
        "referral_here": callback.referral is not None,
        "specialty": _in_language(policy, referral.get("specialty"), language),
        "referred_by": spoken.clinician(referral.get("referred_by")),
        "provider": spoken.clinician(callback.details.get("provider")),
        "missing": spoken.listed(missing, language),
        "missing_count": len(missing),
    }


def _topic(policy: Policy, lane: str, language: str) -> str | None:
    """What the lane is about, from the policy's wording `about-LANE`; in English the lane's title serves."""
    said = policy.codes.get(f"about-{lane}", {}).get(language)
    return said or (f"your {spoken.as_said(policy.lanes[lane].title)}" if language == ENGLISH else None)


def _in_language(policy: Policy, words: str | None, language: str) -> str | None:
    """An office's words in the script's language: by the policy's wording, in English also as they stand."""
    if not words or not words.strip():
        return None
    code = "-".join(folded(words).replace("/", " ").replace(",", " ").replace("&", " ").split())
    said = policy.codes.get(code, {}).get(language)
    return said or (spoken.as_said(words) if language == ENGLISH else None)


def _filled(text: str, facts: Mapping[str, Any], where: str) -> str:
    if "{" not in text:
        return " ".join(text.split())
    from jinja2 import TemplateError

    try:
        return " ".join(_compiled(text).render(facts).split())
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as fault:
        why = clean_line(getattr(fault, "message", None) or type(fault).__name__)[:120]
        raise DeskError(f"{where} in the policy cannot be filled in ({why}): it may name {', '.join(FACTS)}") from fault


@lru_cache(maxsize=512)
def _compiled(text: str) -> "Template":
    """The compiled text; the same text is the same template under every policy."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # The texts are spoken, not HTML: nothing to escape, and an escaped apostrophe would be read aloud.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    return environment.from_string(text)
