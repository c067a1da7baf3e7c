"""What a policy may say and had better not: openings that say nothing, promises, invented telephone numbers.

A warning is no fault: the desk opens with it. Each names the key, the words, and what would be better.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from callback_desk.domain.policy_check import Finding, choice, shown
from callback_desk.domain.script import all_texts
from callback_desk.domain.text import folded

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy


class _Better(NamedTuple):
    """Words as a pattern over folded text, what is wrong with them, what would be better."""

    words: re.Pattern[str]
    problem: str
    remedy: str


def _said(problem: str, remedy: str, *patterns: str) -> _Better:
    return _Better(re.compile(rf"\b(?:{'|'.join(patterns)})\b"), problem, remedy)


_NOTHING, _PROMISES = "says nothing yet", "promises what nobody here can promise"
_ABOUT = r"(?! (?:about|for|regarding|because|on your|sobre|por|para|acerca))"
_BETTER = (
    _said(
        _NOTHING,
        'name the reason, such as "I\'m calling about {{ topic }}"',
        r"what do you (?:need|want)",
        r"what can i do for you",
        r"(?:how|what) (?:can|may) i help(?: you)?(?: with)?",
        r"what is this about",
        rf"(?:returning|return) (?:a|your|the) call{_ABOUT}",
        rf"you called(?: us)?{_ABOUT}(?= *[.?!]| *$)",
    ),
    _said(
        _NOTHING,
        'name the reason, such as "Le llamo por {{ topic }}"',
        r"(?<!lo )(?:que|en que) (?:necesita|quiere|desea|se le ofrece)",
        r"en que (?:le )?(?:puedo|podemos) ayudar(?:le|la|lo)?",
        r"como (?:le )?(?:puedo|podemos) ayudar(?:le|la|lo)?",
        r"de que se trata",
        rf"(?:devolviendo(?:le)?|devuelvo|regresando(?:le)?|regreso) (?:la|su|una) llamada{_ABOUT}",
    ),
    _said(
        _PROMISES,
        "say who looks for a time, and that the patient hears which",
        r"(?:will|youll) (?:definitely )?be seen (?:today|tomorrow|this week|soon)",
        r"(?:will|youll) (?:get|have) an appointment",
        r"(?:le|lo|la) (?:atender(?:an|emos)|ver(?:an|emos)) (?:hoy|manana|esta semana)",
    ),
    _said(
        _PROMISES,
        "say that billing looks up what the plan states",
        r"(?:you are|youre|youll be|you will be) (?:fully )?covered",
        r"(?:is|will be|its) (?:covered|approved|free)",
        r"esta (?:todo )?cubiert[oa]",
        r"(?:esta|queda|sera) aprobad[oa]",
        r"no le va a costar",
    ),
    _said(
        _PROMISES,
        "say nothing of how it is or will be: that is for a nurse or a doctor",
        r"(?:you will|youll|it will|itll) be (?:fine|ok|okay|all right)",
        r"nothing (?:serious|to worry about)",
        r"(?:dont|do not) worry",
        r"no (?:se preocupe|es nada(?: grave)?)",
        r"va a estar bien",
    ),
    _said(
        _PROMISES,
        "say what happens next and whose turn it is",
        r"guarante\w*",
        r"promis\w+",
        r"definitely",
        r"certainly",
        r"for sure",
        r"no matter what",
        r"without (?:fail|a doubt)",
        r"as soon as possible",
        r"right away",
        r"garantiz\w*",
        r"prometemos|prometo|promesa",
        r"seguro que",
        r"sin (?:falta|duda)",
        r"lo (?:antes|mas pronto) posible",
        r"en ?seguida|inmediatamente",
    ),
)
_OPENINGS = (".recognition", ".reason")
_TAGS = re.compile(r"\{[{%#].*?[%}#]\}", re.DOTALL)
_APOSTROPHES = re.compile("['\u2019]")
_INVENTED = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?555[ .-]?01\d\d(?!\d)")


PRESETS = (
    *("3cx", "8x8-work", "android-calls", "asterisk", "asterisk-voicemail", "dialpad", "fhir", "freeswitch"),
    *("google-voice", "hl7", "quo", "ringcentral", "table", "twilio", "vonage-business", "zoom-phone"),
)
"""The kinds of file that are read, by the names that `intake --preset` knows."""


def warnings(policy: "Policy") -> Iterator[Finding]:
    """Yield what had better be changed before patients hear it or somebody dials it."""
    for key, text in all_texts(policy):
        yield from _of_text(key, text)
    yield from _invented_numbers(policy)
    for preset in policy.intake.apply_without_asking:
        if preset not in PRESETS:
            problem = "is not a kind of file, so that none is taken in without asking"
            yield Finding("intake.apply_without_asking", shown(preset), problem, choice(preset, PRESETS))
    if not policy.clinic.phone:
        problem, remedy = "is not set, so that a voicemail names no number to call", "put in the one that patients call"
        yield Finding("clinic.phone", "", problem, remedy)


def _of_text(key: str, text: str) -> Iterator[Finding]:
    said = " ".join(_APOSTROPHES.sub("", folded(_TAGS.sub(" ", text))).split())
    opening = key.endswith(_OPENINGS)
    for better in _BETTER:
        if better.problem == _NOTHING and not opening:
            continue
        for found in better.words.finditer(said):
            yield Finding(key, shown(found[0]), better.problem, better.remedy)


def _invented_numbers(policy: "Policy") -> Iterator[Finding]:
    numbers = [("clinic.phone", policy.clinic.phone)]
    numbers += [("clinic.own_numbers", number) for number in policy.clinic.own_numbers]
    if policy.interpreter is not None:
        numbers.append(("interpreter.reach", policy.interpreter.reach))
    for name, role in policy.roles.items():
        numbers += [(f"roles.{name}.reach", role.reach), (f"roles.{name}.after_hours", role.after_hours)]
    for key, text in numbers:
        for found in _INVENTED.finditer(text or ""):
            yield Finding(
                key, shown(found[0]), "is an invented number that rings nowhere", "put in the one that is answered"
            )
