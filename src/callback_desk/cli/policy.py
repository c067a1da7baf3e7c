"""Commands about the clinic's rules: policy show, policy check, policy use, policy edit."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from callback_desk.cli.answers import NotYet
from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.reading import Json
from callback_desk.domain.text import clean_line

app = typer.Typer(help="The clinic's rules: one readable file.", no_args_is_help=True)


@app.command()
def show(context: typer.Context) -> None:
    """Print the clinic's policy as its file reads; who put it in force for every desk is told on standard error.

    Example: callback-desk policy show
    """
    from callback_desk.desk.policy_file import policy_text
    from callback_desk.desk.policy_origin import in_words_at

    frame: Frame = context.obj
    text = policy_text(frame.home)
    sys.stdout.write(text)
    sys.stdout.flush()
    note(in_words_at(frame.home, text))


@app.command()
def use(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A policy file; without it the clinic's own as it reads.")] = None,
) -> None:
    """Put rules in force here and, signed, on every desk of the clinic that syncs; for whoever may change them.

    Example: callback-desk policy use draft.toml
    """
    from callback_desk.desk.clinic_rules import put_in_force
    from callback_desk.desk.door import home_of

    frame: Frame = context.obj
    with frame.desk() as desk:
        print(put_in_force(home_of(frame.home), desk, file))


@app.command()
def edit(context: typer.Context) -> None:
    """Change the rules in an editor (EDITOR): they are in force, here and on every desk, once what was saved is sound.

    Example: EDITOR=nano callback-desk policy edit
    """
    from callback_desk.desk.door import home_of
    from callback_desk.desk.rules_editing import edit, editor

    frame: Frame = context.obj
    command = editor()
    with frame.desk() as desk:
        print(edit(home_of(frame.home), desk, command))


@app.command()
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A policy file; without it the clinic's own.")] = None,
    as_json: Json = False,
) -> None:
    """Check a policy: each finding names the key, the value, what is wrong, and what would be right.

    A warning is no fault: what had better not be said, a number that rings nowhere. Alone it leaves the exit code 0.

    Example: callback-desk policy check policy.toml
    """
    from callback_desk.desk.policy_file import policy_text, read_text
    from callback_desk.domain.policy import check as findings_of
    from callback_desk.domain.policy import warnings as warnings_of

    frame: Frame = context.obj
    text = policy_text(frame.home) if file is None else read_text(file)
    findings, warnings = findings_of(text), warnings_of(text)
    if as_json:
        print_json(
            [
                *({**finding._asdict(), "level": "fault"} for finding in findings),
                *({**warning._asdict(), "level": "warning"} for warning in warnings),
            ]
        )
    else:
        for finding in findings:
            print(clean_line(finding.sentence))
        for warning in warnings:
            print(f"warning: {clean_line(warning.sentence)}")
    if findings:
        raise NotYet(_counted(findings, "finding"))
    if not as_json:
        print("the policy is sound" + (f", with {_counted(warnings, 'warning')}" if warnings else ""))


def _counted(what: Sequence[object], word: str) -> str:
    return f"{len(what)} {word}s" if len(what) > 1 else f"1 {word}"
