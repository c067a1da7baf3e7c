"""Authority from the shell: what needs review waits for its role, what is not allowed is refused in one sentence."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.shell import Clinic


def booked(clinic: Clinic, callback_id: str, **more: Any) -> dict[str, Any]:
    received = datetime.fromisoformat(clinic.show(callback_id)["received_at"])
    note = {
        "disposition": "reached",
        "result": "booked",
        "identified_by": ["name", "birth-date"],
        "request": "a visit for the knee, mornings only",
        "confirmed": ["number"],
        "appointment": {"at": (received + timedelta(days=3)).isoformat()},
        "understood": True,
        "open": False,
    }
    return {**note, **more}


def test_a_note_for_review_is_decided_by_its_role_only(clinic: Clinic):
    given = {"request": "a referral", "patient": "Rosa Delgado", "phone": "415-555-0133", "lane": "referral"}
    callback_id = clinic.run("add", "--json", "-", given=given).document["id"]
    refused = clinic.run(
        "note", callback_id, "--json", "-", given=booked(clinic, callback_id, steps=["symptoms"]), code=2
    )
    assert "anything about symptoms: not for the assistant in Referral" in refused.said
    clinic.run("note", callback_id, "--json", "-", given=booked(clinic, callback_id))
    (item,) = clinic.queue("--view", "review")
    assert (item["owner"], item["next_action"], item["status"]) == ("role:manager", "review: book", "review")
    assert "waits for Practice manager" in clinic.run("review-note", callback_id, "--approve", code=2).said
    assert "one of --approve and --return" in clinic.run("review-note", callback_id, code=2).said
    rules = clinic.home / "policy.toml"
    text = rules.read_text("utf-8").replace('roles = ["assistant"]\n', 'roles = ["manager"]\n')
    rules.write_text(text, "utf-8")
    change = {"change": "Dr. Hale is away"}
    returned = clinic.run("review-note", callback_id, "--return", "--json", "-", given=change).document
    assert (returned["owner"], returned["next_action"]) == ("Maria Reyes", "change the note: Dr. Hale is away")
    assert "returned the note: Dr. Hale is away" in "\n".join(clinic.show(callback_id)["history"])
