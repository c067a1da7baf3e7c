"""What each key of the table does, by the name of its action."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from callback_desk.actions import cards
from callback_desk.actions.context import require
from callback_desk.domain import card_rules
from callback_desk.domain.codes import View
from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueRow
from callback_desk.tui import copying, dialling
from callback_desk.tui.arranging import Room
from callback_desk.tui.key import Pane
from callback_desk.tui.panes.boundary import BoundaryStrip
from callback_desk.tui.panes.script import ScriptPane
from callback_desk.tui.telling import with_keys
from callback_desk.tui.whose import CALLS, TAKES

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

Do = Callable[["DeskScreen"], None]
DoTo = Callable[["DeskScreen", QueueRow], None]


def press(desk: "DeskScreen", action: str, row: QueueRow | None) -> None:
    """Carry out an action of the key table; `row` is the item that it acts on, where it needs one."""
    if action in _DO:
        _DO[action](desk)
    elif action in _DO_TO and row is not None:
        _DO_TO[action](desk, row)
    elif action.startswith("view-"):
        desk.show_view(View(action.removeprefix("view-")))


def _help(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.help import Help

    if not isinstance(desk.app.screen, Help):
        desk.app.push_screen(Help(_where(desk)))


def _where(desk: "DeskScreen") -> tuple[Pane, ...]:
    """Return where a key would act now, the nearest first."""
    if (above := getattr(desk.app.screen, "pane", None)) is not None:
        return above, Pane.EVERYWHERE
    if not desk.arranging.calling:
        return Pane.QUEUE, Pane.EVERYWHERE
    return (Pane.NOTE, Pane.CALL, Pane.EVERYWHERE) if desk.note.has_focus else (Pane.CALL, Pane.EVERYWHERE)


def _boundary(desk: "DeskScreen", row: QueueRow) -> None:
    on_top = desk.app.screen
    lines, language = desk.following.boundary()
    strips = on_top.query(BoundaryStrip)
    if strips:
        strips.first().toggle(lines, language, desk.following.reach())
        return
    strip = BoundaryStrip()
    on_top.mount(strip)
    strip.toggle(lines, language, desk.following.reach())


def _language(desk: "DeskScreen", row: QueueRow) -> None:
    strips = [strip for strip in desk.app.screen.query(BoundaryStrip) if strip.is_open]
    if not strips:  # over the boundary lines the caret stays where it is
        _show_script(desk)
    desk.following.next_language()
    for strip in strips:
        strip.open(*desk.following.boundary(), desk.following.reach())


def _next_line(desk: "DeskScreen") -> None:
    _show_script(desk)
    desk.query_one(ScriptPane).next_line()


def _show_script(desk: "DeskScreen") -> None:
    if desk.arranging.room is Room.ONE:
        desk.arranging.show("script")


def _next_pane(desk: "DeskScreen") -> None:
    desk.arranging.next_pane()


def _save(desk: "DeskScreen") -> None:
    desk.arranging.show("note")
    desk.submit_note()


def _call(desk: "DeskScreen", row: QueueRow) -> None:
    if not desk.whose.asks(row, CALLS):
        _to_desk(desk)
        desk.before_dialling.then(row, partial(_dial, desk, row))


def _take(desk: "DeskScreen", row: QueueRow) -> None:
    if row.claimed_at_once or not desk.whose.asks(row, TAKES):
        desk.deeds.take(row)


def _dial(desk: "DeskScreen", row: QueueRow) -> None:
    callback = require(desk.desk, row.callback_id)
    card = cards.card_of(desk.desk, callback)
    if (why := card_rules.no_call(callback, card)) is not None:
        desk.say(f"{why} ({with_keys('{card}')})", refused=True)
    elif card_rules.as_card_says(callback, card).phone is None:
        desk.deeds.give_number(row, then_call=True)
    else:
        desk.open_call(row.callback_id)
        dialling.say_how_late(desk, callback, card)


def _to_desk(desk: "DeskScreen") -> None:
    """Leave whatever is open above the desk's own screen."""
    while desk.app.screen is not desk:
        desk.app.pop_screen()


def _find(desk: "DeskScreen") -> None:
    desk.arranging.show("queue")
    desk.finding.open_line()


def _quick_add(desk: "DeskScreen") -> None:
    if desk.ready:
        desk.calling.keep()
    desk.deeds.add()


def _end_of_day(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.day import EndOfDay

    desk.app.push_screen(EndOfDay(desk.desk, desk.lines, desk.deeds))


def _intake(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.intake import Intake

    if not any(isinstance(screen, Intake) for screen in desk.app.screen_stack):
        desk.app.push_screen(Intake(desk.desk, desk.deeds))


def _jump(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.jump import Jump, targets_of

    desk.app.push_screen(Jump(targets_of(desk)))


def _clinics(desk: "DeskScreen") -> None:
    if desk.elsewhere.names:
        desk.elsewhere.choose(desk.deeds)
    else:
        desk.say("this is your only clinic: `callback-desk clinics add NAME --home DIR` adds another", refused=True)


def _theme(desk: "DeskScreen") -> None:
    from callback_desk.tui import theme

    desk.app.theme = name = theme.other(desk.app.theme)
    chosen = next(kept for kept, known in theme.THEMES.items() if known.name == name)
    store = desk.desk.store

    def remember() -> tuple[str, object]:
        store.set_setting(theme.SETTING, chosen)
        return "", None

    desk.deeds.carry_out("theme", None, remember)


def _handoff(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.handoff import Handoff

    desk.app.push_screen(Handoff(desk.desk, desk.deeds))


def _export(desk: "DeskScreen") -> None:
    from callback_desk.tui.period_files import ask

    ask(desk)


def _exceptions(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.exceptions import ExceptionLog

    desk.app.push_screen(ExceptionLog(desk.desk), desk.go_to)


def _sync(desk: "DeskScreen") -> None:
    from callback_desk.tui.screens.sync import SyncScreen

    if not any(isinstance(screen, SyncScreen) for screen in desk.app.screen_stack):
        desk.app.push_screen(SyncScreen(desk))


def _rules(desk: "DeskScreen") -> None:
    from callback_desk.tui import rules_asking

    try:
        rules_asking.ask(desk)
    except DeskError as fault:
        desk.say(str(fault), refused=True)


def _judge(desk: "DeskScreen", row: QueueRow) -> None:
    why = desk.deeds.judge(row)
    if why is not None:
        desk.say(why, refused=True)


def _resolved(desk: "DeskScreen", row: QueueRow) -> None:
    if (why := desk.deeds.resolved(row)) is not None:
        desk.say(why, refused=True)


def _same_patient(desk: "DeskScreen", row: QueueRow) -> None:
    if (why := desk.deeds.same_patient(row)) is not None:
        desk.say(why, refused=True)


def _leave_call(desk: "DeskScreen") -> None:
    """Go back to the queue, and say that the call has made the item this person's."""
    call = desk.calling.call
    desk.leave_call()
    if call is None:
        return
    callback = require(desk.desk, call.callback.callback_id)
    claimed = callback.owner_at(desk.lines.now) == desk.desk.owner
    begins = call.draft is None and callback.escalated_to is None and callback.in_review is None
    if callback.is_open and (claimed or begins):
        desk.say(with_keys("the item stays yours: {give-back} gives it back"))


def _back(desk: "DeskScreen") -> None:
    strips = [strip for strip in desk.query(BoundaryStrip) if strip.is_open]
    if strips:
        strips[0].close()
    elif desk.heeding.put_away(desk):
        return
    elif desk.arranging.calling:
        _leave_call(desk)
    elif desk.arranging.shown != "queue":
        desk.arranging.show("queue")
        desk.arranging.focus()
    else:
        desk.end_search()


_DO: Mapping[str, Do] = {
    "help": _help,
    "keys": _help,
    "next-line": _next_line,
    "quick-add": _quick_add,
    "next-pane": _next_pane,
    "pane": _next_pane,
    "save": _save,
    "add": lambda desk: desk.deeds.add(),
    "find": _find,
    "end-of-day": _end_of_day,
    "theme": _theme,
    "clinics": _clinics,
    "jump": _jump,
    "intake": _intake,
    "undo": lambda desk: desk.undo(),
    "handoff": _handoff,
    "export": _export,
    "exceptions": _exceptions,
    "sync": _sync,
    "rules": _rules,
    "back": _back,
}
_DO_TO: Mapping[str, DoTo] = {
    "boundary": _boundary,
    "language": _language,
    "escalate": lambda desk, row: desk.deeds.escalate(row),
    "escalate-item": lambda desk, row: desk.deeds.escalate(row),
    "call": _call,
    "take": _take,
    "hand-over": lambda desk, row: desk.deeds.hand_over(row),
    "acknowledge": lambda desk, row: desk.deeds.acknowledge(row),
    "snooze": lambda desk, row: desk.deeds.snooze(row),
    "review-note": lambda desk, row: desk.deeds.review_note(row),
    "prepare": lambda desk, row: desk.deeds.prepare(row),
    "hold": lambda desk, row: desk.deeds.hold(row),
    "split": lambda desk, row: desk.deeds.split(row),
    "exception": lambda desk, row: desk.deeds.exception(row),
    "lane": lambda desk, row: desk.deeds.change_lane(row),
    "close": lambda desk, row: desk.deeds.close(row),
    "give-back": lambda desk, row: desk.deeds.give_back(row),
    "verdict": _judge,
    "resolved": _resolved,
    "same-patient": _same_patient,
    "message": lambda desk, row: desk.deeds.message(row),
    "copy-number": dialling.copy_number,
    "copy-note": copying.copy_note,
    "tel-link": dialling.open_tel_link,
    "number": lambda desk, row: desk.deeds.give_number(row),
    "amend": lambda desk, row: desk.deeds.amend(row),
    "card": lambda desk, row: desk.deeds.change_card(row),
}
ACTIONS = frozenset({*_DO, *_DO_TO})
"""Every action that does something here; a test holds the key table to it."""
