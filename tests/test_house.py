"""The house keeps its own rules: what loads when, what the README promises, how the environment is made."""

import ast
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)


# What loads when


def modules() -> dict[str, list[str]]:
    """Every module of the program, by room."""
    rooms: dict[str, list[str]] = {}
    for path in sorted(SOURCE.glob("callback_desk/**/*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        rooms.setdefault(parts[1] if len(parts) > 1 else "", []).append(".".join(parts))
    return rooms


def loaded_by(*arguments: str) -> set[str]:
    """The top-level packages that a fresh Python imports for these arguments."""
    done = run(sys.executable, "-X", "importtime", *arguments)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_help_loads_neither_the_screen_nor_the_store():
    loaded = loaded_by("-m", "callback_desk", "--help")
    assert "callback_desk" in loaded
    assert loaded.isdisjoint({"textual", "sqlmodel"})


def test_the_queue_is_shown_before_what_a_call_needs_is_loaded():
    done = run(
        sys.executable, "-X", "importtime", "-c", "import callback_desk.tui.screens.desk, callback_desk.desk.opening"
    )
    assert done.returncode == 0
    assert "callback_desk.domain.fold" in done.stderr
    for later in (
        "callback_desk.domain.note",
        "callback_desk.sync",
        "pydantic",
        "pyrage",
        "cryptography",
        "sqlmodel",
        "jinja2",
    ):
        assert not re.search(rf"\b{re.escape(later)}$", done.stderr, re.M), later


def test_the_frame_is_shown_before_the_desk_is_loaded():
    done = run(sys.executable, "-X", "importtime", "-c", "import callback_desk.tui.app")
    assert done.returncode == 0
    assert "textual.app" in done.stderr
    for later in ("callback_desk.store", "callback_desk.domain.queue", "pydantic.main", "sqlcipher3"):
        assert not re.search(rf"\b{re.escape(later)}$", done.stderr, re.M), later


def test_what_opens_the_screen_loads_no_desk_before_the_frame():
    rooms = ("clinic_list", "config_file", "door", "exchange")
    done = run(sys.executable, "-X", "importtime", "-c", f"from callback_desk.desk import {', '.join(rooms)}")
    assert done.returncode == 0
    for later in ("callback_desk.store.store", "callback_desk.domain.policy", "pydantic", "pyrage"):
        assert not re.search(rf"\b{re.escape(later)}$", done.stderr, re.M), later


IMPORT_WITHOUT_DATABASE = """
import importlib, sys
import sqlcipher3.dbapi2

def refuse(*args, **kwargs):
    raise RuntimeError("a database was opened at import")

def watch(event, args):
    if event == "sqlite3.connect":
        refuse()

sqlcipher3.connect = sqlcipher3.dbapi2.connect = refuse
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
    if "textual" in sys.modules:
        print(name)
"""


def test_importing_opens_no_database_writes_nothing_and_loads_textual_for_the_screens_only(own_home: Path):
    rooms = modules()
    screens = rooms.pop("tui")
    below = [name for names in rooms.values() for name in names]
    done = run(sys.executable, "-c", IMPORT_WITHOUT_DATABASE, *below, *screens)
    assert done.returncode == 0, done.stderr
    with_textual = set(done.stdout.split())
    assert with_textual
    assert with_textual <= set(screens)
    assert list(own_home.iterdir()) == []


def third_party(path: Path) -> set[str]:
    """The top-level packages of others that a file imports anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"callback_desk"}


def test_the_program_declares_what_it_imports():
    """What happens to come with a test tool, or with another package, may be missing on a user's machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=]", requirement)[0].lower() for requirement in project["dependencies"]}
    imported = set[str]().union(*(third_party(path) for path in SOURCE.glob("callback_desk/**/*.py")))
    origins = packages_distributions()
    undeclared = {name for name in imported if declared.isdisjoint(origin.lower() for origin in origins.get(name, []))}
    assert undeclared <= {"pydantic_core"}  # pydantic's own other half, which it pins


# What the README and the repository say


def readme_commands() -> list[str]:
    """The arguments of every callback-desk command in the README."""
    code = re.findall(r"^```\w*\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    lines = [line for block in code for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", README)
    found = (re.match(r"(?:callback-desk|python3 scripts/start\.py)(?: (.*))?$", line) for line in lines)
    return sorted({match[1] or "" for match in found if match})


def test_the_readme_shows_how_to_start():
    assert "demo" in readme_commands()


@pytest.mark.parametrize("arguments", readme_commands())
def test_readme_commands_exist(arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from callback_desk.cli import main

    monkeypatch.setattr(sys, "argv", ["callback-desk", *shlex.split(arguments, comments=True), "--help"])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert leaving.value.code in (None, 0), capsys.readouterr().err


def test_readme_paths_exist():
    links = re.findall(r"\]\((?!\w+:|#)([^)#]+)", README)
    scripts = re.findall(r"(?:scripts|\.ci)/[\w.]+\w", README)
    assert {"scripts/start.py", "scripts/test.py", ".ci/run"} <= set(scripts)
    assert [path for path in links + scripts if not (ROOT / path).exists()] == []


def test_continuous_integration_runs_the_readme_s_test_command():
    command = "\npython3 scripts/test.py\n"
    assert command in README
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_file_names_a_folder_of_somebody_s_machine():
    folders = "|".join(["home", "root", "work", "Users"])
    private = re.compile(rb"(?<![\w./~<>-])/(?:%b)/\w|[A-Z]:\\Users\\" % folders.encode())
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert listed.returncode == 0, listed.stderr
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert ROOT / "README.md" in files
    assert [path for path in files if path.is_file() and private.search(path.read_bytes())] == []


# The private environment


class Checkout:
    """A checkout with scripts/environment.py loaded from it, whose commands are recorded instead of run."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(ROOT / "scripts", root / "scripts")
        self.pyproject = root / "pyproject.toml"
        shutil.copy(ROOT / "pyproject.toml", self.pyproject)
        self.environment = load(root / "scripts" / "environment.py")
        self.environment._run = self._run
        self.pip: tuple[int, str] | BaseException = (0, "")
        self._ran: list[str] = []

    def _run(self, command: list[str]) -> tuple[int, str]:
        self._ran.append(command[2])
        if command[2] == "venv":
            self.environment.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.environment.PYTHON.touch()
            return 0, ""
        if isinstance(self.pip, BaseException):
            raise self.pip
        return self.pip

    def prepare(self, *, dev: bool = False) -> list[str]:
        """What was run to make the environment ready: in order."""
        self._ran.clear()
        self.environment.prepare(dev=dev)
        return list(self._ran)

    def add_dependency(self) -> None:
        text = self.pyproject.read_text(encoding="utf-8")
        changed = text.replace("\ndependencies = [", '\ndependencies = [\n    "colorama",')
        assert changed != text
        self.pyproject.write_text(changed, encoding="utf-8")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment_of_a_checkout", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def test_the_environment_is_made_once(checkout: Checkout):
    assert checkout.prepare() == ["venv", "pip", "compileall"]
    assert checkout.prepare() == []


def test_an_environment_for_the_tests_opens_the_desk_too(checkout: Checkout):
    checkout.prepare()
    assert checkout.prepare(dev=True) == ["pip", "compileall"]
    assert checkout.prepare(dev=False) == []


def test_new_dependencies_are_installed(checkout: Checkout):
    checkout.prepare()
    checkout.add_dependency()
    assert checkout.prepare() == ["pip", "compileall"]
    assert checkout.prepare() == []


@pytest.mark.parametrize("made_before", [True, False])
def test_a_killed_installation_is_made_afresh(checkout: Checkout, made_before: bool):
    if made_before:
        checkout.prepare()
        checkout.add_dependency()
    checkout.pip = SystemExit()
    with pytest.raises(SystemExit):
        checkout.prepare()
    checkout.pip = (0, "")
    assert checkout.prepare() == ["venv", "pip", "compileall"]


def test_stopping_the_installation_by_hand_shows_no_traceback(checkout: Checkout, capsys: pytest.CaptureFixture[str]):
    checkout.pip = KeyboardInterrupt()
    with pytest.raises(SystemExit):
        checkout.prepare()
    assert capsys.readouterr().err.splitlines()[-1].startswith("Stopped ")


def test_an_environment_without_its_python_is_made_afresh(checkout: Checkout):
    checkout.prepare()
    checkout.environment.PYTHON.unlink()
    assert checkout.prepare() == ["venv", "pip", "compileall"]


def test_a_moved_checkout_is_made_afresh(checkout: Checkout, tmp_path: Path):
    checkout.prepare()
    checkout.environment.ROOT = tmp_path / "elsewhere"
    checkout.environment.ROOT.mkdir()
    shutil.copy(checkout.pyproject, checkout.environment.ROOT)
    assert checkout.prepare() == ["venv", "pip", "compileall"]


OFFLINE = "ERROR: Could not find a version that satisfies the requirement hatchling (from versions: none)"


def test_without_network_there_is_one_sentence(checkout: Checkout, capsys: pytest.CaptureFixture[str]):
    checkout.pip = (1, OFFLINE)
    with pytest.raises(SystemExit) as leaving:
        checkout.prepare()
    assert leaving.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("No network: ")


def test_without_network_what_worked_before_still_works(checkout: Checkout):
    checkout.prepare()
    before = checkout.pyproject.read_text(encoding="utf-8")
    checkout.add_dependency()
    checkout.pip = (1, OFFLINE)
    with pytest.raises(SystemExit):
        checkout.prepare()
    checkout.pyproject.write_text(before, encoding="utf-8")
    assert checkout.prepare() == []


def test_a_failed_installation_names_its_cause(checkout: Checkout, capsys: pytest.CaptureFixture[str]):
    checkout.pip = (1, "ERROR: No space left on device\n\nnote: this is not a problem with pip")
    with pytest.raises(SystemExit):
        checkout.prepare()
    assert "ERROR: No space left on device" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("script", ["start.py", "test.py"])
def test_an_old_python_gets_one_sentence(script: str):
    code = (
        "import runpy, sys; sys.path.insert(0, 'scripts'); sys.version_info = (3, 10, 9);"
        "runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    done = run(sys.executable, "-c", code, f"scripts/{script}")
    assert done.returncode == 2
    assert done.stderr == "callback-desk needs Python 3.11 or newer. Run this with a newer one than 3.10.\n"


def test_start_hands_over_arguments_and_exit_code():
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import environment, start;"
        "environment.prepare = lambda *, dev: sys.executable;"
        "sys.argv = ['start.py', *sys.argv[1:]]; start.main()"
    )
    assert run(sys.executable, "-c", code, "--help").returncode == 0
    assert run(sys.executable, "-c", code, "no-such-command").returncode == 2
