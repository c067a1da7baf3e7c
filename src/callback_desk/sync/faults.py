"""Why a sync file is not applied, as one sentence each and as a code that tells what becomes of the file."""

from enum import StrEnum

from callback_desk.domain.errors import DeskError


class Why(StrEnum):
    """What is wrong with a file. `BAD` never becomes good; the others may, once somebody did something."""

    BAD = "bad"
    ARRIVING = "arriving"
    NEWER = "newer"
    NOT_FOR_US = "not-for-us"
    OTHER_CLINIC = "other-clinic"
    UNKNOWN_WRITER = "unknown-writer"
    REVOKED = "revoked"
    CLOCK_AHEAD = "clock-ahead"
    WAITING = "waiting"
    FORKED = "forked"


class Refused(DeskError):
    """Nothing of a sync file was applied; the sentence says why and what to do."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def bad(what: str) -> Refused:
    """Return the refusal of a file that is damaged, or was made to look like one of ours."""
    return Refused(Why.BAD, f"{what}: nothing of it was taken in; have the file sent again")
