"""The verdict on an escalation, from the shell."""

from typing import Annotated

import typer

from callback_desk.cli.acting import tell
from callback_desk.cli.frame import Frame, ask, json_from, text_of
from callback_desk.cli.reading import Id
from callback_desk.domain.codes import Verdict


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("verdict")(verdict)


def verdict(
    context: typer.Context,
    callback_id: Id,
    verdict: Annotated[Verdict, typer.Option(help="What the escalation was, seen afterwards.")],
    json_in: Annotated[str | None, typer.Option("--json", help='Read {"remark"} from standard input: -')] = None,
) -> None:
    """Say what an escalation was: right, unnecessary, or missed. For a licensed role and the practice manager.

    Example: echo '{"remark": "a question about parking"}' | callback-desk verdict 3f9a --verdict unnecessary --json -
    """
    from callback_desk.actions.judging import judge

    frame: Frame = context.obj
    remark = ask("Remark") if json_in is None else text_of(json_from(json_in), ("remark",), "verdict").get("remark")
    with frame.desk() as desk:
        callback = judge(desk, desk.store.resolve_id(callback_id), verdict, remark)
        tell(desk, callback, json_in is not None)
