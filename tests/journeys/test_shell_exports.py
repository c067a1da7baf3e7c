"""The clinic's files for others, from the shell: protected by the policy, on record, and closed to everybody else."""

import csv
import io
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import pyrage
import pytest

from tests.journeys.shell import CALLS, REQUESTS, Clinic

PASSPHRASE = "invented words for the office"


@pytest.fixture(scope="module")
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def with_recipients(clinic: Clinic, identity: pyrage.x25519.Identity, extra: str = "") -> Clinic:
    rules = clinic.home / "policy.toml"
    text = rules.read_text("utf-8")
    text += f'\n[recipients.clinic]\nprotection = "age"\nkey = "{identity.to_public()}"\n{extra}'
    text += '\n[recipients.office]\nprotection = "workbook"\nkey = "office"\naudience = "front-desk"\n'
    rules.write_text(text, "utf-8")
    return clinic


def closed(clinic: Clinic, out: Path, *flags: str) -> list[dict[str, Any]]:
    document = clinic.run("close-day", "--to", str(out), "--as-is", "--json", *flags).document
    assert all(Path(file["path"]).exists() for file in document["files"])
    return document["files"]


def log_of(files: list[dict[str, Any]], identity: pyrage.x25519.Identity) -> list[dict[str, str]]:
    (sent,) = [file for file in files if file["kind"] == "access-log"]
    told = pyrage.decrypt(Path(sent["path"]).read_bytes(), [identity]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told)))


def test_without_a_protection_nothing_is_written_and_the_sentence_names_the_flags(clinic: Clinic, tmp_path: Path):
    clinic.intake(CALLS)
    out = tmp_path / "out"
    period = ("--from", "2026-01-01", "--to", "2026-01-02", "--out", str(out), "--format", "xlsx")
    for command in (("close-day", "--to", str(out), "--as-is"), ("export", *period)):
        answer = clinic.run(*command, code=2)
        assert "--recipient NAME" in answer.said
        assert "--plain-files" in answer.said
        assert not out.exists()
    assert "no recipient 'nobody'" in clinic.run("export", *period, "--recipient", "nobody", code=2).said


def test_the_day_s_close_sends_what_is_due_to_the_default_recipient_and_the_access_log(
    clinic: Clinic, tmp_path: Path, identity
):
    clinic.intake(CALLS, REQUESTS)
    with_recipients(clinic, identity, "default = true\n")
    files = closed(clinic, tmp_path / "out")
    assert {(file["protection"], file["recipient"]) for file in files} == {("age", "clinic")}
    names = [item["patient"].encode() for item in clinic.queue() if item["patient"]]
    for path in (tmp_path / "out").iterdir():
        assert not any(name in path.read_bytes() for name in names)
    log = log_of(files, identity)
    begun = next(line for line in log if line["action"] == "export-begun")
    assert "to clinic by age" in begun["detail"]
    assert "open" in begun["detail"]
    assert [int(line["line"]) for line in log] == list(range(1, len(log) + 1))
    again = closed(clinic, tmp_path / "out")
    assert all("_2." in Path(file["path"]).name for file in again)
    assert [line["line"] for line in log_of(again, identity)][: len(log)] == [line["line"] for line in log]
    assert any(line["action"] == "exported" for line in log_of(again, identity))
    assert clinic.run("verify").code == 0


def test_plain_files_are_a_clear_yes_and_the_access_log_stays_encrypted(clinic: Clinic, tmp_path: Path, identity):
    clinic.intake(CALLS)
    with_recipients(clinic, identity)
    files = closed(clinic, tmp_path / "out", "--plain-files")
    assert {file["protection"] for file in files if file["kind"] != "access-log"} == {"plain"}
    assert log_of(files, identity)
    refused = clinic.run("close-day", "--as-is", "--plain-files", "--recipient", "clinic", code=2)
    assert "not both" in refused.said


def test_a_workbook_for_people_needs_its_passphrase_which_is_told_once(clinic: Clinic, tmp_path: Path, identity):
    clinic.intake(CALLS, REQUESTS)
    with_recipients(clinic, identity)
    out = tmp_path / "out"
    refused = clinic.run("close-day", "--to", str(out), "--as-is", "--recipient", "office", code=2)
    assert "callback-desk passphrase office" in refused.said
    assert "CALLBACK_DESK_PASSPHRASE_OFFICE_FILE" in refused.said
    assert "at least 12" in clinic.run("passphrase", "office", given="short", code=2).said
    assert "none" not in clinic.run("passphrase", "office", given=f"{PASSPHRASE}\n").out
    assert PASSPHRASE not in (clinic.home / "policy.toml").read_text("utf-8")
    files = closed(clinic, out, "--recipient", "office")
    (path,) = [Path(file["path"]) for file in files if file["recipient"] == "office"]
    book = io.BytesIO()
    with path.open("rb") as file:
        locked = msoffcrypto.OfficeFile(file)
        locked.load_key(password=PASSPHRASE, verify_password=True)
        locked.decrypt(book, verify_integrity=True)
    opened = openpyxl.load_workbook(book)
    assert "request" not in [cell.value for cell in opened["Open"][1]]
    assert opened["Summary"]["A1"].value.startswith("NOT CLOSED")
    wrong = clinic.run("export", *PERIOD, "--out", str(out), "--format", "csv", "--recipient", "office", code=2)
    assert "csv is not among what office gets" in wrong.said


PERIOD = ("--from", "2000-01-01", "--to", "2100-01-01")


def test_any_period_lane_and_owner_for_any_audience(clinic: Clinic, tmp_path: Path):
    clinic.intake(CALLS, REQUESTS)
    queue = clinic.queue()
    lane = queue[-1]["lane"]
    out = tmp_path / "out"

    def opened(*flags: str) -> tuple[list[str], list[str]]:
        document = clinic.run(
            "export", "--format", "csv", *PERIOD, "--out", str(out), "--plain-files", "--json", *flags
        ).document
        (path,) = [file["path"] for file in document["files"] if file["kind"] == "csv-open"]
        rows = list(csv.reader(io.StringIO(Path(path).read_text("utf-8-sig"))))
        return rows[0], [row[rows[0].index("id")] for row in rows[1:]]

    columns, ids = opened()
    assert "request" in columns
    assert ids == [item["id"] for item in queue]
    assert opened("--lane", lane)[1] == [item["id"] for item in queue if item["lane"] == lane]
    owner = queue[-1]["owner"]
    assert opened("--owner", owner)[1] == [item["id"] for item in queue if item["owner"] == owner]
    assert "request" not in opened("--audience", "front-desk")[0]
    assert len({path.name for path in out.glob("*_open*.csv")}) == 4
    assert not any("Supersedes" in path.read_text("utf-8-sig") for path in out.glob("*_summary*.csv"))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--from", "2026-11-23", "--to", "2026-11-20"), "is after"),
        (("--from", "2026-13-23", "--to", "2026-11-20"), "is not a day"),
        (("--from", "2026-11-20", "--to", "9999-12-31"), "--to 9999-12-31 is out of all bounds"),
        ((*PERIOD, "--lane", "referal"), "no lane 'referal'"),
        ((*PERIOD, "--owner", "Nobody"), "no owner 'Nobody'"),
        ((*PERIOD, "--audience", "press"), "no audience 'press'"),
        ((*PERIOD, "--format", "pdf"), "'pdf' is not made"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(clinic: Clinic, tmp_path: Path, flags: tuple[str, ...], said: str):
    out = tmp_path / "out"
    answer = clinic.run("export", "--format", "csv", "--out", str(out), "--plain-files", *flags, code=2)
    assert said in answer.said
    assert not out.exists()
