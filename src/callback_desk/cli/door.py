"""The outermost door: where a run goes, and how every fault ends in one sentence and an exit code."""

import errno
import os
import sys
import traceback
from pathlib import Path

from callback_desk.cli.answers import NotYet
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean, clean_line

GLOBAL = ("--home", "--as-of")
STOPPED = 130
"""Exit code after ctrl+c: 128 and the signal's number, as shells count."""
UNEXPECTED = 70
"""Exit code of a fault of the program itself (EX_SOFTWARE of sysexits.h)."""


def run(arguments: list[str]) -> int:
    """Run the program and return its exit code; every fault becomes one sentence on standard error."""
    try:
        return _go(arguments)
    except NotYet as answer:
        _say(str(answer))
        return 1
    except DeskError as fault:
        _say(str(fault))
        return 2
    except (KeyboardInterrupt, EOFError):  # ctrl+c, or ctrl+d where something is asked
        _say("stopped")
        return STOPPED
    except UnicodeDecodeError:
        _say("what was given is not UTF-8 text: save or send it as UTF-8")
        return 2
    except (OverflowError, RecursionError):
        _say("a date, a number or a nesting in what was given is out of all bounds: check it")
        return 2
    except BrokenPipeError:
        return 0
    except OSError as fault:
        return _of_the_machine(fault)
    except Exception as fault:  # noqa: BLE001  the outermost door: told without values, which may be private
        return _unexpected(fault)


def _of_the_machine(fault: OSError) -> int:
    """Tell a fault of the disk that no command has told in its own words."""
    if fault.errno == errno.ENOSPC:
        _say("there is no room for what is to be printed: make some, and run it again")
    elif fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        where = fault.filename or "what is to be written"
        _say(f"{where} may not be read or written ({fault.strerror}): check the rights of its folder")
    else:
        return _unexpected(fault)
    return 2


def _unexpected(fault: Exception) -> int:
    print(f"callback-desk: {clean(without_values(fault))}", file=sys.stderr)
    return UNEXPECTED


def _go(given: list[str]) -> int:
    arguments = global_first(given)
    # Opening the desk is what happens all day, so it does not wait for the commands to be loaded.
    match arguments:
        case []:
            return _open(None)
        case ["--home", folder] if not folder.startswith("-"):
            return _open(Path(folder))
    from callback_desk.cli.program import obey

    return obey(arguments)


def global_first(arguments: list[str]) -> list[str]:
    """Return the arguments with the global options in front: people write them after the command as well.

    Raises:
        DeskError: one of them ends the line and has no value; the command must not be taken for it.
    """
    first: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument in GLOBAL:
            value = next(left, None)
            if value is None:
                raise DeskError(f"Option '{argument}' requires an argument. See --help.")
            first += [argument, value]
        elif argument.startswith(tuple(f"{option}=" for option in GLOBAL)):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


def _open(folder: Path | None) -> int:
    from callback_desk.cli.screen import open_screen

    named = os.environ.get("CALLBACK_DESK_HOME")
    open_screen(folder or (Path(named) if named else None))
    return 0


def _say(sentence: str) -> None:
    """Tell one sentence on one line; what is named in it (a file, a flag) may hold what a terminal obeys."""
    if sentence:
        print(f"callback-desk: {clean_line(sentence)}", file=sys.stderr)


def without_values(fault: BaseException) -> str:
    """Return where a fault arose, without its message or any local: both may hold what a patient said."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = "\n".join(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"an unexpected fault, please report it: {type(fault).__name__}\n{places}"
