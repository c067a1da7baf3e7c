"""Commands around a desk: setup, demo, recover, verify."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callback_desk.cli.answers import NotYet
from callback_desk.cli.frame import Frame, print_json
from callback_desk.cli.reading import Json
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.desk.founding import SetUp, SetUpDone

_AFTER_JOINING = """\
Two steps bring the queue:
1. Send this desk's own invitation back: `callback-desk sync invite --out FILE`. The other person takes it in with
   `callback-desk sync pair FILE` (or S, then p, at the desk) and asks you for the six words that you see.
2. Name the folder that the desks share: `callback-desk sync FOLDER` (or S, then f, at the desk). What the other
   desk wrote comes once it has paired this one and synced."""


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(setup)
    app.command()(demo)
    app.command()(recover)
    app.command()(verify)


def setup(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; everything comes from the flags.")] = False,
    clinic: Annotated[str | None, typer.Option(help="The clinic's name.")] = None,
    person: Annotated[str | None, typer.Option(help="Your name.")] = None,
    zone: Annotated[str | None, typer.Option(help="The clinic's time zone.")] = None,
    recovery_to: Annotated[Path | None, typer.Option(help="Write the recovery key to this file.")] = None,
    policy: Annotated[Path | None, typer.Option(help="The clinic's policy, instead of the default.")] = None,
    join: Annotated[Path | None, typer.Option(help="Join a clinic by the invitation of one of its desks.")] = None,
    fingerprint: Annotated[
        str | None, typer.Option(help="With --join: the six words that the other desk printed.")
    ] = None,
) -> None:
    """Set up a clinic's desk: clinic, person, key, recovery key, policy.

    With --join, clinic, zone and policy are those of the desk that invites, and this desk is paired with it.

    Example: callback-desk setup --yes --clinic "Cedar Family Medicine" --person "Maria Reyes"
    --zone America/New_York --recovery-to recovery.txt
    """
    from callback_desk.desk.founding import SetUp

    frame: Frame = context.obj
    _require_possible(asks=not yes, invited=join is not None, of_the_clinic=bool(clinic or zone or policy))
    given = yes or policy is not None or join is not None
    asked = SetUp(
        clinic=clinic or _asked(given, "The clinic's name", "--clinic"),
        person=person or _asked(yes, "Your name", "--person") or "",
        zone=zone or _asked(given, "The clinic's time zone, such as America/New_York", "--zone", _no_zone),
        policy=policy,
        recovery_to=recovery_to,
        attended=not yes,
    )
    if not asked.person:
        raise DeskError("setup: --person is needed: the name of the person at this desk")
    done = _found(frame, asked) if join is None else _join(frame, join, fingerprint, asked)
    _tell(done, asked, joined=join is not None)


def _require_possible(*, asks: bool, invited: bool, of_the_clinic: bool) -> None:
    if asks and not sys.stdin.isatty():
        raise DeskError("setup: nobody can be asked here, so give --yes and everything by flags")
    if invited and of_the_clinic:
        raise DeskError("setup: with --join, clinic, zone and policy come from the invitation: leave those flags out")


def _tell(done: "SetUpDone", asked: "SetUp", *, joined: bool) -> None:
    """Say what is ready, and what comes next."""
    print(f"The desk of {done.clinic} is ready. The key is in {done.key_in}.")
    if joined and done.roles is not None:
        roles = f" ({', '.join(done.roles)})" if done.roles else ""
        print(
            clean_line(f"This desk works in the name of {asked.person}{roles}, whom the clinic's rules know already:")
            + " whoever pairs it is asked whether it is theirs."
        )
    if joined:
        print(_AFTER_JOINING)
    elif asked.policy is None:
        print(f"Put the clinic's own numbers and roles into {done.policy}, then run `callback-desk policy check`.")
    if asked.recovery_to is not None:
        print(f"The recovery key is in {asked.recovery_to}: keep it away from this machine.")


def _found(frame: Frame, asked: "SetUp") -> "SetUpDone":
    from callback_desk.desk.founding import set_up

    if asked.policy is None and not (asked.clinic and asked.zone):
        raise DeskError("setup: --clinic and --zone are needed, or a policy that names both")
    return set_up(frame.home, asked)


def _join(frame: Frame, invitation: Path, fingerprint: str | None, asked: "SetUp") -> "SetUpDone":
    from callback_desk.actions.pairing import named_in, slip_in
    from callback_desk.cli.syncing import words_for
    from callback_desk.desk.joining_clinic import join

    def words(label: str, name: str, slip: Callable[[str], str | None]) -> str:
        return words_for(label, fingerprint, f"{label} says it is {name}'s.", slip, "setup --join")

    confirm = lambda found: words(found.label, named_in(found), partial(slip_in, found))  # noqa: E731
    return join(frame.home, invitation, confirm, asked)


def _asked(
    unattended: bool, question: str, flag: str, why_not: Callable[[str], str | None] = lambda answer: None
) -> str | None:
    """Ask until there is an answer that `why_not` has nothing against; None where nobody can be asked."""
    if unattended:
        return None
    while answer := input(f"{question}: ").strip():
        if (why := why_not(answer)) is None:
            return answer
        print(why)
    raise DeskError(f"setup: {flag} is needed")


def _no_zone(name: str) -> str | None:
    from callback_desk.domain.zones import is_zone, remedy_for

    return None if is_zone(name) else f"{clean_line(name)} is not a time zone: {remedy_for(name)}"


def demo(context: typer.Context) -> None:
    """Open a desk over a throwaway store with an invented day; leaves nothing behind.

    Example: callback-desk demo
    """
    from callback_desk.cli.screen import show
    from callback_desk.desk.demo import demo_desk

    with demo_desk() as desk:
        show(desk)


def recover(context: typer.Context) -> None:
    """Bring a lost key back with the recovery key, which is asked for or read from standard input.

    Example: callback-desk recover < recovery.txt
    """
    from callback_desk.desk.founding import recover_key

    frame: Frame = context.obj
    words = input("Recovery key: ") if sys.stdin.isatty() else sys.stdin.read()
    where = recover_key(frame.home, words)
    print(f"The key is back, in {where}.")


def verify(context: typer.Context, as_json: Json = False) -> None:
    """Check the whole ledger: its chain, its hashes, and that the queue follows from it.

    Example: callback-desk verify
    """
    frame: Frame = context.obj
    with frame.desk() as desk:
        faults = desk.store.verify()
    if as_json:
        print_json({"faults": faults})
    elif not faults:
        print("the ledger is whole")
    if faults:
        raise NotYet("; ".join(faults))
