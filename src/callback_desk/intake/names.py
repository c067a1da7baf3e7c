"""Names as exports write them: which of them name nobody."""

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
