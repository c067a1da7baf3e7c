"""Syncing from the shell: desks get to know each other, and exchange what they wrote as files."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from callback_desk.cli.answers import NotYet
from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.reading import Json
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.sync_context import Syncing
    from callback_desk.actions.sync_taking_in import Outcome

_MORE_TRIES = 2  # at words that were mistyped

TrustClock = Annotated[
    bool, typer.Option("--trust-clock", help="Take in files of a desk whose clock is more than a day ahead.")
]


class FolderFirst(TyperGroup):
    """A group whose first word may be a folder instead of a command: `sync FOLDER` is `sync folder FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  typer carries click's types inside
        """Put the command in front where none is named."""
        named = bool(args) and (args[0] in self.commands or args[0] in ("-h", "--help"))
        parsed: list[str] = super().parse_args(ctx, args if named else ["folder", *args])
        return parsed


app = typer.Typer(
    cls=FolderFirst,
    help="Exchange what desks of one clinic wrote, through a shared folder or single files."
    "\n\n`callback-desk sync FOLDER` takes in what the others put there and adds what is new here;"
    " without FOLDER it uses the last one.",
)


@app.command("folder", hidden=True)
def through_folder(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="The folder that the desks share.")] = None,
    trust_clock: TrustClock = False,
    as_json: Json = False,
) -> None:
    """Take in what the other desks put into the shared folder, then add what is new here.

    Example: callback-desk sync /mnt/clinic/callbacks
    """
    from callback_desk.actions import syncing
    from callback_desk.actions.sync_outcome import NotSent
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        try:
            done = syncing.sync(desk, folder, note, trust_clock=trust_clock)
        except NotSent as fault:
            note(f"{_entries(fault.new)} came in")
            _learn(frame, desk, fault.new)
            raise
        if not desk.peers():
            note("no desk is paired with this one yet: see `callback-desk sync invite --help` and `sync pair --help`")
        _learn(frame, desk, done.new)
    if as_json:
        print_json(done.document())
    else:
        print(f"{_entries(done.new)} came in; {'nothing new went out' if done.sent is None else _sent(done.sent)}")
        _print_files(done.outcomes)
        for name in done.left_alone:
            print(clean_line(f"left alone, its name is not that of a sync file: {name}"))
    _answer(done.outcomes)


@app.command("status")
def status(context: typer.Context, as_json: Json = False) -> None:
    """Show this desk, the ones that it is paired with, and what waits or was refused.

    Example: callback-desk sync status
    """
    from callback_desk.actions import syncing
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home, reading=True) as desk:
        told = syncing.status(desk)
    if as_json:
        print_json(told)
    else:
        _print_status(told)


@app.command("invite")
def invite(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file for the invitation.")],
    label: Annotated[str | None, typer.Option(help="What this desk is called on the others.")] = None,
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="Carry on as a new desk with new keys, where this one was revoked.")
    ] = False,
) -> None:
    """Write this desk's public keys to a file, and print its fingerprint to be read to the other person.

    Example: callback-desk sync invite --out ana.invitation --label "Ana's laptop"
    """
    from callback_desk.actions import pairing
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        invitation, said = pairing.invite(desk, out, label, new_keys=new_keys)
    if said:
        note(said)
    print(f"Fingerprint: {invitation.fingerprint}")


@app.command("pair")
def pair(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The other desk's invitation.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="The six words that the other desk printed, where nobody can be asked.")
    ] = None,
    introduces: Annotated[
        bool, typer.Option("--introduces", help="Trust also the desks that this one is paired with, by its word.")
    ] = False,
    joins: Annotated[
        bool, typer.Option("--joins", help="It was founded apart: go by the rules of its clinic from now on.")
    ] = False,
) -> None:
    """Trust another desk of this clinic by its invitation. Each side pairs the other.

    Example: callback-desk sync pair ana.invitation
    """
    from callback_desk.actions import pairing
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        words = lambda found: words_for(  # noqa: E731
            found.label, fingerprint, pairing.as_asked(desk, found), partial(pairing.slip_in, found)
        )
        peer = pairing.pair(desk, file, words, introduces=introduces, joins=joins)
    print(clean_line(f"Paired with {peer.label}."))


@app.command("revoke")
def revoke(
    context: typer.Context,
    desk_name: Annotated[str, typer.Argument(metavar="DESK", help="What the desk is called here, or its id.")],
    after: Annotated[
        int | None, typer.Option(help="The last entry of it that is trusted; without it, the last one here.")
    ] = None,
) -> None:
    """Trust a lost desk no more from a given entry on. It can still read the files that it had.

    Example: callback-desk sync revoke "Ana's laptop"
    """
    from callback_desk.actions import pairing
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        peer = pairing.revoke(desk, desk_name, after)
        told = pairing.told_of_revoked(desk, peer)
    for sentence in told:
        print(clean_line(sentence))


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The new file.")],
    everybody: Annotated[
        bool, typer.Option("--all", help="Hand on what the other desks wrote, too, as far as it is here.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write all that this desk wrote to one file for the paired desks, to be sent by e-mail or carried.

    Example: callback-desk sync export for-ana.cbd
    """
    from callback_desk.actions import syncing
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        first, last = syncing.export(desk, file, whole=everybody)
    if as_json:
        print_json({"file": str(file), "first": first, "last": last})
    else:
        print(f"{_sent((first, last))} to {clean_line(str(file))}")


@app.command("import")
def take_in(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files that other desks exported.")],
    trust_clock: TrustClock = False,
    as_json: Json = False,
) -> None:
    """Take in files that other desks exported, each whole or not at all.

    Example: callback-desk sync import from-ana.cbd
    """
    from callback_desk.actions import sync_taking_in
    from callback_desk.desk.sync_keys import syncing_desk

    frame: Frame = context.obj
    with syncing_desk(frame.home) as desk:
        outcomes = sync_taking_in.take_in(desk, files, trust_clock=trust_clock)
        _learn(frame, desk, sum(outcome.new for outcome in outcomes))
    if as_json:
        print_json([outcome.document() for outcome in outcomes])
    else:
        print(f"{_entries(sum(outcome.new for outcome in outcomes))} came in")
        _print_files(outcomes)
    faults = [outcome.said for outcome in outcomes if outcome.is_fault]
    if faults:
        raise DeskError("; ".join(faults))
    _answer(outcomes)


def words_for(
    label: str, given: str | None, whose: str, slip: Callable[[str], str | None], command: str = "sync pair"
) -> str:
    """Return the fingerprint as it was stated, or as a person types it from what the other one reads.

    `whose` says first whose desk it is: the words cover that. Typed words in which there is a `slip` are asked for
    again, twice at most; stated ones are not.

    Raises:
        DeskError: it was not stated and nobody can be asked.
    """
    note(whose)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise DeskError(f"{command}: nobody can be asked here, so state the six words with --fingerprint")
    print(
        clean_line(
            f"If all that is right, ask the person at {label} to read the words of `sync invite` there, best by phone."
        )
    )
    said = input("Their six words: ")
    for _ in range(_MORE_TRIES):
        if (why := slip(said)) is None:
            break
        print(clean_line(why))
        said = input("Their six words: ")
    return said


def _learn(frame: Frame, desk: "Syncing", new: int) -> None:
    """Take up the clinic's rules and people where others changed them, and say so."""
    from callback_desk.desk.clinic_rules import is_behind, take_up
    from callback_desk.desk.door import home_of

    for sentence in take_up(home_of(frame.home), desk) if new or is_behind(desk) else ():
        note(sentence)


def _answer(outcomes: "list[Outcome]") -> None:
    """End with exit code 1 where a file was not taken in: each is told in a sentence of its own."""
    sentences = [outcome.said for outcome in outcomes if outcome.why is not None]
    if sentences:
        raise NotYet("; ".join(sentences))


def _print_files(outcomes: "list[Outcome]") -> None:
    for outcome in outcomes:
        if outcome.why is None:
            came = f"{_entries(outcome.new)} new" if outcome.new else "nothing new"
            what = "handed on" if outcome.first is None else f"entries {outcome.first} to {outcome.last}"
            print(clean_line(f"{outcome.desk}, {what}: {came} {outcome.said}"))


def _print_status(told: dict[str, Any]) -> None:
    own = told["this_desk"]
    lines = [f"This desk: {own['label']} ({own['replica']}), {_entries(own['wrote'])} written"]
    lines += [f"Fingerprint: {own['fingerprint']}"]
    lines += [f"Folder: {told['folder'] or 'none yet'}; last sync: {told['last_sync'] or 'never'}"]
    for peer in told["desks"]:
        line = f"{peer['label']} ({peer['replica']}): {_entries(peer['have'])} here"
        if peer["last_came"]:
            line += f", the last one came {peer['last_came']}"
        if peer["waiting_for"]:
            line += ", waiting for {} to {}".format(*peer["waiting_for"])
        if peer["revoked_after"] is not None:
            line += f", revoked after {peer['revoked_after']}"
        if peer["by_word_of"] is not None:
            line += f", trusted by the word of {peer['by_word_of']}"
        whose = f"the desk of {peer['person']}" if peer["person"] else "nobody confirmed whose it is: pair it again"
        lines += [line, f"  its words: {peer['fingerprint']}; {whose}"]
    for each in told["not_taken_in"]:
        lines += [each["said"], *([f"  it lies in {each['kept']}"] if each.get("kept") else [])]
    for line in lines:
        print(clean_line(line))


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _sent(sent: tuple[int, int]) -> str:
    return f"entries {sent[0]} to {sent[1]} went out"
