"""The patient card from the shell: shown, asked for, or set from JSON."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.frame import Frame, json_from, print_json
from callback_desk.cli.reading import Id
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk

_QUESTIONS = (
    ("voicemail", "Voicemail: none, callback-only or detailed"),
    ("phone", "Number to use"),
    ("reach_note", "How else to reach them"),
    ("language", "Language, such as en or es"),
    ("pronouns", "Pronouns"),
    ("birth_date", "Born, such as 1981-04-02"),
    ("record_number", "The clinic's record number"),
    ("guardian", "Of a minor: the guardian"),
)


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("card")(card)


def card(
    context: typer.Context,
    callback_id: Id,
    json_in: Annotated[
        str | None,
        typer.Option("--json", help="Set the card's facts from a JSON object on standard input: -"),
    ] = None,
) -> None:
    """Show the patient card of a callback and ask what to change, or set its facts from JSON and print the card.

    Example: echo '{"voicemail": "none", "language": "es"}' | callback-desk card 3f9a --json -
    """
    from callback_desk.actions import card_changing, cards
    from callback_desk.actions.context import require

    frame: Frame = context.obj
    data = None if json_in is None else json_from(json_in)
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        if data is None:
            data = _asked(desk, full_id)
        callback = card_changing.change(desk, full_id, data) if data else require(desk, full_id)
        if json_in is not None:
            print_json(cards.document(desk, callback))
        elif data:
            print("The card is saved.")


def _asked(desk: "Desk", callback_id: str) -> dict[str, Any]:
    """Print the card, then ask for its facts one by one where somebody is there to answer; enter keeps a fact."""
    from callback_desk.actions import cards
    from callback_desk.actions.context import require

    with desk.unit() as unit:
        unit.log_access("viewed-card", callback_id)
        unit.commit()
    document = cards.document(desk, require(desk, callback_id))
    for line in card_lines(document):
        print(line)
    if not sys.stdin.isatty():
        return {}
    print("Enter keeps a fact, - takes it away; --json - sets the others.")
    answers = {key: input(f"{question} [{_shown(document[key])}]: ").strip() for key, question in _QUESTIONS}
    return {key: None if answer == "-" else answer for key, answer in answers.items() if answer}


def card_lines(document: dict[str, Any]) -> Iterator[str]:
    """Yield the card's document as lines: its facts, its representatives, its changes."""
    for key, value in document.items():
        if key not in ("representatives", "changes"):
            yield f"{key.replace('_', ' ')}: {_shown(value)}"
    yield "representatives:" + ("" if document["representatives"] else " none")
    for one in document["representatives"]:
        until = f" until {one['until']}" if one["until"] else ""
        told = f"may be told {one['may_be_told']}{until}"
        yield "  " + "; ".join(
            clean_line(part) for part in (one["name"], one["relationship"], told, one["detail"]) if part
        )
    yield "changes:" + ("" if document["changes"] else " none")
    for said in document["changes"]:
        yield f"  {clean_line(said)}"


def _shown(value: object) -> str:
    if value in (None, [], ""):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean_line(", ".join(map(str, value)) if isinstance(value, list) else str(value))
