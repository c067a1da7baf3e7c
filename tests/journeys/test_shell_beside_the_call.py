"""Undo, split, hold, exceptions and a further contact from the shell."""

from tests.journeys.shell import Clinic


def added(clinic: Clinic, request: str = "a first visit, and my bill looks wrong") -> str:
    new = {"patient": "Ana Ruiz", "phone": "415-555-0133", "request": request}
    callback_id: str = clinic.run("add", "--json", "-", given=new).document["id"]
    return callback_id


def test_the_last_save_is_taken_back(clinic: Clinic):
    callback_id = added(clinic)
    for _ in range(5):  # a busy machine may need more than the ten seconds for two commands
        clinic.run("note", callback_id, "--disposition", "no-answer")
        answer = clinic.run("undo", callback_id[:8], "--json", code=None)
        if answer.code == 0:
            break
        assert "more than 10 seconds old" in answer.said
    notes = clinic.show(callback_id)["notes"]
    assert answer.document["attempts"] == len(notes) - 1
    assert notes[-1]["undone"] is True
    assert "no save of yours" in clinic.run("undo", callback_id, code=2).said
    clinic.run("verify")


def test_a_message_with_two_requests_is_split(clinic: Clinic):
    callback_id = added(clinic)
    words = {"words": "and my bill looks wrong"}
    second = clinic.run("split", callback_id, "--lane", "insurance", "--json", "-", given=words).document
    assert (second["lane"], second["owner"], second["patient"]) == ("insurance", "role:billing", "Ana Ruiz")
    assert clinic.show(callback_id)["split_into"] == [second["id"]]
    assert clinic.show(second["id"])["split_from"] == callback_id
    refused = clinic.run("split", callback_id, "--lane", "nowhere", "--json", "-", given=words, code=2)
    assert "there is no lane 'nowhere'" in refused.said


def test_a_hold_is_asked_for_or_given(clinic: Clinic):
    callback_id = added(clinic)
    held = clinic.run("hold", callback_id, "--reason", "document", "--until", "3d", "--json").document
    assert (held["status"], held["late_minutes"]) == ("on-hold", 0)
    assert "--reason" in clinic.run("hold", callback_id, code=2).said
    assert "is not a time" in clinic.run("hold", callback_id, "--reason", "office", "--until", "soon", code=2).said


def test_exceptions_are_recorded_and_listed(clinic: Clinic):
    callback_id = added(clinic)
    text = {"text": "the portal was down"}
    clinic.run("exception", callback_id, "--code", "no-access", "--json", "-", given=text)
    [line] = clinic.run("exceptions", "--json").document
    assert (line["id"], line["code"], line["text"]) == (callback_id, "no-access", "the portal was down")
    assert clinic.run("exceptions", "--to", "2020-01-01", "--json").document == []
    assert "the portal was down" in clinic.run("exceptions", "--code", "no-access").out
    assert "is not a day" in clinic.run("exceptions", "--from", "monday", code=2).said


def test_a_further_contact_joins_the_open_callback(clinic: Clinic):
    callback_id = added(clinic)
    again = {"patient": "Ana Ruiz", "request": "is it done yet"}
    assert clinic.run("add", "--joins", callback_id[:8], "--json", "-", given=again).document == {"id": callback_id}
    assert clinic.show(callback_id)["contacts"] == 2


def test_the_note_of_a_patient_is_printed_ready_to_be_pasted(clinic: Clinic):
    callback_id = added(clinic)
    note = clinic.run("note-text", callback_id[:8]).out
    assert "Asked: a first visit, and my bill looks wrong" in note
    assert "Pidió: a first visit" in clinic.run("note-text", callback_id, "--language", "es").out
    assert "choose one of en, es" in clinic.run("note-text", callback_id, "--language", "fr", code=2).said
    first, *_ = clinic.run("handoff", "--language", "es").out.splitlines()
    assert "1 abiertos, 0 atrasados. A quién le toca: " in first
    first, day, *_ = clinic.run("--as-of", "2036-11-27T08:01:00-05:00", "handoff").out.splitlines()
    assert "1 open, 1 late." in first
    assert "Thu 27 Nov 2036, as of 08:01 EST" in day
