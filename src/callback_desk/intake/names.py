"""Names: which of them name nobody, and when two may be the same person's.

A name alone never joins two patients. These rules are asked only where the telephone number is the same
already.
"""

import re
from functools import lru_cache

from callback_desk.domain.text import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOBODY = _words(
    """unknown anonymous private restricted unavailable blocked withheld caller none null n/a na - ?
    desconocido
    anonimo privado v"""
) | {
    "wireless caller", "mobile caller", "cell phone", "cellular call", "cell phone caller", "private caller",
    "private number", "unknown caller", "unknown name", "name unavailable", "no name", "no caller id",
    "out of area", "toll free call", "toll free number", "toll free", "caller unknown", "not available",
    "sin nombre", "numero privado",
}  # fmt: skip
_STATES = _words(
    """al ak az ar ca co ct dc de fl ga hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv
    ny oh
    ok or pa pr ri sc sd tn tx ut va vt wa wi wv wy"""
)
_NOT_PART_OF_A_NAME = _words("mr mrs ms miss dr md do jr sr ii iii iv proxy sra senor senora")
_MARKS_INSIDE = re.compile(r"['`\u2018\u2019.]")
_BETWEEN = re.compile(r"[\W_\d]+")
_CITY_LETTERS = 4


def person_name(text: str) -> str | None:
    """Return a name as it was written, or None where the words name nobody."""
    name = text.strip()
    if name.isascii():  # nothing to fold: most names of a large log
        return None if not name or name.lower() in _NOBODY else name
    return None if folded(name) in _NOBODY else name


@lru_cache(maxsize=4096)
def caller_id_name(text: str) -> str | None:
    """Return the name that caller id showed, or None for a carrier's phrase, a place or a number."""
    name = person_name(text)
    if name is None or not any(mark.isalpha() for mark in name) or _is_place(name):
        return None
    return name


def _is_place(name: str) -> bool:
    """Tell whether caller id shows where the number is registered, such as ROCHESTER NY."""
    *city, state = folded(name).replace(",", " ").split() or [""]
    return state in _STATES and sum(map(len, city)) >= _CITY_LETTERS and name.strip()[-2:].isupper()


@lru_cache(maxsize=8192)
def name_tokens(name: str) -> frozenset[str]:
    """Return the words of a name without order, case, accents, titles and marks."""
    plain = _MARKS_INSIDE.sub("", folded(name))
    return frozenset(token for token in _BETWEEN.split(plain) if token and token not in _NOT_PART_OF_A_NAME)


def same_person(one: str, other: str) -> bool:
    """Tell whether two stated names agree: the same words, or one leaves some of the other's out but two
    remain.
    """
    a, b = name_tokens(one), name_tokens(other)
    return bool(a) and (a == b or (min(len(a), len(b)) >= 2 and (a <= b or b <= a)))


def could_be(caller_id: str, stated: str) -> bool:
    """Tell whether what caller id showed does not contradict a stated name: each word is one of its, or cut
    off.
    """
    shown, given = name_tokens(caller_id), name_tokens(stated)
    return bool(shown) and all(
        any(word.startswith(part) or (len(part) > 2 and part.startswith(word) and len(word) > 2) for word in given)
        for part in shown
    )
