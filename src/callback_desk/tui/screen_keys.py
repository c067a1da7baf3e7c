"""The keys of the screens that stand above the desk; the one table of keys takes them in.

Each screen binds its own by `bindings`, so that they are told and remapped like all others.
"""

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from callback_desk.domain.code_words import EXCEPTIONS
from callback_desk.domain.codes import ExceptionCode
from callback_desk.tui.key import Key, Pane


def _key(action: str, keys: str, pane: Pane, label: str, tooltip: str) -> Key:
    return Key(action, keys, pane, label, tooltip, bound=False)


SCREEN_KEYS: tuple[Key, ...] = (
    _key("write-files", "f", Pane.DAY, "write the files", "Ask, then write the clinic's files"),
    _key("write-files-yes", "y", Pane.DAY, "yes", "Yes: write the files, for whom it says"),
    _key("files-for", "p", Pane.DAY, "for another", "Write for another recipient of the policy, or plain files"),
    _key("keep-claims", "m", Pane.DAY, "whose turn", "Keep your own items, or let them go back to their roles"),
    _key("leave-day", "escape", Pane.DAY, "back", "Take the question back, stop the writing, or go back to the queue"),
    _key("write-handoff", "f", Pane.HANDOFF, "write it to a file", "Ask, then write the text to a file"),
    _key("write-handoff-yes", "y", Pane.HANDOFF, "yes", "Yes: write the file, which anybody can read"),
    _key("handoff-language", "l", Pane.HANDOFF, "Spanish", "Read the text in Spanish, or in English again"),
    _key("leave-handoff", "escape,q,t", Pane.HANDOFF, "back", "Take the question back, or go back to the queue"),
    _key("exception-item", "enter", Pane.EXCEPTIONS, "item", "Go to the item under the cursor"),
    *(
        _key(f"exceptions-{code}", str(place), Pane.EXCEPTIONS, EXCEPTIONS[code], f"Show only: {EXCEPTIONS[code]}")
        for place, code in enumerate(ExceptionCode, 1)
    ),
    _key("exceptions-all", "0", Pane.EXCEPTIONS, "all", "Show all exceptions"),
    _key("leave-exceptions", "escape,q,l", Pane.EXCEPTIONS, "back", "Go back to the queue"),
    _key("intake-choose", "enter", Pane.INTAKE, "choose", "Open the folder, read the file, or change what a column is"),
    _key("intake-yes", "y", Pane.INTAKE, "take it in", "Take the file in as its plan says, whole or not at all"),
    _key("intake-columns", "m", Pane.INTAKE, "columns", "Show which column is read as which field, and change it"),
    _key("intake-zone", "z", Pane.INTAKE, "zone", "Change the zone of the file's local times"),
    _key("intake-dates", "d", Pane.INTAKE, "dates", "Say whether 3/5 is in March or in May, in such files"),
    _key("intake-own", "n", Pane.INTAKE, "own numbers", "Name the clinic's own numbers in such files"),
    _key("intake-rejected", "w", Pane.INTAKE, "write rejected", "Write the rejected records to a file to put right"),
    _key("leave-intake", "escape", Pane.INTAKE, "back", "One step back: to the plan, the files, the queue"),
    _key(
        "sync-now",
        "s,enter",
        Pane.SYNC,
        "sync now",
        "Take in what others put into the folder, and add what is new here",
    ),
    _key("sync-folder", "f", Pane.SYNC, "folder", "Name the folder that the desks share"),
    _key(
        "sync-invite",
        "i",
        Pane.SYNC,
        "invite",
        "Write an invitation, and show the six words to be read out",
    ),
    _key("sync-pair", "p", Pane.SYNC, "pair", "Trust another desk by its invitation, once its six words were compared"),
    _key("sync-revoke", "r", Pane.SYNC, "revoke", "Trust the desk under the cursor no more from an entry on"),
    _key("sync-export", "e", Pane.SYNC, "write a file", "Write all that this desk wrote to one file, to be sent"),
    _key("sync-import", "t", Pane.SYNC, "take in a file", "Take in a file that another desk wrote"),
    _key("sync-clock", "c", Pane.SYNC, "trust the clock", "Take in files whose clock is more than a day ahead, too"),
    _key("leave-sync", "escape,q,S", Pane.SYNC, "back", "Stop the sync, or go back to the queue"),
)
"""In the order in which the screens tell them."""

_BY_ACTION = {key.action: key for key in SCREEN_KEYS}


def bindings(does: Mapping[str, str]) -> list[BindingType]:
    """Return a screen's bindings: by the name of each action in the table, what the screen does."""
    return [
        Binding(name, done, _BY_ACTION[action].label, show=False, id=action)
        for action, done in does.items()
        for name in _BY_ACTION[action].keys.split(",")
    ]
