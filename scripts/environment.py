"""The checkout's private environment: made once, repaired when half made, found ready in no time.

Shared by ``start.py`` and ``test.py``. Only the standard library, because it runs before anything is
installed, and only syntax that old Pythons can read, so that they reach the sentence below.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - it is the older ones that this is for
    sys.stderr.write("callback-desk needs Python 3.11 or newer. Run this with a newer one than ")
    sys.stderr.write(f"{sys.version_info[0]}.{sys.version_info[1]}.\n")
    sys.exit(2)

import tomllib

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = FOLDER / "installed.json"
LOG = FOLDER / "install.log"


def prepare(*, dev: bool) -> str:
    """The Python of an environment with what pyproject.toml asks for; with ``dev``, the test tools too."""
    wanted = _wanted(dev=dev)
    if not _ready(wanted):
        try:
            with _one_at_a_time():
                if not _ready(wanted):  # another run may have done it while this one waited
                    _install(wanted)
        except KeyboardInterrupt:
            _stop("Stopped before everything was installed: run this again to finish.")
        except OSError as fault:
            _stop(f"The environment in {FOLDER} could not be made: {fault}")
    return str(PYTHON)


def become(command: list[str]) -> NoReturn:
    """Hands the terminal to ``command``, whose exit code becomes ours."""
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is the command's to answer, not ours
        sys.exit(subprocess.call(command))
    else:
        os.execv(command[0], command)


def _wanted(*, dev: bool) -> dict[str, Any]:
    """What the environment has to be: compared with the stamp of the last finished installation."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    project = pyproject["project"]
    asked = [
        pyproject["build-system"],
        *(project[key] for key in ("requires-python", "dependencies", "optional-dependencies", "scripts")),
    ]
    return {
        "python": list(sys.version_info[:2]),
        "checkout": str(ROOT),  # environments do not survive being moved
        "dependencies": hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest(),
        "dev": dev,
    }


def _installed() -> dict[str, Any]:
    """What the last finished installation put there; empty if there was none or it was cut short."""
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    return {}


def _ready(wanted: dict[str, Any]) -> bool:
    return PYTHON.exists() and _installed() in (wanted, {**wanted, "dev": True})


def _install(wanted: dict[str, Any]) -> None:
    installed = _installed()
    sound = PYTHON.exists() and all(installed.get(key) == wanted[key] for key in ("python", "checkout"))
    # Without a stamp the next run starts afresh, so a killed installation is never taken for a whole one.
    STAMP.unlink(missing_ok=True)
    if not sound:
        _make()
    what, target = ("callback-desk and its test tools", ".[dev]") if wanted["dev"] else ("callback-desk", ".")
    _say(f"Installing {what}: a minute or two ...")
    code, output = _run([str(PYTHON), "-m", "pip", "install", "--no-input", "--editable", target])
    if code != 0:
        if sound and "Installing collected packages" not in output:
            _write_stamp(installed)  # nothing was touched: what worked before still works
        LOG.write_text(output, encoding="utf-8")
        _stop(_why(output))
    # pip compiles what it copies, and an editable checkout is not copied: the first start would wait for it.
    _run([str(PYTHON), "-m", "compileall", "-q", "src"])
    _write_stamp(wanted)


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _stop("This Python cannot make environments; on Debian or Ubuntu, install the package python3-venv.")
    _say(f"Making a private environment in {FOLDER.name} ...")
    code, output = _run([sys.executable, "-m", "venv", "--clear", str(FOLDER)])
    if code != 0:
        _stop(f"The environment in {FOLDER} could not be made: {_cause(output)}")


def _why(output: str) -> str:
    if "connection broken by" in output or "(from versions: none)" in output:
        return f"No network: the packages could not be fetched. Connect and run this again (see {LOG})."
    return f"The installation failed: {_cause(output)} (see {LOG})."


def _cause(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR:", "Error:"))]
    return (errors or lines or ["no reason was given"])[-1]


def _write_stamp(content: dict[str, Any]) -> None:
    STAMP.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _run(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode("utf-8", "replace")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Holds back a second run, started in another terminal, until the first has finished installing."""
    with (ROOT / ".venv.lock").open("w") as file:  # closing it gives it back, even when this is killed
        if not _locked(file):
            _say("Waiting for another run that is installing ...")
            while not _locked(file):
                time.sleep(0.2)
        yield


def _locked(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # how POSIX and Windows say that another holds it
        return False
    return True


def _say(sentence: str) -> None:
    # On stderr: what the program prints may be read by another program.
    print(sentence, file=sys.stderr, flush=True)


def _stop(sentence: str) -> NoReturn:
    _say(sentence)
    sys.exit(2)
