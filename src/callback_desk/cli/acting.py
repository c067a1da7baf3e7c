"""Commands that change one callback, each the action of the same name on the screen."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.asking import choose, owners
from callback_desk.cli.frame import Frame, ask, json_from, print_json, text_of
from callback_desk.cli.reading import Id, Json
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, HoldReason, Result
from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.domain.callback import Callback

JsonIn = Annotated[str | None, typer.Option("--json", help="Read private text as JSON from standard input: -")]
To = Annotated[str | None, typer.Option("--to", help="A person's name, or a role as role:ID.")]
Until = Annotated[str | None, typer.Option(help="2h, after-lunch, next-morning, 'tue 9a', a date, or ISO 8601.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for name, command in (
        ("add", add),
        ("note", note),
        ("take", take),
        ("release", release),
        ("lane", lane),
        ("escalate", escalate),
        ("acknowledge", acknowledge),
        ("hand-over", hand_over),
        ("snooze", snooze),
        ("hold", hold),
        ("close", close),
        ("undo", undo),
        ("split", split),
        ("exception", exception),
    ):
        app.command(name)(command)


def tell(desk: "Desk", callback: "Callback", as_json: bool) -> None:
    """Print the callback as it stands after what was done to it."""
    from callback_desk.actions import reading
    from callback_desk.cli.lines import queue_lines

    row, now = reading.line_of(desk, callback), desk.clock()
    if as_json:
        print_json(reading.row_document(desk, row, now))
        return
    for line in queue_lines(desk, [row], now, plain=True):
        print(line)


def add(
    context: typer.Context,
    json_in: JsonIn = None,
    joins: Annotated[
        str | None, typer.Option(help="The open callback of a patient who reached out again; makes no new one.")
    ] = None,
) -> None:
    """Add a callback by hand, or a further contact to an open one.

    Example: echo '{"phone": "415-555-0133", "request": "a first visit"}' | callback-desk add --json -
    """
    from callback_desk.actions.adding import NewCallback
    from callback_desk.actions.adding import add as add_callback
    from callback_desk.actions.joining import join

    frame: Frame = context.obj
    if json_in is not None:
        data: dict[str, Any] = json_from(json_in)
    else:
        data = {
            "patient": ask("Patient") or None,
            "phone": ask("Phone") or None,
            "request": ask("What they asked for"),
        }
    with frame.desk() as desk:
        new = NewCallback.from_json(data)
        if joins is None:
            print_json({"id": add_callback(desk, new)})
        else:
            print_json({"id": join(desk, desk.store.resolve_id(joins), new).callback_id})


def note(
    context: typer.Context,
    callback_id: Id,
    disposition: Annotated[Disposition | None, typer.Option(help="How the attempt ended.")] = None,
    result: Annotated[Result | None, typer.Option(help="What came of it, if the patient was reached.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Ask for it line by line, for screen readers.")] = False,
    json_in: JsonIn = None,
) -> None:
    """Save the outcome note of an attempt; what it still lacks is named and nothing is saved.

    Example: callback-desk note 3f9a --disposition no-answer
    """
    from callback_desk.actions import cards
    from callback_desk.actions.context import require
    from callback_desk.actions.noting import NoteMissing, save_note
    from callback_desk.cli.plain_note import ask_note, tell_if_closed
    from callback_desk.domain import history
    from callback_desk.domain.note import NoteDraft
    from callback_desk.domain.prefilling import prefilled

    frame: Frame = context.obj
    data = _note_data(disposition, result, plain=plain, json_in=json_in)
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        callback = require(desk, full_id)
        if plain:
            tell(desk, save_note(desk, full_id, ask_note(desk, callback)).callback, as_json=False)
            return
        written = NoteDraft.from_json(data, desk.policy)
        card = cards.card_of(desk, callback)
        written = prefilled(desk.policy, callback, written, desk.clock(), card, desk.roles)
        tell_if_closed(desk, written.appointment)
        try:
            saved = save_note(desk, full_id, written)
        except NoteMissing as fault:
            print_json({"missing": list(fault.missing)})
            raise
        print_json(history.notes(saved.callback, desk.policy)[-1])


def _note_data(
    disposition: Disposition | None, result: Result | None, *, plain: bool, json_in: str | None
) -> dict[str, Any]:
    data: dict[str, Any] = {} if json_in is None else json_from(json_in)
    if disposition is not None:
        data["disposition"] = disposition.value
    if result is not None:
        data["result"] = result.value
    if plain and data:
        raise DeskError("note: --plain asks for everything, so give nothing beside it")
    if not data and not plain:
        raise DeskError("note: give --disposition, the whole note with --json -, or --plain to be asked for it")
    return data


def take(context: typer.Context, callback_id: Id, as_json: Json = False) -> None:
    """Take a callback.

    Example: callback-desk take 3f9a
    """
    from callback_desk.actions.claiming import claim

    frame: Frame = context.obj
    with frame.desk() as desk:
        tell(desk, claim(desk, desk.store.resolve_id(callback_id)), as_json)


def release(context: typer.Context, callback_id: Id, as_json: Json = False) -> None:
    """Give a callback back to its lane's role.

    Example: callback-desk release 3f9a
    """
    from callback_desk.actions.claiming import release as give_back

    frame: Frame = context.obj
    with frame.desk() as desk:
        tell(desk, give_back(desk, desk.store.resolve_id(callback_id)), as_json)


def lane(
    context: typer.Context,
    callback_id: Id,
    to: Annotated[str | None, typer.Option("--to", help="The lane's code.")] = None,
    as_json: Json = False,
) -> None:
    """Move a callback to another lane; its target is worked out anew from the first contact.

    Example: callback-desk lane 3f9a --to referral
    """
    from callback_desk.actions.claiming import change_lane

    frame: Frame = context.obj
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        lanes = [(code, known.title) for code, known in desk.policy.lanes.items()]
        tell(desk, change_lane(desk, full_id, to or choose("The lane", lanes, "--to")), as_json)


def escalate(context: typer.Context, callback_id: Id, to: To = None, json_in: JsonIn = None) -> None:
    """Hand a callback to a role with a clock, a reason and the patient's own words.

    Example: echo '{"reason": "chest pain", "words": "..."}' | callback-desk escalate 3f9a --to role:nurse-line --json -
    """
    from callback_desk.actions import escalating, reaching

    frame: Frame = context.obj
    given = None if json_in is None else text_of(json_from(json_in), ("reason", "words"), "escalate")
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        roles = [(f"role:{role}", known.title) for role, known in desk.policy.roles.items()]
        owner = desk.policy.parse_owner(to or choose("The role to tell", roles, "--to"))
        if given is None:
            given = {"reason": ask("Reason"), "words": ask("The patient's own words")}
        callback = escalating.escalate(desk, full_id, owner, given.get("reason", ""), given.get("words"))
        tell(desk, callback, json_in is not None)
        if json_in is None:
            found = reaching.reach(desk, owner.removeprefix("role:"))
            gap = reaching.language_gap(desk, found.role, callback.language)
            after_hours = " (after hours)" if found.after_hours else ""
            print(f"Reach {found.title} now: {found.way}{after_hours}" + (f"; {gap}" if gap else ""))


def acknowledge(context: typer.Context, callback_id: Id, json_in: JsonIn = None) -> None:
    """Record who was told of an escalation, how and when.

    Whoever has the role that was told need not say so: it is they, at their desk.

    Example: echo '{"told": "Nurse Kim", "how": "telephone"}' | callback-desk acknowledge 3f9a --json -
    """
    from callback_desk.actions import escalating, reaching
    from callback_desk.actions.context import require

    frame: Frame = context.obj
    given = {} if json_in is None else text_of(json_from(json_in), ("told", "how", "at"), "acknowledge")
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        if json_in is None and reaching.answering(desk, require(desk, full_id), desk.clock()) is None:
            given = {"told": ask("Who was told"), "how": ask("How")}
        callback = escalating.acknowledge(
            desk,
            full_id,
            given.get("told", ""),
            given.get("how", ""),
            _when_told(given.get("at")),
        )
        tell(desk, callback, json_in is not None)


def _when_told(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise DeskError("acknowledge: at must be ISO 8601, such as 2026-11-23T14:12-05:00") from fault
    if at.tzinfo is None:
        raise DeskError("acknowledge: at needs its offset, such as 2026-11-23T14:12-05:00")
    return at


def hand_over(context: typer.Context, callback_id: Id, to: To = None, json_in: JsonIn = None) -> None:
    """Give a callback to another owner, with what they need.

    Example: echo '{"needs": "the new insurance card"}' | callback-desk hand-over 3f9a --to role:billing --json -
    """
    from callback_desk.actions.claiming import hand_over as give

    frame: Frame = context.obj
    given = {} if json_in is None else text_of(json_from(json_in), ("needs",), "hand-over")
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        owner = desk.policy.parse_owner(to or choose("The next owner", owners(desk.policy), "--to"))
        if to is None and json_in is None:
            given = {"needs": ask("What they need to know or do, may be empty")}
        callback = give(desk, full_id, owner, given.get("needs"))
        tell(desk, callback, json_in is not None)


def snooze(context: typer.Context, callback_id: Id, until: Until = None, as_json: Json = False) -> None:
    """Put a callback off.

    Example: callback-desk snooze 3f9a --until next-morning
    """
    from callback_desk.actions.claiming import snooze as put_off
    from callback_desk.domain.when import parse_when

    frame: Frame = context.obj
    until = until or ask("Until when", "--until")
    with frame.desk() as desk:
        moment = parse_when(until, desk.hours, desk.clock())
        tell(desk, put_off(desk, desk.store.resolve_id(callback_id), moment), as_json)


def hold(
    context: typer.Context,
    callback_id: Id,
    reason: Annotated[HoldReason | None, typer.Option(help="What it waits for.")] = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Let the clock stand still for a reason, until a time to look again; asks for what is not given.

    Example: callback-desk hold 3f9a --reason document --until 2026-11-25
    """
    from callback_desk.actions.claiming import hold as put_on_hold
    from callback_desk.domain.when import parse_when

    frame: Frame = context.obj
    reasons = [(code.value, code.value) for code in HoldReason]
    reason = reason or HoldReason(choose("What it waits for", reasons, "--reason"))
    until = until or ask("When to look again", "--until")
    with frame.desk() as desk:
        moment = parse_when(until, desk.hours, desk.clock())
        tell(desk, put_on_hold(desk, desk.store.resolve_id(callback_id), reason, moment), as_json)


def close(
    context: typer.Context,
    callback_id: Id,
    result: Annotated[CloseResult | None, typer.Option(help="With what result.")] = None,
    as_json: Json = False,
) -> None:
    """Close a callback with a result, which is asked for where it is not given.

    Example: callback-desk close 3f9a --result answered
    """
    from callback_desk.actions.noting import close as close_callback

    frame: Frame = context.obj
    results = [(code.value, code.value.replace("-", " ")) for code in CloseResult]
    result = result or CloseResult(choose("The result", results, "--result"))
    with frame.desk() as desk:
        tell(desk, close_callback(desk, desk.store.resolve_id(callback_id), result), as_json)


def undo(context: typer.Context, callback_id: Id, as_json: Json = False) -> None:
    """Take the last save about a callback back, within ten seconds; a note comes back as a draft.

    Example: callback-desk undo 3f9a
    """
    from callback_desk.actions.undoing import undo as take_back

    frame: Frame = context.obj
    with frame.desk() as desk:
        tell(desk, take_back(desk, desk.store.resolve_id(callback_id)), as_json)


def split(
    context: typer.Context,
    callback_id: Id,
    lane: Annotated[str, typer.Option("--lane", help="The lane of the second request.")],
    json_in: JsonIn = None,
) -> None:
    """Make a second callback of a message with two requests; prints the second.

    Example: echo '{"words": "and my bill looks wrong"}' | callback-desk split 3f9a --lane insurance --json -
    """
    from callback_desk.actions.splitting import split as split_off

    frame: Frame = context.obj
    if json_in is not None:
        given = text_of(json_from(json_in), ("words",), "split")
    else:
        given = {"words": ask("The second request, in the patient's words")}
    with frame.desk() as desk:
        second = split_off(desk, desk.store.resolve_id(callback_id), lane, given.get("words", ""))
        tell(desk, second, json_in is not None)


def exception(
    context: typer.Context,
    callback_id: Id,
    code: Annotated[ExceptionCode, typer.Option(help="What the workflow did not foresee.")],
    json_in: JsonIn = None,
) -> None:
    """Record what the workflow did not foresee about a callback, with a line of text.

    Example: echo '{"text": "asked for a visit at home"}' | callback-desk exception 3f9a --code no-access --json -
    """
    from callback_desk.actions.exceptions import record

    frame: Frame = context.obj
    if json_in is not None:
        given = text_of(json_from(json_in), ("text",), "exception")
    else:
        given = {"text": ask("What happened")}
    with frame.desk() as desk:
        tell(desk, record(desk, desk.store.resolve_id(callback_id), code, given.get("text")), json_in is not None)
