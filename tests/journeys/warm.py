"""Commands that do not wait for Python: each is forked from a process that has loaded the program already.

Each is a process of its own all the same, with its own exit code, streams and environment. Where there is no
forking, and where a test asks for it, a command is started from nothing as a person does.
"""

import importlib
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from multiprocessing import reduction
from pathlib import Path
from typing import Any

IN_REACH = "forkserver" in multiprocessing.get_all_start_methods()
ROOMS = ("actions", "cli", "desk", "domain", "exports", "intake", "policy", "store", "sync", "tui")

WORK_OF_TESTS = ("tests.exports.elsewhere", "tests.store.elsewhere", "tests.sync.killed")


@cache
def _loaded() -> Any:
    """The process to fork from, with everything loaded."""
    context = multiprocessing.get_context("forkserver")
    rooms = [name for room in ROOMS for name in _modules(f"callback_desk.{room}")]
    context.set_forkserver_preload([*rooms, *WORK_OF_TESTS, "tests.journeys.loaded"])
    return context


def _modules(room: str) -> list[str]:
    package = importlib.import_module(room)
    inside = [found.name for found in pkgutil.iter_modules(package.__path__, f"{room}.")]
    return [room, *(name for name in inside if not name.endswith(("sample_day", ".screen")))]


def run_forked(
    arguments: Sequence[str], environment: Mapping[str, str], given: str, folder: Path, patience: float
) -> tuple[int, str, str]:
    """Run a command; return its exit code, standard output and standard error. `folder` holds its streams."""
    return said_by(
        _obey, list(arguments), dict(environment), os.getcwd(), given=given, folder=folder, patience=patience
    )


def said_by(
    work: Callable[..., None], *arguments: Any, folder: Path, given: str = "", patience: float = 60.0
) -> tuple[int, str, str]:
    """Let a process of its own do something; return its exit code, standard output and standard error."""
    streams = [folder / f"stream-{name}" for name in ("in", "out", "err")]
    streams[0].write_text(given, "utf-8")
    code = forked(_with_streams, streams, work, arguments, patience=patience)
    out, err = (path.read_text("utf-8") for path in streams[1:])
    return code, out, err


def forked(work: Callable[..., None], *arguments: Any, patience: float) -> int:
    """Let a process of its own do something; return its exit code, below zero where a signal ended it."""
    process = begun(work, *arguments)
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"{arguments} did not end in {patience} s")
    return int(process.exitcode)


def begun(work: Callable[..., None], *arguments: Any) -> Any:
    """Let a process of its own begin with something; return the process."""
    process = _loaded().Process(target=work, args=arguments)
    process.start()
    return process


class AtTerminal:
    """The program at the end of a pty, forked instead of started from nothing."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], inner: int) -> None:
        end = _EndOfPty(inner)
        self._process = begun(_sit_down, list(arguments), dict(environment), end, os.getcwd())

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> int:
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


class _EndOfPty:
    """A file descriptor that goes along to the process that is being started."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (reduction.DupFd(self._fd),)


def _opened(passed: Any) -> int:
    return passed.detach()


def _sit_down(arguments: list[str], environment: dict[str, str], inner: int, folder: str) -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(inner, number)
    os.close(inner)
    _obey(arguments, environment, folder)


def _with_streams(streams: list[Path], work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    for number, (path, mode) in enumerate(zip(streams, ("r", "w", "w"), strict=True)):
        with path.open(mode) as file:
            os.dup2(file.fileno(), number)
    work(*arguments)


def _obey(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin, sys.stdout, sys.stderr = (open(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # what the screen uses
    sys.argv = ["callback-desk", *arguments]
    from callback_desk.cli import main
    from callback_desk.store import keyfile

    # A journey opens homes dozens of times: a key is wrapped at the least cost there is.
    keyfile.MEMORY_KIB, keyfile.PASSES, keyfile.LANES = 8, 1, 1
    main()
