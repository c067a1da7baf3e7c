"""What panes and dialogs tell the desk's screen, in the past tense; only the screen calls actions.

What one person decided about one callback travels as a value (`callback_id` in it), never as a widget or a
row of a table, so that it can be acted on after the cursor has moved on.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from callback_desk.actions.sync_watching import Looked
    from callback_desk.domain.note import NoteDraft
    from callback_desk.domain.policy import Policy


@dataclass
class CallbackHighlighted(Message):
    """The queue's cursor stands on another callback, or on none."""

    callback_id: str | None


@dataclass
class CallbackChosen(Message):
    """Enter or a double click on a line of the queue: call this patient."""

    callback_id: str


@dataclass
class KeyClicked(Message):
    """A key of the footer was clicked: do its action."""

    action: str


@dataclass
class NoteChanged(Message):
    """The note's form changed. `form` is the JSON to keep as its draft."""

    form: str


@dataclass
class NoteSubmitted(Message):
    """The note is complete as far as its pane can tell: save it and go to the next item."""

    draft: "NoteDraft"


@dataclass
class ChoiceRefused(Message):
    """Something that the policy does not leave to this person was chosen; `said` tells why and whose it is."""

    said: str


class IdentifiersTicked(Message):
    """Other identifiers of the patient are ticked than before; from two on the private lines of the script show."""


@dataclass
class WordsTyped(Message):
    """The find line changed; empty words end the search."""

    words: str


@dataclass
class FindLeft(Message):
    """The find line was left. `keep` tells that what was found stays in the queue."""

    keep: bool


@dataclass
class DayProgress(Message):
    """Closing the day came so far."""

    said: str


@dataclass
class ReadingGoesOn(Message):
    """So many items were read so far, beside the screen."""

    count: int


@dataclass
class IntakeProgress(Message):
    """Reading or taking in a file came so far."""

    said: str


@dataclass
class FolderLooked(Message):
    """The shared folder was looked into, or could not be (`looked` is None where another program is at it).

    `asked` names the look that somebody waits for; `told` says what of the clinic's rules changed, and whether this
    desk carries on as another one; `rules` are they if the desk does not work by them yet.
    """

    looked: "Looked | None"
    told: list[str]
    rules: "Policy | None"
    asked: int


@dataclass
class SyncProgress(Message):
    """An exchange with other desks came so far."""

    said: str


@dataclass
class ReadingDone(Message):
    """What was read beside the screen."""

    result: object


@dataclass
class ReadingFailed(Message):
    """It could not be read; `said` tells why."""

    said: str


@dataclass
class ActionDone(Message):
    """The writer committed an action. `said` is the sentence for the person."""

    action: str
    callback_id: str | None
    said: str
    result: object = None


@dataclass
class ActionFailed(Message):
    """An action was refused or could not be written; nothing of it was kept."""

    action: str
    callback_id: str | None
    said: str
    fault: Exception
