"""Notes of a plan that name places of a file and never what stands there."""

from collections.abc import Sequence

_NAMED = 5
"""So many places are named in a note; of more, how many."""


def words_that_came_later(places: Sequence[str]) -> str:
    """Return what is said of the records at these places, whose words came later than they did."""
    return f"known before without these words of the patient, which are taken over now: {_named(places)}"


def voicemails_that_came_later(places: Sequence[str]) -> str:
    """Return what is said of the calls at these places, which were known without a voicemail."""
    return f"known before as calls without a voicemail, which is taken over now: {_named(places)}"


def joined_under_another_name(places: Sequence[str]) -> str:
    """Return what is said of the records at these places, which joined the callback of another name by their number;
    the place that opened it stands in brackets where it is of the same file."""
    what = "a contact joins" if len(places) == 1 else f"{len(places)} contacts join"
    return f"{what} by number an open callback of another name, which is perhaps another person's: {_named(places)}"


def births_not_understood(places: Sequence[str]) -> str:
    """Return what is said of the records at these places, whose birth date is no day that there is."""
    dates = "a birth date is" if len(places) == 1 else f"{len(places)} birth dates are"
    return f"{dates} not understood, and shown as written: {_named(places)}"


def _named(places: Sequence[str]) -> str:
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return f"{', '.join(places[:_NAMED])}{more}"
