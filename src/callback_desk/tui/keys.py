"""The one table of keys: bindings, footer, help, palette and docs/keys.md are made from it.

A key is alive everywhere (carets in text fields included), or in one pane outside text fields. Where it
cannot act now it answers with the sentence of its `refusal`. `python -m callback_desk.tui.keys` prints
docs/keys.md.
"""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from callback_desk.actions.personal import Personal
from callback_desk.domain.code_words import VIEW_TITLES
from callback_desk.domain.codes import View
from callback_desk.tui import refusals
from callback_desk.tui.key import KEPT, Key, Now, Pane, Told, put_in_force
from callback_desk.tui.screen_keys import SCREEN_KEYS

__all__ = ["BY_ACTION", "KEYS", "MARKS", "Key", "Now", "Pane", "Told"]

KEYS: tuple[Key, ...] = (
    Key("help", "f1", Pane.EVERYWHERE, "keys", "What every key does", footer=13),
    Key(
        "boundary",
        "f2",
        Pane.EVERYWHERE,
        "boundary",
        "Show the line to read when it gets clinical",
        refusals.nothing_shown,
        1,
    ),
    Key("escalate", "f3", Pane.EVERYWHERE, "escalate", "Hand to a licensed role with a clock", refusals.no_item, 2),
    Key(
        "language", "f4", Pane.EVERYWHERE, "language", "Show the script in the next language", refusals.nothing_shown, 3
    ),
    Key("next-line", "f5", Pane.EVERYWHERE, "next line", "Go to the next part of the script", refusals.no_call, 4),
    Key(
        "quick-add",
        "f6",
        Pane.EVERYWHERE,
        "quick add",
        "Add a callback; an open note is kept as a draft",
        footer=5,
    ),
    Key("next-pane", "f7", Pane.EVERYWHERE, "next pane", "Go to the next pane; on a small screen, show it"),
    Key(
        "exception",
        "f8",
        Pane.EVERYWHERE,
        "exception",
        "Record what the workflow did not foresee, with a line of text",
        refusals.nothing_at_all,
    ),
    Key(
        "save",
        "f9,ctrl+s",
        Pane.EVERYWHERE,
        "save and next",
        "Save the note, select the next item",
        refusals.no_call,
        6,
        short="save",
    ),
    Key("palette", "ctrl+p", Pane.EVERYWHERE, "commands", "Find an action by name", footer=14, bound=False),
    Key("quit", "ctrl+q", Pane.EVERYWHERE, "quit", "Leave the desk; an open note stays as a draft"),
    Key(
        "call",
        "enter",
        Pane.QUEUE,
        "call",
        "Take the item and open the call view, or resume its draft",
        refusals.no_item,
        1,
    ),
    Key("take", "g", Pane.QUEUE, "take", "Make the item yours", refusals.not_to_take, 2),
    Key("hand-over", "h", Pane.QUEUE, "hand over", "Give the item to another owner", refusals.alarming, 3),
    Key("escalate-item", "exclamation_mark", Pane.QUEUE, "escalate", "Escalate, as F3 does", refusals.no_item, 4),
    Key(
        "acknowledge",
        "w",
        Pane.QUEUE,
        "who was told",
        "Record who of the role was told, and how",
        refusals.nothing_to_acknowledge,
    ),
    Key(
        "review-note",
        "r",
        Pane.QUEUE,
        "review",
        "Approve or return a note that waits for review",
        refusals.nothing_in_review,
    ),
    Key("snooze", "s", Pane.QUEUE, "snooze", "Put the item off to a time you choose", refusals.reviewed_elsewhere, 5),
    Key(
        "prepare",
        "p",
        Pane.QUEUE,
        "prepare",
        "Mark what is ready and what is missing; note reminders and errands",
        refusals.no_item,
        6,
    ),
    Key(
        "hold",
        "z",
        Pane.QUEUE,
        "hold",
        "Let the clock stand still until you look again",
        refusals.reviewed_elsewhere,
    ),
    Key("lane", "x", Pane.QUEUE, "lane", "Move the item to another lane", refusals.alarming, 6),
    Key("split", "X", Pane.QUEUE, "split", "Make a second item of a message with two requests", refusals.no_item),
    Key(
        "card",
        "c",
        Pane.QUEUE,
        "patient card",
        "The patient card: voicemail, how to reach them, who may be told",
        refusals.no_patient,
    ),
    Key("undo", "u", Pane.QUEUE, "undo", "Take the last save back, within ten seconds"),
    Key("close", "k", Pane.QUEUE, "close", "Close the item with a result", refusals.reviewed_elsewhere, 11),
    Key("give-back", "b", Pane.QUEUE, "give back", "Give the item back to its lane's role", refusals.not_yours),
    Key("number", "o", Pane.QUEUE, "other number", "Give the item a number, or a better one", refusals.no_item),
    Key("amend", "i", Pane.QUEUE, "put right", "Put name, birth date, language or request right", refusals.no_item),
    Key("intake", "I", Pane.QUEUE, "take in files", "Take in what the clinic's systems export: calls, lists, messages"),
    Key("handoff", "t", Pane.QUEUE, "handoff text", "Show the text for the next shift, at any hour"),
    Key("export", "E", Pane.QUEUE, "export", "Write files of any period, lane, owner and audience"),
    Key("sync", "S", Pane.QUEUE, "other desks", "Show the desks that share this queue; sync, pair and revoke"),
    Key(
        "rules",
        "P",
        Pane.QUEUE,
        "rules",
        "Show whose the clinic's rules are; put others in force on every desk",
    ),
    Key("exceptions", "l", Pane.QUEUE, "exception log", "Show what the workflow did not foresee"),
    Key(
        "message",
        "M",
        Pane.QUEUE,
        "portal message",
        "Record that a portal message was sent to the patient: it counts as an attempt",
        refusals.no_item,
    ),
    Key(
        "verdict",
        "v",
        Pane.QUEUE,
        "verdict",
        "Say what an escalation was: right, unnecessary or missed (licensed roles, the manager)",
        refusals.nothing_to_judge,
    ),
    Key(
        "resolved",
        "R",
        Pane.QUEUE,
        "resolved?",
        "Say whether a talk, or what another system reports, has answered it",
        refusals.no_item,
    ),
    Key(
        "same-patient",
        "J",
        Pane.QUEUE,
        "same patient",
        "Join another open item that is the same request, or tell it apart",
        refusals.no_item,
    ),
    Key("add", "a", Pane.QUEUE, "add", "Add a callback by hand", footer=7),
    Key("find", "slash", Pane.QUEUE, "find", "Find by name, number or words as you type", footer=8),
    Key(
        "end-of-day",
        "e",
        Pane.QUEUE,
        "end of day",
        "Decide what is undecided and write the clinic's files",
        footer=10,
    ),
    *(
        Key(f"view-{view}", str(place), Pane.QUEUE, VIEW_TITLES[view], f"Show {VIEW_TITLES[view]}")
        for place, view in enumerate(View, 1)
    ),
    Key("clinics", "C", Pane.QUEUE, "clinics", "Go to another clinic's desk; an open note stays as a draft"),
    Key("copy-number", "y", Pane.QUEUE, "copy the number", "Put the number on the clipboard", refusals.nothing_to_dial),
    Key(
        "copy-note",
        "Y",
        Pane.QUEUE,
        "copy the note",
        "Put the patient's note on the clipboard, ready to be pasted; again, in Spanish",
        refusals.nothing_at_all,
    ),
    Key(
        "tel-link",
        "T",
        Pane.QUEUE,
        "telephone program",
        "Give the number to this machine's telephone program, if that was allowed",
        refusals.nothing_to_dial,
    ),
    Key("jump", "j", Pane.QUEUE, "jump", "Show a letter on each pane and field; the letter goes there"),
    Key("theme", "L", Pane.QUEUE, "light or dark", "Change to the light colours, or back to the dark ones"),
    Key("keys", "question_mark", Pane.QUEUE, "keys", "As F1"),
    Key("pane", "tab", Pane.QUEUE, "pane", "Go to the next pane; on a small screen, show it"),
    Key("up", "up", Pane.QUEUE, "up", "One item up", bound=False),
    Key("down", "down", Pane.QUEUE, "down", "One item down", bound=False),
    Key("page-up", "pageup", Pane.QUEUE, "page up", "One page up", bound=False),
    Key("page-down", "pagedown", Pane.QUEUE, "page down", "One page down", bound=False),
    Key("first", "home", Pane.QUEUE, "first", "The first item", bound=False),
    Key("last", "end", Pane.QUEUE, "last", "The last item", bound=False),
    Key(
        "back",
        "escape",
        Pane.CALL,
        "back, draft kept",
        "Go back to the queue; the note stays as a draft",
        footer=7,
        short="back",
    ),
    Key("note-reached", "r", Pane.NOTE, "reached", "The patient was reached", bound=False),
    Key("note-somebody-else", "o", Pane.NOTE, "somebody else", "Somebody else answered", bound=False),
    Key("note-wrong-person", "w", Pane.NOTE, "wrong person", "The number is somebody else's", bound=False),
    Key("note-voicemail", "v", Pane.NOTE, "voicemail", "A message was left", bound=False),
    Key("note-no-answer", "n", Pane.NOTE, "no answer", "Nobody answered", bound=False),
    Key("note-busy", "u", Pane.NOTE, "busy", "The line was busy", bound=False),
    Key("note-not-in-service", "i", Pane.NOTE, "not in service", "The number does not work", bound=False),
    Key("note-settled", "1", Pane.NOTE, "settled", "Reached: settled", bound=False),
    Key("note-booked", "2", Pane.NOTE, "booked", "Reached: booked", bound=False),
    Key("note-call-later", "3", Pane.NOTE, "call later", "Reached: asked for another time", bound=False),
    Key("note-declined", "4", Pane.NOTE, "declined", "Reached: does not want it", bound=False),
    Key("note-interpreter", "5", Pane.NOTE, "interpreter", "Reached: needs an interpreter", bound=False),
    Key("note-handed-over", "6", Pane.NOTE, "handed over", "Reached: another owner goes on", bound=False),
    Key(
        "note-tick",
        "space",
        Pane.NOTE,
        "tick",
        "Tick or untick, and go on to the next box; the right arrow goes there, too",
        bound=False,
        fixed=True,
    ),
    *SCREEN_KEYS,
)
"""Every action of the desk."""

BY_ACTION = {key.action: key for key in KEYS}


def bindings(*panes: Pane) -> list[BindingType]:
    """Return Textual's bindings for some panes; those that are alive everywhere win over text fields."""
    made: list[BindingType] = []
    for key in KEYS:
        if key.pane not in panes or not key.bound:
            continue
        made += [
            Binding(
                name,
                f"press('{key.action}')",
                key.label,
                show=False,
                priority=key.pane is Pane.EVERYWHERE,
                id=key.action,
                tooltip=key.tooltip,
            )
            for name in key.keys.split(",")
        ]
    return made


IN_BOTH_VIEWS = frozenset(
    {"card", "clinics", "copy-note", "copy-number", "jump", "tel-link", "keys", "pane", "prepare", "theme"}
)
"""Keys of the queue that a call needs too: from the note's first rows, and from every other pane."""


def in_a_call() -> str:
    """Say in a sentence which keys of the queue a call needs, too, and from where they act there."""
    both = ", ".join(key.shown for key in KEYS if key.action in IN_BOTH_VIEWS)
    return f"Of the queue's keys {both} act here, too: from the note's first rows and from the other panes."


def acting_in_a_call(name: str) -> Key | None:
    """Return which key of the queue one of Textual's names is, if a call needs that one, too."""
    return next((key for key in KEYS if key.action in IN_BOTH_VIEWS and name in key.names), None)


PALETTE = Binding("ctrl+p", "command_palette", "commands", show=False, priority=True, id="palette")
"""Textual's own palette, on a key that can be changed."""

ON_A_DAY = (
    "call",
    "hand-over",
    "snooze",
    "close",
    "hold",
    "escalate-item",
    "acknowledge",
    "lane",
    "undo",
    "number",
    "take",
    "review-note",
    "keys",
)
"""What can be done with one undecided item at the end of the day."""


def day_bindings() -> list[BindingType]:
    """Return the bindings of the end of the day: the queue's own keys for one item."""
    return [
        Binding(name, f"press('{action}')", BY_ACTION[action].label, show=False, id=action)
        for action in ON_A_DAY
        for name in BY_ACTION[action].keys.split(",")
    ]


def take_over(personal: Personal) -> dict[str, str]:
    """Put the person's keys in force, all others on the table's own, and return them by the names of the bindings.

    Raises:
        DeskError: they cannot be as they are written.
    """
    from callback_desk.tui.remapping import remapped

    moved = remapped(personal.keys, personal.where) if personal.keys else {}
    put_in_force(moved)
    return moved


def footer(*, calling: bool, one_pane: bool) -> list[Told]:
    """Return what the footer tells of one view, in order; the views are told as one, and a key to the next pane
    only where just one pane has room.
    """
    pane = Pane.CALL if calling else Pane.QUEUE
    alive = [key for key in KEYS if key.footer and (key.pane is pane or (key.pane is Pane.EVERYWHERE and calling))]
    told = []
    for key in sorted(alive, key=lambda key: key.footer):
        shown = key.all_shown if key.action == "save" and not one_pane else key.shown
        told.append(Told(shown, (one_pane and key.short) or key.label, key.action in KEPT, key.action))
    if one_pane:
        told.append(Told(BY_ACTION["next-pane" if calling else "pane"].shown, "pane", True, "next-pane"))
    if not calling:
        views = [BY_ACTION[f"view-{view}"].shown for view in View]
        told.append(Told(f"{views[0]}-{views[-1]}", "views", False))
        told += [
            Told(BY_ACTION[action].shown, BY_ACTION[action].label, action == "keys", action)
            for action in ("keys", "palette")
        ]
    return told


def by_pane(keys: Iterable[Key] = KEYS) -> dict[Pane, list[Key]]:
    """Return the keys grouped by where they are alive, in the table's order."""
    grouped: dict[Pane, list[Key]] = {pane: [] for pane in Pane}
    for key in keys:
        grouped[key.pane].append(key)
    return grouped


def document() -> str:
    """Return docs/keys.md."""
    lines = [
        "# Keys",
        "",
        "Made from the desk's table of keys (`python -m callback_desk.tui.keys`); a test keeps them alike.",
        "Letters act outside text fields only. A key that cannot act now says why.",
        "Each can be put on another key by its name.",
    ]
    for pane, keys in by_pane().items():
        lines += ["", f"## {pane.value.capitalize()}", "", "| key | does | name |", "| --- | --- | --- |"]
        lines += [f"| `{key.all_shown}` | {key.tooltip} | {key.action} |" for key in keys]
        lines += ["", in_a_call()] if pane is Pane.CALL else []
    lines += ["", "## Marks in the queue", "", "| mark | means |", "| --- | --- |"]
    lines += [f"| `{mark}` | {meaning} |" for mark, meaning in MARKS]
    return "\n".join(lines) + "\n"


MARKS: tuple[tuple[str, str], ...] = (
    ("!!", "attention words, or an escalation of which nobody was told yet, or told and not done in time"),
    (">", "late"),
    ("~", "waiting: a later attempt, a snooze or a hold"),
    ("=", "two people took it at once: g settles whose it is"),
    ("?", "somebody must look at it; the context says why"),
    ("✗", "beside the next action: something is missing; the context says what"),
    ("*", "a note was begun: enter resumes it"),
)
"""The marks of the queue."""


if __name__ == "__main__":
    print(document(), end="")
