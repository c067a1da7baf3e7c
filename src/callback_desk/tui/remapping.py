"""Actions on other keys, as the person's settings ask: all of them checked before one is taken."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.keys import Keys, _character_to_key

from callback_desk.domain.errors import DeskError
from callback_desk.tui.key import Key, Pane, written
from callback_desk.tui.keys import BY_ACTION, KEYS, ON_A_DAY

_SPELLED = {"esc": "escape", "return": "enter", "page up": "pageup", "page down": "pagedown", "del": "delete"}
_NAMED = {key.value for key in Keys if not key.value.startswith("<")} - {"return"}
_ALIKE = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+j": "enter",
    "ctrl+@": "ctrl+space",
}
"""Keys that a terminal sends as another one."""
_TYPING = frozenset(("ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+c", "ctrl+v", "ctrl+x", "ctrl+z"))
"""Keys with which text is written, copied, or the terminal is left."""
_SCROLLING = ("up", "down", "page-up", "page-down", "first", "last")
"""The queue's keys that are alive in the panes of the screens above it, too."""


def remapped(wanted: Mapping[str, str], where: str) -> dict[str, str]:
    """Return the keys of the actions that are to be elsewhere, by Textual's names.

    Raises:
        DeskError: an action or a key is not known, or two actions would share a key; then nothing is taken.
    """
    moved = {action: ",".join(_names(action, keys, where)) for action, keys in wanted.items()}
    now = {key.action: moved.get(key.action, key.keys).split(",") for key in KEYS}
    for place, group in _groups():
        _no_two_on_one(group, now, place, moved, where)
    return moved


def _names(action: str, keys: str, where: str) -> Iterator[str]:
    key = BY_ACTION.get(action)
    if key is None:
        near = get_close_matches(action, BY_ACTION, 1)
        meant = f"did you mean {near[0]}?" if near else "docs/keys.md has the name of each"
        raise DeskError(f"{where}: [keys] {action}: the desk has no such action: {meant}")
    if key.fixed:
        raise DeskError(f"{where}: [keys] {action}: {key.label} stays on {key.shown}: take this line out")
    parts = [keys] if keys == "," else keys.split(",")
    for part in parts:
        yield _name(key, part if part == " " else part.strip(), where)


def _name(key: Key, typed: str, where: str) -> str:
    name = _textual_name(typed)
    here = f'{where}: [keys] {key.action} = "{typed}"'
    if name is None:
        raise DeskError(f'{here}: there is no such key: write one such as "G", "?", "F10", "ctrl+g", "page up"')
    if name in _ALIKE:
        raise DeskError(f"{here}: a terminal takes it for {_ALIKE[name]}: choose another key")
    if key.pane is Pane.EVERYWHERE and not _works_in_text(name):
        raise DeskError(
            f"{here}: {key.label} works in text fields too, where this key writes or moves: take a function key"
            ' such as "F10", or ctrl with a letter such as "ctrl+g"'
        )
    return name


def _textual_name(typed: str) -> str | None:
    if len(typed) == 1:
        return _character_to_key(typed) if typed.isprintable() and typed != " " else ("space" if typed == " " else None)
    name = typed.casefold()
    name = f"ctrl+{name[1:]}" if len(name) == 2 and name[0] == "^" else _SPELLED.get(name, name)
    return name if name in _NAMED else None


def _works_in_text(name: str) -> bool:
    function = name[:1] == "f" and name[1:].isdigit()
    control = name.startswith("ctrl+") and len(name) == 6 and name[-1].isalpha() and name not in _TYPING
    return function or control


def _groups() -> Iterator[tuple[str, list[Key]]]:
    """Yield the keys that are alive at the same time, with where that is."""
    everywhere = [key for key in KEYS if key.pane is Pane.EVERYWHERE]
    back = [key for key in KEYS if key.pane is Pane.CALL]
    for pane in Pane:
        own = [key for key in KEYS if key.pane is pane]
        if pane is Pane.DAY:
            own += [BY_ACTION[action] for action in ON_A_DAY]
        if pane in (Pane.DAY, Pane.HANDOFF, Pane.EXCEPTIONS, Pane.INTAKE):
            own += [BY_ACTION[action] for action in _SCROLLING]
        beside = back if pane in (Pane.QUEUE, Pane.NOTE) else []
        place = "everywhere" if pane is Pane.EVERYWHERE else f"in the {pane.value.partition(',')[0]}"
        yield place, [*everywhere, *(own if pane is not Pane.EVERYWHERE else []), *beside]


def _no_two_on_one(
    group: list[Key], now: Mapping[str, list[str]], place: str, moved: Mapping[str, str], where: str
) -> None:
    taken: dict[str, str] = {}
    for key in group:
        for name in now[key.action]:
            other = taken.setdefault(name, key.action)
            if other != key.action:
                first, second = (other, key.action) if key.action in moved else (key.action, other)
                raise DeskError(
                    f'{where}: [keys] {second} = "{written(name)}": {place} this key is {first} already:'
                    f" choose another, or give {first} one too"
                )
