"""A morning with two assistants and the nurse line: three homes, real processes, one folder, one queue in the end."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.shell import CALLS, Clinic

NAMES = ("maria", "ben", "noor")
PEOPLE = ("Maria Reyes", "Ben Ito", "Noor Haddad")
RULES = """
[people.ben]
name = "Ben Ito"
roles = ["assistant", "manager"]

[people.noor]
name = "Noor Haddad"
roles = ["nurse-line"]
"""


@pytest.fixture(scope="session")
def founded_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the three homes stand that every journey here gets a copy of: setting up takes seconds."""
    return tmp_path_factory.mktemp("founded-homes")


@pytest.fixture
def homes(tmp_path: Path, founded_homes: Path) -> list[Clinic]:
    """Three homes of one clinic, each paired with the others."""
    if not any(founded_homes.iterdir()):
        found(founded_homes)
    shutil.copytree(founded_homes, tmp_path, dirs_exist_ok=True)
    return [Clinic(tmp_path / name) for name in NAMES]


def found(folder: Path) -> None:
    """Found a clinic with two desks that join it."""
    made: list[Clinic] = []
    for name, person in zip(NAMES, PEOPLE, strict=True):
        (folder / name).mkdir()
        home = Clinic(folder / name)
        if made:
            told = join(home, made[0], person)
            assert f"works in the name of {person} (" in told, "the founder's rules know them already, with their role"
            pair(made[0], home)
        else:
            home.set_up(person)
            with (home.home / "policy.toml").open("a", encoding="utf-8") as policy:
                policy.write(RULES)
        home.guess_cheaply()
        made.append(home)
    pair(made[1], made[2])
    pair(made[2], made[1])


def join(new: Clinic, inviting: Clinic, person: str) -> str:
    """A new home joins a clinic by an invitation; return what it says."""
    invitation, words = invite(inviting, new.folder)
    asked = ("setup", "--yes", "--join", str(invitation), "--person", person, "--fingerprint", words)
    said = new.run(*asked, "--recovery-to", str(new.folder / "recovery.txt")).out
    assert said.startswith("The desk of Cedar Family Medicine is ready.")
    return said


def invite(home: Clinic, folder: Path) -> tuple[Path, str]:
    """A home's invitation, in a folder, and its six words."""
    name = home.folder.name
    invitation = folder / f"{name}.invitation"
    told = home.run("sync", "invite", "--out", str(invitation), "--label", f"{name.title()}'s laptop").out
    return invitation, told.removeprefix("Fingerprint: ").strip()


def pair(one: Clinic, other: Clinic) -> None:
    """One home trusts the other; its words are read to it."""
    invitation, words = invite(other, one.folder)
    told = one.run("sync", "pair", str(invitation), "--fingerprint", words).out
    assert told == f"Paired with {other.folder.name.title()}'s laptop.\n"


def sync(*homes: Clinic, folder: Path) -> None:
    for home in homes:
        home.run("sync", str(folder))


def test_a_morning_apart_ends_in_one_queue(homes: list[Clinic], tmp_path: Path):
    maria, ben, noor = homes
    folder = tmp_path / "shared"
    folder.mkdir()
    maria.intake(CALLS)
    ben.intake(CALLS)  # both took the same log in before they met
    sync(*homes, *homes, folder=folder)
    queue = maria.queue()
    assert queue
    assert all(item["contacts"] == again["contacts"] for item, again in zip(queue, noor.queue(), strict=True))
    first, second, third, *_ = (item["id"] for item in queue)
    maria.run("note", first, "--disposition", "no-answer")
    ben.run("note", first, "--disposition", "busy")
    maria.run("escalate", second, "--to", "role:nurse-line", "--json", "-", given={"reason": "says the chest hurts"})
    ben.run("close", second, "--result", "answered")
    ben.run("close", third, "--result", "answered")
    rules = tmp_path / "rules.toml"
    rules.write_text(ben.run("policy", "show").out.replace('title = "Nurse line"', 'title = "Nurses"'), "utf-8")
    said = noor.run("policy", "use", str(rules), code=2).said
    assert "only whoever has the role manager may change the clinic's rules: Ben Ito" in said
    assert "in force here" in ben.run("policy", "use", str(rules)).out
    sync(ben, maria, folder=folder)
    said = noor.run("sync", str(folder)).said
    assert "put in force by Ben Ito (Ben's laptop)" in said
    # The nurse line's own desk: the escalation is on top, they answer it, and hand it back with a word.
    assert [item["id"] for item in noor.queue("--view", "mine")] == [second]
    noor.run("acknowledge", second)
    sync(noor, maria, folder=folder)
    answered = maria.show(second)
    assert (answered["acknowledged"], answered["next_action"]) == (True, "nurses answers the patient")
    assert answered["history"][-1].endswith(
        "Noor Haddad: told Noor Haddad, at this desk, " + answered["history"][-1][-16:]
    )
    noor.run("hand-over", second, "--to", "Maria Reyes", "--json", "-", given={"needs": "a visit today at four"})
    sync(*reversed(homes), *homes, folder=folder)
    moment = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    queues = [home.run("queue", "--json", "--as-of", moment).out for home in homes]
    assert queues[0] == queues[1] == queues[2]
    items = {item["id"]: item for item in json.loads(queues[0])}
    assert items[first]["attempts"] == 2
    assert (items[second]["owner"], items[second]["escalated_to"]) == ("Maria Reyes", None)
    assert [item["id"] for item in maria.queue("--view", "mine")] == [second]
    assert len({home.run("policy", "show").out for home in homes}) == 1
    assert third not in items
    for home in homes:
        assert home.run("verify").out == "the ledger is whole\n"
    status = noor.run("sync", "status", "--json").document
    assert [desk["waiting_for"] for desk in status["desks"]] == [None, None]
    assert "AGE-SECRET" not in json.dumps(status)


def test_a_copied_disk_carries_on_as_a_desk_of_its_own_and_nothing_that_either_wrote_is_lost(
    homes: list[Clinic], tmp_path: Path
):
    maria, ben, _ = homes
    folder = tmp_path / "shared"
    folder.mkdir()
    maria.intake(CALLS)
    sync(maria, ben, folder=folder)
    first, second, third, *_ = (item["id"] for item in maria.queue())
    shutil.copytree(maria.folder, tmp_path / "copy")
    copy = Clinic(tmp_path / "copy")
    maria.run("note", first, "--disposition", "no-answer")
    copy.run("note", first, "--disposition", "busy")
    copy.run("close", second, "--result", "answered")
    ben.run("close", third, "--result", "answered")
    sync(maria, folder=folder)
    said = copy.run("sync", str(folder)).out
    assert "or is in use twice: it carries on as" in said
    sync(ben, maria, copy, ben, maria, folder=folder)
    moment = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    queues = [home.run("queue", "--json", "--as-of", moment).out for home in (maria, ben, copy)]
    assert queues[0] == queues[1] == queues[2]
    items = {item["id"]: item for item in json.loads(queues[0])}
    assert items[first]["attempts"] == 2
    assert not {second, third} & items.keys()
    for home in (maria, ben, copy):
        assert home.run("verify").out == "the ledger is whole\n"
    maria.run("add", "--json", "-", given={"patient": "Jo Ruiz", "request": "please call"})
    copy.run("add", "--json", "-", given={"patient": "Ana Ruiz", "request": "please call too"})
    sync(maria, copy, ben, folder=folder)
    assert {"Jo Ruiz", "Ana Ruiz"} <= {item["patient"] for item in ben.queue()}, "they go on apart for good"


def test_what_cannot_be_taken_in_is_one_sentence_and_an_exit_code(homes: list[Clinic], tmp_path: Path):
    maria, ben, _ = homes
    maria.run("add", "--json", "-", given={"patient": "Jo Ruiz", "request": "please call"})
    file = tmp_path / "maria.cbd"
    assert maria.run("sync", "export", str(file), "--json").document["file"] == str(file)
    whole = file.read_bytes()
    damaged = tmp_path / "damaged.cbd"
    damaged.write_bytes(whole[:-1])
    answer = ben.run("sync", "import", str(damaged), code=2)
    assert answer.said.startswith("callback-desk: damaged.cbd: it is damaged, or it was not made for this desk")
    assert len(answer.said.splitlines()) == 1
    assert ben.queue() == []
    (taken,) = ben.run("sync", "import", str(file), "--json").document
    assert (taken["why"], taken["desk"], taken["new"]) == (None, "Maria's laptop", taken["last"])
    assert [item["patient"] for item in ben.queue()] == ["Jo Ruiz"]
    assert "name the folder" in ben.run("sync", code=2).said
    assert "there is no folder" in ben.run("sync", str(tmp_path / "nowhere"), code=2).said
    invitation = tmp_path / "again.invitation"
    maria.run("sync", "invite", "--out", str(invitation))
    assert "state the six words with --fingerprint" in ben.run("sync", "pair", str(invitation), code=2).said
    wrong = ("--fingerprint", "acorn acorn acorn acorn acorn acorn")
    assert "nothing was paired" in ben.run("sync", "pair", str(invitation), *wrong, code=2).said
    assert "is not trusted after its entry" in ben.run("sync", "revoke", "Maria's laptop").out
    status = ben.run("sync", "status").out
    assert "revoked after" in status
    assert "damaged.cbd: it is damaged, or it was not made for this desk" in status
    assert str(ben.home) in status, "and it says where the file lies"


def test_a_folder_that_loses_a_file_is_told(homes: list[Clinic], tmp_path: Path):
    maria, ben, _ = homes
    folder = tmp_path / "shared"
    folder.mkdir()
    for _ in range(2):
        maria.run("add", "--json", "-", given={"patient": "Jo Ruiz", "request": "please call"})
        sync(maria, folder=folder)
    first, _ = sorted(folder.rglob("*.cbd"), key=lambda path: int(path.name.partition("-")[0]))
    shutil.move(first, tmp_path / first.name)
    answer = ben.run("sync", str(folder), code=1)
    assert "waiting for 1 to" in answer.said
    assert "of Maria's laptop" in answer.said
    shutil.move(tmp_path / first.name, first)
    assert "came in" in ben.run("sync").out
    assert len(ben.queue()) == 2


def test_a_new_desk_joins_by_an_invitation_and_its_person_is_known_on_the_other(clinic: Clinic, tmp_path: Path):
    folder, new = tmp_path / "shared", tmp_path / "new"
    for made in (folder, new):
        made.mkdir()
    callback_id = clinic.run("add", "--json", "-", given={"patient": "Jo Ruiz", "request": "please call"}).document[
        "id"
    ]
    invitation, _ = invite(clinic, tmp_path)
    joined = Clinic(new)
    asked = ("setup", "--yes", "--join", str(invitation), "--person", "Ana Prieto")
    recovery = ("--recovery-to", str(new / "recovery.txt"))
    assert "state the six words" in joined.run(*asked, *recovery, code=2).said
    wrong = ("--fingerprint", "acorn acorn acorn acorn acorn acorn")
    assert "nothing was paired" in joined.run(*asked, *recovery, *wrong, code=2).said
    assert "leave those flags out" in joined.run(*asked, *recovery, "--clinic", "Other", code=2).said
    assert not joined.home.exists()
    invitation.unlink()
    join(joined, clinic, "Ana Prieto")
    joined.guess_cheaply()
    pair(clinic, joined)
    sync(clinic, joined, folder=folder)
    joined.run("hand-over", callback_id, "--to", "Ana Prieto")
    sync(joined, clinic, folder=folder)
    moment = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert clinic.queue("--as-of", moment) == joined.queue("--as-of", moment)
    assert clinic.queue()[0]["owner"] == "Ana Prieto"
    assert "[people.ana-prieto]" in (clinic.home / "policy.toml").read_text("utf-8")
