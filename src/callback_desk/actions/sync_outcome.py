"""What became of one sync file, as people and JSON are told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from callback_desk.domain.errors import DeskError
from callback_desk.sync.faults import Why

_LATER = frozenset({Why.UNKNOWN_WRITER, Why.WAITING, Why.CLOCK_AHEAD, Why.NEWER, Why.FORKED})
HARMLESS = frozenset({Why.ARRIVING, Why.WAITING})
"""What passes by itself."""


class NotSent(DeskError):
    """What was new in the folder came in, as `outcomes` say, but nothing could be put there."""

    def __init__(self, said: str, outcomes: "Sequence[Outcome]") -> None:
        super().__init__(said)
        self.outcomes = outcomes

    @property
    def new(self) -> int:
        """How many entries came in."""
        return sum(outcome.new for outcome in self.outcomes)


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `why` is the code of what is wrong with it, or None where it is taken in.

    `new` counts the entries that came with it; `said` is the sentence about it, empty where there is nothing to say;
    `kept` is where a file that was not taken in lies for a look; `replica` is the id of the desk that `desk` calls by
    its name.
    """

    file: str
    why: str | None = None
    desk: str | None = None
    first: int | None = None
    last: int | None = None
    new: int = 0
    said: str = ""
    kept: str | None = None
    replica: str | None = None

    @property
    def is_fault(self) -> bool:
        """Whether somebody must look at the file: it is neither taken in nor just early."""
        return self.why is not None and self.why not in HARMLESS

    @property
    def is_kept(self) -> bool:
        """Whether the file may be taken in later, once somebody did something or another file came."""
        return self.why in _LATER

    def document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return asdict(self)
