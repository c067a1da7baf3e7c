"""What the assistant says: four parts, the current one bright, nothing private before two identifiers."""

from textual.content import Content

from callback_desk.domain.card_rules import FREE, INTERPRETER_ASKED, Limits
from callback_desk.domain.script import Script
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import BLANK, GOOD, HERE, QUIET, WRONG, in_rows
from callback_desk.tui.fields.ticks import TICKED, UNTICKED
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.panes.text import labelled
from callback_desk.tui.plain import plain
from callback_desk.tui.telling import with_keys

PARTS = ("recognition", "reason", "next_step", "confirmation")
INTERPRETER = "interpreter"
IDENTIFIERS = (
    ("name", "name"),
    ("birth-date", "date of birth"),
    ("address", "address"),
    ("phone", "phone"),
)
ENOUGH = 2
"""So many identifiers before anything private is said."""
HIDDEN = "··· private until two are ticked ···"
INDENT = 16


class ScriptPane(LinesPane):
    """The script of the item under the cursor or of the open call."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._script: Script | None = None
        self._ticked = 0
        self._codes: tuple[str, ...] | None = None
        self._reach = ""
        self._limits = FREE
        self.part = 0
        self.entitle(Content("Script"))

    def show(
        self,
        script: Script | None,
        *,
        ticked: int,
        part: int,
        reach: str,
        lane: str = "",
        other: str | None = None,
        codes: tuple[str, ...] | None = None,
        limits: Limits = FREE,
    ) -> None:
        """Show a script, or nothing where it is None.

        `ticked` counts the identifiers that are ticked, `codes` names them where known; `part` is the
        current part, from 0; `reach` says how the licensed role is reached now; `lane` is the lane's title;
        `other` is the language that F4 brings; `limits` what may be said to whom.
        """
        self._script, self._ticked, self._codes, self._reach = script, ticked, codes, reach
        self._limits = limits
        self.part = min(max(part, 0), len(self._walk) - 1)
        self.entitle(_title(script, lane, other))
        self.repaint()

    def ticks(self, ticked: int, codes: tuple[str, ...] | None = None) -> None:
        """Follow the note: so many identifiers are ticked, and which where that is known."""
        self._ticked, self._codes = ticked, codes
        self.repaint()

    @property
    def _walk(self) -> tuple[str, ...]:
        """What F5 walks through: without a script in the patient's language first how an interpreter is brought in."""
        alone = self._script is not None and self._script.interpreter and not self._limits.no_call
        return (INTERPRETER, *PARTS) if alone else PARTS

    def limit(self, limits: Limits) -> None:
        """Follow the note: somebody else is on the line, and may be told more or less."""
        self._limits = limits
        self.repaint()

    def next_line(self) -> int:
        """Go to the next part, after the last one to the first; returns the part."""
        self.part = (self.part + 1) % len(self._walk)
        self.repaint()
        return self.part

    def drawn(self, width: int, height: int) -> list[Content]:
        """Draw the parts, and the boundary and escalation lines at the bottom, always in sight."""
        if self._script is None:
            return [Content.styled("no item, no script", QUIET)]
        foot = self._foot(width)[-max(1, height) :]
        room = max(0, height - len(foot))
        body, begins, ends = self._body(self._script, width)
        top = max(0, min(begins, ends - room))
        shown = body[top : top + room]
        if len(shown) < room:
            shown += [BLANK] * (room - len(shown))
        return [*shown, *foot]

    def _body(self, script: Script, width: int) -> tuple[list[Content], int, int]:
        """Return the lines of the parts, and where among them the current part begins and ends."""
        lines: list[Content] = []
        for mind in self._limits.minds:
            lines += plain(mind, HERE).wrap(width)
        begins = ends = 0
        for place, part in enumerate(self._walk):
            here = place == self.part
            drawn = (
                _interpreter(script, self._asked_for, width, here)
                if part == INTERPRETER
                else self._part(script, part, width, here)
            )
            if here:
                begins, ends = len(lines), len(lines) + len(drawn)
            lines += drawn
        if not self._limits.no_call:
            message = plain(script.voicemail or script.no_message, QUIET)
            lines += labelled(Content.styled("  voicemail", QUIET), message, width, INDENT)
        return lines, begins, ends

    def _part(self, script: Script, part: str, width: int, here: bool) -> list[Content]:
        label = Content.styled(f"{PARTS.index(part) + 1} {part.replace('_', ' ')}", HERE if here else QUIET)
        hidden = part in script.private and (self._ticked < ENOUGH or self._limits.withheld is not None)
        words = self._why_hidden() if hidden else str(getattr(script, part))
        text = plain(words, QUIET if hidden or not here else "bold")
        lines = labelled(label, text, width, INDENT)
        if part == "recognition" and not self._limits.no_call:
            lines += [Content(" " * INDENT) + line for line in self._asking(width - INDENT)]
        return lines

    @property
    def _asked_for(self) -> bool:
        return INTERPRETER_ASKED in self._limits.minds

    def _why_hidden(self) -> str:
        return HIDDEN if self._limits.withheld is None else f"··· {self._limits.withheld} ···"

    def _asking(self, width: int) -> list[Content]:
        """Draw the line that asks for two identifiers, a box never torn from its word."""
        enough = self._ticked >= ENOUGH
        parts = [Content.styled("identified:" if enough else "ask for two:", GOOD if enough else HERE)]
        if self._codes is None and self._ticked:
            parts.append(Content(f"{self._ticked} ticked"))
        else:
            for code, words in IDENTIFIERS:
                ticked = code in (self._codes or ())
                parts.append(Content.assemble((TICKED, GOOD) if ticked else UNTICKED, " ", words))
        rows = in_rows([part.cell_length for part in parts], width, 2)
        return [Content("  ").join(parts[index] for index in row) for row in rows]

    def _foot(self, width: int) -> list[Content]:
        boundary = Content("symptoms, advice: stop, read the line, hand over")
        reach = plain(self._reach or "hand to a licensed role with a clock")
        return [
            BLANK,
            *labelled(Content.styled(with_keys("{boundary} boundary"), f"{WRONG} bold"), boundary, width, INDENT),
            *labelled(Content.styled(with_keys("{escalate} escalate"), f"{WRONG} bold"), reach, width, INDENT),
        ]


def _interpreter(script: Script, asked: bool, width: int, here: bool) -> list[Content]:
    """Draw how an interpreter is brought in, before the script that is read to them."""
    language = script.language.upper()
    why = "" if asked else "no script in the patient's language: "
    head = f"{why}bring an interpreter in, then read ({language})"
    lines = list(plain(head, HERE).wrap(width))
    for number, step in enumerate(script.interpreter_steps, 1):
        lines += labelled(
            Content.styled(f"  {number}", HERE if here else QUIET), plain(step, "bold" if here else QUIET), width, 4
        )
    return lines


def _title(script: Script | None, lane: str, other: str | None) -> Content:
    if script is None:
        return Content("Script")
    language = script.language.upper()
    if other:
        language += with_keys(f" ({{language}}: {other.upper()})")
    general = "general" if script.general else ""
    return Content(clean_line(" · ".join(part for part in ("Script", lane, general, language) if part)))
