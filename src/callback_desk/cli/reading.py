"""Commands that read: queue, show, find, handoff, note-text, exceptions."""

import sys
from datetime import date
from typing import Annotated, Any

import typer

from callback_desk.cli.frame import Frame, print_json
from callback_desk.domain.codes import ExceptionCode, View
from callback_desk.domain.errors import DeskError

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Plain = Annotated[bool, typer.Option("--plain", help="One sentence a line, for screen readers.")]
Language = Annotated[str, typer.Option(help="The language of the text: en or es.")]
Id = Annotated[str, typer.Argument(help="The callback's id, or four or more characters of its beginning.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(queue)
    app.command()(show)
    app.command(context_settings={"allow_extra_args": True})(find)
    app.command()(handoff)
    app.command("note-text")(note_text)
    app.command()(exceptions)


def queue(
    context: typer.Context,
    view: Annotated[View, typer.Option(help="Which part of the queue.")] = View.ALL,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Print the queue in its order.

    Example: callback-desk queue --view mine
    """
    _print_rows(context.obj, view, {}, plain, as_json)


def find(
    context: typer.Context,
    lane: Annotated[str | None, typer.Option(help="Only this lane.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only this owner: a name, or role:ID.")] = None,
    view: Annotated[View, typer.Option(help="Which part of the queue.")] = View.ALL,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Find callbacks by words of the name, the number or the request; the words come on standard input.

    Example: echo okafor | callback-desk find
    """
    if context.args:
        raise DeskError("find: words are private, so no command line has them: type them when asked, or pipe them in")
    words = "" if sys.stdin is None or (sys.stdin.isatty() and (lane or owner)) else _words()
    if not words and not lane and not owner:
        raise DeskError("find: give words on standard input, or --lane or --owner")
    _print_rows(context.obj, view, {"words": words or None, "lane": lane, "owner": owner}, plain, as_json)


def _words() -> str:
    return input("Words: ").strip() if sys.stdin.isatty() else sys.stdin.read().strip()


def _print_rows(frame: Frame, view: View, filters: dict[str, Any], plain: bool, as_json: bool) -> None:
    from callback_desk.actions import reading
    from callback_desk.cli import lines

    with frame.desk() as desk:
        if filters.get("owner"):
            filters["owner"] = desk.policy.parse_owner(filters["owner"])
        if filters.get("lane") and filters["lane"] not in desk.policy.lanes:
            raise DeskError(f"there is no lane {filters['lane']!r}: {', '.join(desk.policy.lanes)}")
        as_of = frame.as_of(desk)
        if as_json:
            print_json(reading.queue_document(desk, view, as_of=as_of, **filters))
            return
        for line in lines.queue_lines(desk, reading.rows(desk, view, as_of=as_of, **filters), as_of, plain=plain):
            print(line)


def show(context: typer.Context, callback_id: Id, plain: Plain = False, as_json: Json = False) -> None:
    """Print one callback: request, contacts, attempts, notes and script.

    Example: callback-desk show 3f9a --json
    """
    from callback_desk.actions import reading
    from callback_desk.actions.context import require
    from callback_desk.cli import lines

    frame: Frame = context.obj
    with frame.desk() as desk:
        as_of = frame.as_of(desk)
        callback = require(desk, desk.store.resolve_id(callback_id))
        with desk.unit() as unit:
            unit.log_access("viewed", callback.callback_id)
            unit.commit()
        document = reading.show_document(desk, callback, as_of=as_of)
        if as_json:
            print_json(document)
            return
        for line in lines.callback_lines(document):
            print(line)


def handoff(context: typer.Context, language: Language = "en") -> None:
    """Print the handoff text for the next shift, at any hour.

    Example: callback-desk handoff --language es
    """
    from callback_desk.actions.closing_day import handoff_text

    frame: Frame = context.obj
    with frame.desk() as desk:
        print(handoff_text(desk, language=language, as_of=frame.as_of(desk)))


def note_text(context: typer.Context, callback_id: Id, language: Language = "en") -> None:
    """Print one callback's note, ready to be pasted: what was asked, confirmed, is still open, whose turn, by when.

    Example: callback-desk note-text 3f9a --language es
    """
    from callback_desk.actions.patient_note import patient_note, record_copied

    frame: Frame = context.obj
    with frame.desk() as desk:
        known = desk.store.resolve_id(callback_id)
        text = patient_note(desk, known, language, as_of=frame.as_of(desk))
        record_copied(desk, known)
        print(text, end="")


def exceptions(
    context: typer.Context,
    begins: Annotated[str | None, typer.Option("--from", help="The first day, such as 2026-11-23.")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    code: Annotated[ExceptionCode | None, typer.Option(help="Only this kind.")] = None,
    as_json: Json = False,
) -> None:
    """Print the exception log, the newest first: what the workflow did not foresee.

    Example: callback-desk exceptions --from 2026-11-16 --code no-access
    """
    from callback_desk.actions.exceptions import document, log
    from callback_desk.cli.lines import exception_line

    frame: Frame = context.obj
    with frame.desk() as desk:
        found = document(desk, log(desk, begins=_day(begins), ends=_day(ends), code=code))
        if as_json:
            print_json(found)
            return
        for line in found:
            print(exception_line(line))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise DeskError(f"exceptions: {text[:20]!r} is not a day: give one such as 2026-11-23") from fault
