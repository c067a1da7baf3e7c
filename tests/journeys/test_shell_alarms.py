"""Alarms from the shell: words in a note, a verdict afterwards, a portal message as an attempt."""

import re

from tests.journeys.shell import Clinic

VISIT = {"patient": "Ana Ruiz", "phone": "415-555-0133", "request": "a first visit, please"}


def add(clinic: Clinic) -> str:
    return str(clinic.run("add", "--json", "-", given=VISIT).document["id"])


def test_attention_words_in_a_note_raise_the_callback_though_the_note_is_refused(clinic: Clinic):
    visit = add(clinic)
    note = {
        "disposition": "reached",
        "result": "settled",
        "identified_by": ["name", "birth-date"],
        "request": "first visit; she has chest pain since Sunday",
        "confirmed": ["number"],
        "understood": True,
        "open": False,
        "close_result": "answered",
    }
    refused = clinic.run("note", visit, "--json", "-", given=note, code=2)
    assert "escalate it" in refused.said
    item = clinic.queue()[0]
    assert (item["id"], item["attention"], item["owner"]) == (visit, ["chest pain*"], "role:nurse-line")
    assert (item["escalated_to"], item["lane"]) == (None, "new-appointment")


def test_a_verdict_is_the_managers_and_not_the_assistants(clinic: Clinic):
    visit = add(clinic)
    clinic.run("escalate", visit, "--to", "role:nurse-line", "--json", "-", given={"reason": "urgent"})
    refused = clinic.run("verdict", visit, "--verdict", "right", "--json", "-", given={}, code=2)
    assert "licensed role or the practice manager" in refused.said
    rules = clinic.home / "policy.toml"
    rules.write_text(
        re.sub(r'roles = \["assistant"\]', 'roles = ["assistant", "manager"]', rules.read_text("utf-8")), "utf-8"
    )
    clinic.run("verdict", visit, "--verdict", "unnecessary", "--json", "-", given={"remark": "about parking"})
    assert clinic.show(visit)["history"][-1].endswith("the escalation was unnecessary: about parking")
    assert (
        "right or unnecessary"
        in clinic.run("verdict", visit, "--verdict", "missed", "--json", "-", given={}, code=2).said
    )


def test_a_portal_message_is_an_attempt(clinic: Clinic):
    visit = add(clinic)
    sent = clinic.run("message", visit, "--json", "-", given={"said": "please call us"}).document
    assert (sent["attempts"], sent["next_action"]) == (1, "call · 2nd try")
    assert "portal message sent: please call us (try 1)" in clinic.show(visit)["history"][-1]


def test_a_call_in_another_language_shows_how_an_interpreter_is_brought_in(clinic: Clinic):
    visit = str(clinic.run("add", "--json", "-", given={**VISIT, "language": "vi"}).document["id"])
    script = clinic.show(visit)["script"]
    assert "ask for Vietnamese" in script["interpreter"]
    assert script["recognition"].startswith("Hello")
