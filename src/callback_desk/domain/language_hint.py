"""Whether words are Spanish, where nobody has said which language a patient speaks: a hint, and never more."""

import re

from callback_desk.domain.text import folded

_WORD = re.compile(r"[a-z]+")
_FEWEST = 3
"""So many different little words: one or two stand in English, too ("la", "con"), and in names."""
_LONGEST = 2_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SPANISH = _words(
    """
    el los las un una de del por para con que se si mi mis su sus es soy esta estoy estan tengo tiene hay muy mas pero
    porque cuando donde como desde hasta hola gracias buenos buenas dias tardes favor senor senora hijo hija mama papa
    quiero quisiera necesito puedo puede llamar llame llamen hablo habla espanol cita medicina resultados numero
    dolor ayer hoy manana semana
    """
)
_ENGLISH = _words(
    """
    the and of to for with is are am was were my your i it this that have has had do does did not please want would
    need can could call called back about from when because but she he they we you
    """
)


def seems_spanish(text: str | None) -> bool:
    """Tell whether what a patient said is more likely Spanish than English, by the little words in it."""
    said = set(_WORD.findall(folded((text or "")[:_LONGEST])))
    spanish = len(said & _SPANISH)
    return spanish >= _FEWEST and spanish > len(said & _ENGLISH)
