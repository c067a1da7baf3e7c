"""A morning's work from the shell: real files in, calls noted, an emergency told, the day closed."""

import json
from pathlib import Path

import pytest

from callback_desk.domain.policy import read_policy
from tests.exports.fhir_reading import as_shown, read_bundle, tasks
from tests.journeys.shell import CALLS, DATA, REQUESTS, Clinic
from tests.journeys.workbook import assert_workbook_says_what_show_says

ASTERISK = DATA / "phone" / "asterisk" / "Master_small.csv"


def test_every_open_callback_has_an_owner_a_next_action_and_a_due_time(clinic: Clinic):
    clinic.intake(CALLS, REQUESTS)
    queue = clinic.queue()
    assert len(queue) >= 6
    assert all(item["owner"] and item["next_action"] and item["due_at"] for item in queue)


def test_the_asterisk_log_is_calls_not_rows_and_a_second_run_changes_nothing(clinic: Clinic):
    first = clinic.intake(ASTERISK)[0]
    counted = {key: first[key] for key in ("rows", "calls", "answered", "missed", "unattended", "voicemails")}
    assert counted == {
        "rows": 45,
        "calls": 37,
        "answered": 26,
        "missed": 10,
        "unattended": 1,
        "voicemails": 0,
    }
    fates = ("new_callbacks", "joined", "already_known", "no_callback")
    assert sum(first[key] for key in fates) + len(first["skipped"]) + len(first["rejected"]) == 37
    before = clinic.queue("--view", "all")
    second = clinic.intake(ASTERISK)[0]
    assert (second["new_callbacks"], second["joined"]) == (0, 0)
    assert second["already_known"] == first["new_callbacks"] + first["joined"]
    ignoring_age = [{**item, "late_minutes": 0} for item in clinic.queue("--view", "all")]
    assert ignoring_age == [{**item, "late_minutes": 0} for item in before]


def test_two_desks_that_take_in_overlapping_files_make_the_same_ids(tmp_path: Path):
    rows = ASTERISK.read_text("utf-8").splitlines(keepends=True)
    early, late = tmp_path / "early.csv", tmp_path / "late.csv"
    early.write_text("".join(rows[:30]), "utf-8")
    late.write_text("".join(rows[:45]), "utf-8")
    ids = []
    for n, file in enumerate((early, late)):
        folder = tmp_path / str(n)
        folder.mkdir()
        desk = Clinic(folder).set_up()
        desk.intake(file)
        ids.append({item["phone"]: item["id"] for item in desk.queue()})
    assert ids[0]
    assert ids[0].items() <= ids[1].items()


def test_a_dry_run_prints_the_same_plan_and_writes_nothing(clinic: Clinic):
    planned = clinic.run("intake", str(CALLS), "--dry-run", "--json").document
    assert clinic.queue() == []
    assert clinic.intake(CALLS) == planned


def test_the_hidden_emergency_goes_to_the_licensed_role_until_somebody_was_told(clinic: Clinic):
    clinic.intake(CALLS, REQUESTS)
    urgent = clinic.queue()[0]
    assert urgent["attention"]
    assert (urgent["lane"], urgent["owner"]) == ("symptom", "role:nurse-line")
    assert urgent["escalated_to"] is None
    for refused in (
        ("snooze", urgent["id"], "--until", "2h"),
        ("close", urgent["id"], "--result", "answered"),
    ):
        answer = clinic.run(*refused, code=2)
        assert "escalate" in answer.said
    told = {"reason": "short of breath", "words": "short of breath when walking up stairs"}
    escalated = clinic.run("escalate", urgent["id"], "--to", "role:nurse-line", "--json", "-", given=told).document
    assert (escalated["status"], escalated["acknowledged"]) == ("escalated", False)
    for view in ("all", "mine", "unclaimed", "waiting", "review", "closed"):
        assert clinic.queue("--view", view)[0]["id"] == urgent["id"]
    done = {"told": "Nurse Kim", "how": "telephone, 415-555-0170"}
    acknowledged = clinic.run("acknowledge", urgent["id"], "--json", "-", given=done).document
    assert acknowledged["acknowledged"] is True
    assert all(item["id"] != urgent["id"] for item in clinic.queue("--view", "closed"))
    assert clinic.run("close", urgent["id"], "--result", "transferred", "--json").document["status"] == "closed"


def test_a_note_that_lacks_parts_is_not_saved_and_says_which(clinic: Clinic):
    clinic.intake(CALLS)
    item = clinic.queue()[0]
    answer = clinic.run("note", item["id"], "--disposition", "reached", "--result", "settled", code=2)
    assert answer.document["missing"]
    assert clinic.show(item["id"])["attempts"] == 0


def test_an_attempt_without_the_patient_gets_its_next_one_by_itself(clinic: Clinic):
    clinic.intake(CALLS)
    item = next(row for row in clinic.queue() if row["phone"] == "+15855550101")
    clinic.run("note", item["id"], "--disposition", "no-answer")
    after = clinic.show(item["id"])
    assert after["attempts"] == 1
    assert "2nd" in after["next_action"]
    assert after["due_at"] != item["due_at"]


def test_the_day_closes_only_when_everything_is_decided_and_the_workbook_says_what_show_says(
    clinic: Clinic, tmp_path: Path
):
    clinic.intake(CALLS, REQUESTS)
    out = tmp_path / "out"
    answer = clinic.run("close-day", "--to", str(out), "--plain-files", "--json", code=1)
    assert answer.document["undecided"]
    assert answer.document["files"] == []
    assert not out.exists() or not any(out.iterdir())
    for item in clinic.queue():
        if item["attention"]:
            reason = {"reason": "symptom words", "words": "as written"}
            clinic.run("escalate", item["id"], "--to", "role:nurse-line", "--json", "-", given=reason)
            told = {"told": "Nurse Kim", "how": "telephone"}
            clinic.run("acknowledge", item["id"], "--json", "-", given=told)
            clinic.run("close", item["id"], "--result", "transferred")
        else:
            clinic.run("snooze", item["id"], "--until", "next-morning")
    refused = clinic.run("close-day", "--to", str(out), "--json", code=2)
    assert "--plain-files" in refused.said
    closed = clinic.run("close-day", "--to", str(out), "--plain-files", "--json").document
    assert closed["closed"] is True
    kinds = {file["kind"] for file in closed["files"]}
    assert {"workbook", "handoff"} <= kinds
    workbook = next(file["path"] for file in closed["files"] if file["kind"] == "workbook")
    assert_workbook_says_what_show_says(clinic, Path(workbook))
    assert_record_system_is_told_what_show_says(clinic, {file["kind"]: Path(file["path"]) for file in closed["files"]})
    again = clinic.run("close-day", "--to", str(out), "--plain-files", "--json").document
    assert all("_2" in Path(file["path"]).stem for file in again["files"])


def assert_record_system_is_told_what_show_says(clinic: Clinic, files: dict[str, Path]) -> None:
    """Every callback of the day stands in the FHIR file as `show --json` has it, and each open one on the page."""
    found = tasks(read_bundle(files["fhir"]))
    policy = read_policy((clinic.home / "policy.toml").read_text("utf-8"))
    assert found == {id_: as_shown(shown, policy) for id_, shown in clinic.shown(found).items()}
    text = files["page"].read_text("utf-8")
    open_items = clinic.queue()
    assert {item["id"] for item in open_items} <= found.keys()
    assert all(f"id {item['id'][:8]}" in text for item in open_items)
    assert f'<bdi class="said">{len(open_items)} open, 0 late' in text


@pytest.mark.parametrize(
    ("command", "given"),
    [
        (("note", "zzzz", "--disposition", "no-answer"), None),
        (("show", "0000"), None),
        (("add", "--json", "-"), "{not json"),
        (("add", "--json", "-"), {"request": "x"}),
        (("add", "--json", "-"), {"request": "x", "phone": "12"}),
        (("intake", "no-such-file.csv"), None),
        (("--as-of", "yesterday", "queue"), None),
        (("intake", "x.csv", "--zone", "Mars/Base"), None),
        (("intake", "x.csv", "--own-number", "abc"), None),
        (("intake", "x.csv", "--dates", "march"), None),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(clinic: Clinic, command, given):
    answer = clinic.run(*command, given=given, code=2)
    sentences = [line for line in answer.said.splitlines() if line.startswith("callback-desk: ")]
    assert len(sentences) == 1, answer.said
    assert "Traceback" not in answer.said


def test_the_store_holds_no_name_and_no_message_in_clear(clinic: Clinic):
    clinic.intake(CALLS, REQUESTS)
    names = [item["patient"] for item in clinic.queue() if item["patient"]]
    assert names
    store = sorted(clinic.home.glob("callback-desk.db*"))
    assert store
    kept = b"".join(path.read_bytes() for path in store)
    for text in [*names, "prior auth", "short of breath", "Anne Marie", json.dumps("PÉREZ")[1:-1]]:
        assert text.encode() not in kept
