"""When two names may be the same person's.

A name alone never joins two patients. These rules are asked only where the telephone number is the same
already.
"""

import re
from functools import lru_cache

from callback_desk.domain.text import folded

_NOT_PART_OF_A_NAME = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "md", "do", "jr", "sr", "ii", "iii", "iv", "proxy", "sra", "senor", "senora")
)
_MARKS_INSIDE = re.compile(r"['`\u2018\u2019.]")
_BETWEEN = re.compile(r"[\W_\d]+")


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


def may_be_same(one: str, other: str) -> bool:
    """Tell whether two names may be one person's, whichever of them caller id showed and perhaps cut off.

    What has no word of a name in it contradicts nothing.
    """
    if one == other or not name_tokens(one) or not name_tokens(other):
        return True
    return same_person(one, other) or could_be(one, other) or could_be(other, one)
