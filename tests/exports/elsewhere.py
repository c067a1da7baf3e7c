"""What the tests of the files let a process of its own do: to be killed in it, or to have no room for it."""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

from callback_desk.domain.errors import DeskError
from callback_desk.exports.day import write_day
from callback_desk.exports.writing import Part, write_set
from tests.exports.days import received, report


def outgrow_the_disk(folder: Path, most: int) -> None:
    """Write a long day where no file may have more than so many bytes; print what was said."""
    import resource
    import signal

    day = report(*(received(f"{n:08}", request="call me back please " * 40) for n in range(300)))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        write_day(day, folder)
    except DeskError as fault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(fault)


def write_for_ever(folder: Path, told: Connection) -> None:
    """Tell when a part is being written, and never end with it."""

    def wait(path: Path, superseded: str | None) -> None:
        path.write_text("private words", "utf-8")
        told.send("writing")
        time.sleep(60)

    write_set(folder, "day", [Part("a", "a", ".txt", wait)])


def die_while_naming(folder: Path) -> None:
    """Write a day, but die as by kill -9 when three of its files have their names."""
    import signal

    link, made = os.link, []

    def give(source: Path, target: Path) -> None:
        if len(made) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        made.append(target)
        link(source, target)

    os.link = give  # type: ignore[assignment]
    write_day(report(received("aaaa0001")), folder)
