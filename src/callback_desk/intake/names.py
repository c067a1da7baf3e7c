"""Names as exports write them: which of them name nobody."""

from functools import lru_cache
from typing import NamedTuple

from callback_desk.domain.text import folded
from callback_desk.intake.area_states import STATE_OF


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
_CITY_LETTERS = 4


def person_name(text: str) -> str | None:
    """Return a name as it was written, or None where the words name nobody."""
    name = text.strip()
    if name.isascii():  # nothing to fold: most names of a large log
        return None if not name or name.lower() in _NOBODY else name
    return None if folded(name) in _NOBODY else name


def caller_id_name(text: str, number: str | None) -> str | None:
    """Return the name that caller id showed of a number (E.164), or None for a carrier's phrase, a place or a number.

    A place is where the number is registered, such as ROCHESTER NY: of a number in another state GARCIA MA is a name.
    """
    shown = _shown(text)
    if shown is None or (shown.state is not None and _may_be_in(number, shown.state)):
        return None
    return shown.name


class _Shown(NamedTuple):
    """What caller id shows; `state` where it may be a place there."""

    name: str
    state: str | None


@lru_cache(maxsize=4096)
def _shown(text: str) -> _Shown | None:
    name = person_name(text)
    if name is None or not any(mark.isalpha() for mark in name):
        return None
    *city, state = folded(name).replace(",", " ").split() or [""]
    if state not in _STATES or not name[-2:].isupper():
        return _Shown(name, None)
    if " ".join(city) in _NOBODY:
        return None
    return _Shown(name, state.upper() if sum(map(len, city)) >= _CITY_LETTERS else None)


def _may_be_in(number: str | None, state: str) -> bool:
    """Tell whether a number may be registered in a state of the US: where its area code does not tell, it may."""
    if number is None:
        return True
    return number.startswith("+1") and STATE_OF.get(number[2:5], state) == state
