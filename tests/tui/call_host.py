"""A tiny app with the call view's panes and nothing else."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from callback_desk.domain.callback import Callback
from callback_desk.domain.policy import read_policy
from callback_desk.domain.script import Script, render
from callback_desk.domain.when import parse_when
from callback_desk.policy import default_policy_text
from callback_desk.tui.messages import IdentifiersTicked, NoteChanged, NoteSubmitted
from callback_desk.tui.panes.boundary import BoundaryStrip
from callback_desk.tui.panes.note import NotePane
from callback_desk.tui.panes.script import ScriptPane

NOW = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)  # 14:12 on a Monday at the clinic
POLICY = read_policy(default_policy_text())
HOURS = POLICY.open_hours(None)
REACH = "Nurse line · 415-555-0170 · answers until 17:00"
ESCAPES = Path(__file__).parents[1] / "data/constructed/nasty/terminal_escapes.json"
HOSTILE = [
    *json.loads(ESCAPES.read_text(encoding="utf-8")),
    "[/] a[/red]b $x [$error]",
    "漢字かな交じり文 한국어",
    "مرحبا שלום",
]
OBEYED = "\x1b\x07\x08\x9b\u202e\x00\u2028"
"""What a terminal would obey, and so must never be painted."""
TO_OPEN = 1
"""Enter in the queue, which opened the call."""
SIZES = [(80, 24), (140, 42)]


def a_callback(**facts: object) -> Callback:
    """An invented patient's new appointment request."""
    known: dict[str, object] = {
        "callback_id": "5c1f0000-0000-4000-8000-000000000000",
        "owner": "person:maria",
        "next_action": "call",
        "due_at": NOW - timedelta(minutes=42),
        "target_at": NOW - timedelta(minutes=90),
        "received_at": NOW - timedelta(hours=3),
        "lane": "new-appointment",
        "patient": "Thomas Okafor",
        "stated": True,
        "phone": "+14155550133",
        "language": "en",
        "request": "I'm calling to set up a first visit, afternoons are best.",
        "contacts": 1,
    }
    return Callback(**{**known, **facts})  # type: ignore[arg-type]


def a_script(callback: Callback | None = None, language: str = "en") -> Script:
    """What is said on that call."""
    return render(POLICY, callback or a_callback(), language, person_name="Maria Santos", now=NOW)


class CallHost(App[None]):
    """Script on the left, note on the right, the boundary strip over both."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #script { width: 2fr; border: round $primary; }
    #note { width: 3fr; border: round $warning; }
    """
    BINDINGS: ClassVar = [
        Binding("f2", "boundary", priority=True),
        Binding("f9,ctrl+s", "save", priority=True),
    ]

    def __init__(self, callback: Callback | None = None, draft: str | None = None) -> None:
        super().__init__()
        self.callback = callback or a_callback()
        self.kept = draft
        self.forms: list[str] = []
        self.submitted: list[NoteSubmitted] = []
        self.ticks: list[int] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield ScriptPane(id="script")
            yield NotePane(id="note")
        yield BoundaryStrip(id="boundary")

    def on_mount(self) -> None:
        self.query_one(ScriptPane).show(a_script(self.callback), ticked=0, part=0, reach=REACH)
        self.open()

    def open(self) -> None:
        """Open the note as the desk does when enter is pressed on an item."""
        self.note.open(
            self.callback,
            POLICY,
            self.kept,
            "draft-1",
            NOW,
            NOW,
            lambda text: parse_when(text, HOURS, NOW),
        )

    @property
    def note(self) -> NotePane:
        """The note."""
        return self.query_one(NotePane)

    @property
    def painted(self) -> list[str]:
        """The screen as the terminal gets it, line by line."""
        return [strip.text for strip in self.screen._compositor.render_strips()]

    def action_boundary(self) -> None:
        script = a_script(self.callback)
        self.query_one(BoundaryStrip).toggle(script.boundary, script.language, REACH)

    def action_save(self) -> None:
        self.note.submit()

    def on_note_changed(self, message: NoteChanged) -> None:
        self.forms.append(message.form)

    def on_note_submitted(self, message: NoteSubmitted) -> None:
        self.submitted.append(message)

    def on_identifiers_ticked(self, message: IdentifiersTicked) -> None:
        self.ticks.append(len(self.note.identified_by))


class Keys:
    """Presses keys as a person does and counts them; free text is typed uncounted."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.count = TO_OPEN

    async def press(self, *keys):
        self.count += len(keys)
        await self.pilot.press(*keys)

    async def type(self, text):
        self.pilot.app.note.post_message(events.Paste(text))
        await self.pilot.pause()


def missing_papers():
    papers = {"missing": ["office note", "EKG"], "specialty": "cardiology"}
    return a_callback(lane="referral", referral=papers)


async def go_to(host, pilot, result, name):
    while host.note.typing:
        await pilot.press("up")
    await pilot.press("r", result)
    while host.note.here != name:
        await pilot.press("tab")
