"""Preparing a call from the shell: codes as flags, words on standard input, the checklist printed as it is then."""

from tests.journeys.shell import Clinic


def added(clinic: Clinic, **facts: str) -> str:
    return clinic.run("add", "--json", "-", given={"request": "a first visit", **facts}).document["id"]


def test_a_call_is_prepared_by_codes_and_words(clinic: Clinic):
    callback_id = added(clinic, phone="415-555-0133", lane="new-appointment")
    flags = ("--done", "number", "--missing", "forms", "--not-needed", "language")
    words = {"visit_type": "new, 40 min", "errand": "Dr. Hale's office, the EKG", "reminder": "letter, bring the card"}
    answer = clinic.run("prepare", callback_id, *flags, "--json", "-", given=words).document
    assert {line["code"]: line["done"] for line in answer["preparation"]} == {
        "number": True,
        "visit-type": True,
        "insurance": None,
        "forms": False,
        "referral-papers": None,
        "language": True,
    }
    assert [(errand["whom"], errand["what"]) for errand in answer["errands"]] == [("Dr. Hale's office", "the EKG")]
    assert clinic.show(callback_id)["preparation"] == answer["preparation"]
    assert clinic.queue()[0]["attempts"] == 0
    assert "missing: intake form" in clinic.run("queue", "--plain").out
    came_in = clinic.run("prepare", callback_id, "--json", "-", given={"answered": ["1"]}).document
    assert came_in["errands"] == []


def test_what_does_not_fit_is_refused_with_one_sentence(clinic: Clinic):
    callback_id = added(clinic, patient="Jorge Ibáñez")
    for flags, given, why in (
        ((), {}, "nothing was marked"),
        (("--done", "number"), {}, "no number to verify"),
        (("--done", "shoe-size"), {}, "not on this lane's checklist"),
        ((), {"errand": "Dr. Hale"}, "say whom you asked"),
        ((), {"answered": ["1"]}, "no open errand"),
        ((), {"done": "number"}, "must be a list"),
        ((), {"shoes": ["number"]}, "'shoes' is not known"),
    ):
        answer = clinic.run("prepare", callback_id, *flags, "--json", "-", given=given, code=2)
        assert why in answer.said
