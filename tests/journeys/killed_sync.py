"""The program, killed in the middle of a sync: `killed_sync.py POINT ARGUMENTS...` dies as by kill -9 at that point."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callback_desk.cli import main
from callback_desk.store import Unit


def dying(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """Do the work or not, then die."""

    def die(*arguments: Any) -> None:
        if after:
            work(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


point = sys.argv.pop(1)
what, _, when = point.partition("-")
owner, name = {"commit": (Unit, "commit"), "rename": (Path, "replace")}[what]
setattr(owner, name, dying(getattr(owner, name), after=when == "after"))
sys.exit(main())
