"""Commands about the clinics that a person works for: clinics add, remove, list."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.frame import Frame, print_json
from callback_desk.cli.reading import Json

if TYPE_CHECKING:
    from callback_desk.actions.clinics import OtherClinic

app = typer.Typer(help="The clinics you work for: each a home of its own.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What you call the clinic.")]


@app.command()
def add(context: typer.Context, name: Name) -> None:
    """Put a clinic into your list: the home that --home names, or the one that opens without it.

    Example: callback-desk clinics add "Oak Street" --home oak-street
    """
    from callback_desk.desk import clinic_list

    frame: Frame = context.obj
    clinic_list.add(name, frame.home)
    print(f"{name} is in the list: at the desk, C goes from one clinic to another.")


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Take a clinic out of your list; its home stays as it is.

    Example: callback-desk clinics remove "Oak Street"
    """
    from callback_desk.desk import clinic_list

    clinic_list.remove(name)
    print(f"{name} is no longer in the list. Its home was not touched.")


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """Print your clinics and how much waits in each, as numbers; a locked one is not asked for its passphrase.

    Example: callback-desk clinics list --json
    """
    from callback_desk.desk.clinic_list import clinics_file, listed
    from callback_desk.desk.other_clinics import looked_at_all

    clinics = listed()
    looked = looked_at_all(clinics)
    if as_json:
        print_json([_document(one, str(clinics[one.name] or "")) for one in looked])
        return
    for one in looked:
        print(f"{one.name}: {_figures(one)}")
    if not looked:
        print(f'no clinic is in {clinics_file()} yet: `callback-desk clinics add "Oak Street" --home DIR` adds one')


def _figures(one: "OtherClinic") -> str:
    if one.counts is None:
        return one.why
    return f"{one.counts.attention} attention, {one.counts.late} late, {one.counts.open} open"


def _document(one: "OtherClinic", home: str) -> dict[str, Any]:
    counts = one.counts
    return {
        "name": one.name,
        "home": home,
        "state": one.why or "open",
        "attention": None if counts is None else counts.attention,
        "late": None if counts is None else counts.late,
        "open": None if counts is None else counts.open,
    }
