"""What makes a note useless to the next person: words that say nothing, or the patient's message pasted back.

The lists are our own, of what is typed when there is no time; they judge notes, never what patients say.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from callback_desk.domain.text import folded

LEAST_WORDS, LEAST_CONTENT = 3, 2
"""A useful need has at least so many words, and so many of them neither small words nor desk routine."""
ALIKE = 0.9
"""From this share of words in common, in the same order, a text counts as pasted."""
_LEAST_PASTED_WORDS = 4
_LEAST_OWN_WORDS = 2
_COMPARED_WORDS = 400

_WORD = re.compile(r"\w+(?:['’.:/-]\w+)*")


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_SMALL = _set(
    "a an and are about as at be been by did do for from had has have he her him his i in is it its me my",
    "of on or our she so that the their them they this to up us was we were will with you your",
    "need needs needed want wants wanted",
    "al con de del el ella en es la las le les lo los me mi no o para por que se su sus un una usted y",
    "necesita quiere",
)
_ROUTINE = _set(
    "answered asked call callback called caller calling calls cb contacted discussed done fine followup fu",
    "handled helped info information issue left lm lvm message msg na notes ok okay patient pt reached",
    "request resolved returned said same see sent spoke taken talked tbd text told voicemail vm",
    "above again back closed following question something stuff thing things various yes",
    "llamada llame llamo llamar paciente hable hablo hablamos deje mensaje recado listo pregunta solicitud",
)
_NO_STEP = frozenset(
    (
        *("follow up", "followup", "follow", "fu", "f/u", "tbd", "todo", "to do", "pending", "next step"),
        *(
            "see above",
            "see note",
            "see notes",
            "same",
            "ok",
            "na",
            "n/a",
            "none",
            "handle",
            "check",
            "do it",
        ),
        *("seguimiento", "pendiente"),
    )
)


def says_too_little(text: str) -> bool:
    """Tell whether a need is worded too thinly to be of use, as "called patient" or "spoke to pt" are."""
    words = _words(text)
    content = [word for word in words if word not in _SMALL and word not in _ROUTINE]
    return _weight(words) < LEAST_WORDS or _weight(set(content)) < LEAST_CONTENT


def names_no_step(text: str) -> bool:
    """Tell whether a next action names nothing to do, as "follow up" or "tbd" do."""
    plain = folded(text).strip(" .!?-")
    return not _words(plain) or plain in _NO_STEP


def is_pasted(text: str, said: Iterable[str]) -> bool:
    """Tell whether a text is one of the patient's own messages, whole or in part, instead of a note on it."""
    words = _words(text)
    return any(_pasted(words, _words(message)) for message in said)


def _pasted(words: list[str], message: list[str]) -> bool:
    if not message or not words:
        return False
    if words == message:
        return True
    if len(words) >= _LEAST_PASTED_WORDS and _stands_in(words, message):
        return True
    if len(message) >= _LEAST_PASTED_WORDS and _stands_in(message, words):
        return len(words) - len(message) < _LEAST_OWN_WORDS
    matcher = SequenceMatcher(None, words[:_COMPARED_WORDS], message[:_COMPARED_WORDS], autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _stands_in(part: list[str], whole: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _weight(words: Iterable[str]) -> int:
    """How many words there are; scripts written without spaces count a word for every two characters."""
    return sum((len(word) + 1) // 2 if word[0] >= "\u2e80" else 1 for word in words)
