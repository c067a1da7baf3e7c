"""The patient card from the shell: set from JSON, asked for, and what it changes for the calls."""

from tests.journeys.shell import Clinic

RICH = {
    "name": "Rosa Delgado",
    "birth_date": "1981-04-02",
    "voicemail": "none",
    "phone": "415-555-0199",
    "reach": ["not-at-work"],
    "language": "es",
    "representatives": [{"name": "Ana Delgado", "relationship": "daughter", "may_be_told": "appointments"}],
}


def added(clinic: Clinic) -> str:
    new = {"phone": "415-555-0133", "request": "a first visit"}
    callback_id: str = clinic.run("add", "--json", "-", given=new).document["id"]
    return callback_id


def test_a_card_is_set_and_holds_for_the_call(clinic: Clinic):
    callback_id = added(clinic)
    printed = clinic.run("card", callback_id[:8], "--json", "-", given=RICH).document
    assert printed["voicemail"] == "none"
    assert (printed["phone"], printed["reach"]) == ("+14155550199", ["not-at-work"])
    assert printed["representatives"][0]["may_be_told"] == "appointments"
    assert printed["no_call"] is None
    refused = clinic.run("note", callback_id, "--disposition", "voicemail", code=2)
    assert "refused messages on a machine" in refused.said
    shown = clinic.show(callback_id)
    assert shown["script"]["voicemail"] == ""
    assert shown["script"]["recognition"].startswith("Hola")
    assert shown["card"] == printed
    told = clinic.run("card", callback_id).out
    assert "Ana Delgado; daughter; may be told appointments" in told
    assert "voicemail: refused, leave no message" in told


def test_who_died_is_nobody_s_to_call_and_the_front_desk_s_to_settle(clinic: Clinic):
    callback_id = added(clinic)
    printed = clinic.run("card", callback_id, "--json", "-", given={"deceased_on": "2026-01-02"}).document
    assert "has died" in printed["no_call"]
    item = clinic.show(callback_id)
    assert (item["owner"], item["status"]) == ("role:front-desk", "review")
    assert clinic.run("verify").code == 0


def test_a_fault_is_one_sentence_and_changes_nothing(clinic: Clinic):
    callback_id = added(clinic)
    for wrong in ({"voicemail": "sometimes"}, {"phone": "12"}, {"nickname": "Rosi"}, {"deceased_on": "soon"}):
        answer = clinic.run("card", callback_id, "--json", "-", given=wrong, code=2)
        assert answer.said.strip().count("\n") == 0
        assert "card: " in answer.said
    assert "Rosi" not in clinic.run("card", callback_id, "--json", "-", given=[], code=2).said
    assert clinic.run("card", callback_id, "--json", "-", given={}).document["changes"] == []
