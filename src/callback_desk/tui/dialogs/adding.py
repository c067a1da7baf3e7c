"""A callback by hand, and a number for one that has none."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from callback_desk.actions.adding import NewCallback, require_name
from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.plain import plain_line
from callback_desk.tui.typed_line import TypedLine

BY_WORDS = ""
A_NEW_ONE = ""


class Added(NamedTuple):
    """A new callback, or a further contact to the open one that it `joins`; it is not about those of `apart_from`."""

    new: NewCallback
    joins: str | None
    apart_from: tuple[str, ...] = ()


class Add(Dialog[Added]):
    """What the patient asked for and one of name or number; the lane follows from the words unless it is
    picked. Where somebody of that number or name has an open item, a digit says whether this joins it.

    `matching` returns what is open of the same number or name: ids, and what to say of each.
    """

    HINT = "enter goes on · {save} adds · esc leaves"

    def __init__(
        self,
        lanes: Sequence[tuple[str, str]],
        matching: Callable[[NewCallback], Sequence[tuple[str, str]]],
        decided: Callable[[Added, Dialog[Added]], None],
    ) -> None:
        super().__init__("Add a callback", decided)
        self._matching = matching
        self._offered: tuple[tuple[str, str], ...] = ()
        self._joins: str | None = None
        self._lanes = [(BY_WORDS, "as its words say"), *lanes]

    def questions(self) -> ComposeResult:
        """The lines of a new callback."""
        for name, label in (
            ("request", "what they asked for"),
            ("patient", "patient"),
            ("phone", "number"),
            ("language", "language (en, es; may be empty)"),
        ):
            yield asked(label)
            yield TypedLine(name)
        yield asked("lane")
        yield Pick(self._lanes, "lane", self._taken)
        same = Pick([(A_NEW_ONE, "make a new item")], "same", self._same_taken, only_digit=self.save)
        same.display = False
        yield same

    def entered(self) -> None:
        """Go on to the next line."""
        self.focus_next()

    def _taken(self, code: str) -> None:
        """The lane is the last question, unless the patient may have an open item."""
        self.save()

    def _same_taken(self, code: str) -> None:
        """Only a digit says what it joins: enter, the key of every other line, would join two patients."""
        self._joins = code
        self.save()

    def answer(self) -> Added:
        """Return the new callback, and what it joins."""
        if not self.typed("request"):
            self.set_focus(self.query_one("#request", Input))
            raise DeskError("say what the patient asked for")
        new = NewCallback(
            request=self.typed("request"),
            patient=self.typed("patient") or None,
            phone=self.typed("phone") or None,
            language=self.typed("language") or None,
            lane=self.query_one("#lane", Pick).code or None,
        )
        try:
            require_name(new.patient)
        except DeskError:
            self.set_focus(self.query_one("#patient", Input))
            raise
        same, found = self.query_one("#same", Pick), tuple(self._matching(new))
        if found != self._offered:
            self._offered, self._joins = found, None
            same.display = bool(found)
            if found:
                joins = [(callback_id, f"yes, join {words}") for callback_id, words in found]
                same.offer([*joins, (A_NEW_ONE, "no, make a new item")])
        if found and self._joins is None:
            self.set_focus(same)
            raise DeskError("is this about an open item of the same number or name? a digit answers")
        return Added(new, self._joins or None, () if self._joins else tuple(callback_id for callback_id, _ in found))


class GiveNumber(Dialog[str]):
    """A number to call. Where the text named others, or another item has one, a digit takes one of them: `offered`
    holds each with what is said of it.
    """

    HINT = "enter keeps the number · esc leaves"

    def __init__(
        self, who: str, offered: Sequence[tuple[str, str]], note: str, decided: Callable[[str, Dialog[str]], None]
    ) -> None:
        super().__init__(f"Number · {who}", decided)
        self._offered, self._note = offered, note

    def questions(self) -> ComposeResult:
        """The numbers that were said, and a line for another."""
        yield Static(plain_line(self._note) if self._note else Content("the number with its area code"), markup=False)
        if self._offered:
            yield Pick(self._offered, "offered", self._taken)
        yield TypedLine("number", "type it with its area code")

    def _taken(self, code: str) -> None:
        """Take a number that was said."""
        self.query_one("#number", Input).value = code
        self.save()

    def answer(self) -> str:
        """Return the number as typed."""
        if not self.typed("number"):
            raise DeskError("give the number with its area code")
        return self.typed("number")
