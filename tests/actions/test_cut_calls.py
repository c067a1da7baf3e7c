"""An export is cut in the middle of a call: what the call became is known with the next one."""

import json
from pathlib import Path

import pytest

from callback_desk.actions import answering, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel

VOICEMAILS = Path(__file__).resolve().parent.parent / "data" / "constructed" / "phone" / "asterisk_master_voicemail.csv"


def taken(desk: Desk, path: Path, text: str) -> list[str]:
    """Take in a file of this text, and return what is said of it."""
    path.write_text(text, encoding="utf-8")
    made = taking_in.plan_files(desk, [path], IntakeChoices())
    taking_in.apply(desk, made)
    return made.documents()[0]["notes"]


def of_number(desk: Desk, number: str) -> Callback:
    (callback,) = (one for one in desk.store.all_callbacks() if one.phone == number)
    return callback


def ringcentral(result: str, seconds: int) -> str:
    """An invented call of RingCentral as one export has it."""
    call = {"id": "X1", "sessionId": "99", "startTime": "2026-11-25T12:00:00.000Z", "duration": seconds,
            "type": "Voice", "direction": "Inbound", "action": "Phone Call", "result": result,
            "from": {"phoneNumber": "+15855550101"}, "to": {"phoneNumber": "+14155550100"}}  # fmt: skip
    return json.dumps({"records": [call], "paging": {}, "navigation": {}})


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("other", ["whole", "rest"])
def test_a_call_cut_before_its_voicemail_is_one_with_the_next_export(desk: Desk, tmp_path: Path, at: int, other: str):
    path, lines = tmp_path / "Master.csv", VOICEMAILS.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = "".join(lines)
    taken(desk, path, "".join(lines[:at]))
    before = of_number(desk, "+15855550101")
    assert before.channel is Channel.MISSED_CALL
    said = taken(desk, path, whole if other == "whole" else "".join(lines[at:]))
    assert any("without a voicemail" in note for note in said)
    callback = of_number(desk, "+15855550101")
    assert (callback.callback_id, callback.channel) == (before.callback_id, Channel.VOICEMAIL)
    assert not callback.maybe_resolved, "a voicemail is never resolved by a talk"
    assert callback.contacts == 2, "the call with the voicemail, and the one an hour later"
    count = desk.store.lines()
    for again in (whole, "".join(lines[:at]), "".join(lines[at:])):
        assert not any("without a voicemail" in note for note in taken(desk, path, again))
    assert desk.store.lines() == count


def test_a_missed_call_that_became_a_voicemail_is_called_one(desk: Desk, tmp_path: Path):
    path = tmp_path / "log.json"
    taken(desk, path, ringcentral("Missed", 12))
    taken(desk, path, ringcentral("Voicemail", 40))
    callback = of_number(desk, "+15855550101")
    assert (callback.channel, callback.contacts) == (Channel.VOICEMAIL, 1)
    taken(desk, path, ringcentral("Missed", 12))
    assert of_number(desk, "+15855550101").channel is Channel.VOICEMAIL


@pytest.mark.parametrize("order", [("Missed", "Accepted"), ("Accepted", "Missed")])
def test_a_missed_call_that_was_answered_after_all_is_asked_about(desk: Desk, tmp_path: Path, order: tuple[str, str]):
    path = tmp_path / "log.json"
    for result in order:
        taken(desk, path, ringcentral(result, 90))
    callback = of_number(desk, "+15855550101")
    assert (callback.is_open, callback.maybe_resolved, callback.contacts) == (True, True, 1)
    answering.keep_open(desk, callback.callback_id)
    for result in order:
        taken(desk, path, ringcentral(result, 90))
    assert not of_number(desk, "+15855550101").maybe_resolved


def test_a_voicemail_of_a_call_whose_callback_is_closed_opens_one_that_follows(desk: Desk, tmp_path: Path):
    path = tmp_path / "log.json"
    taken(desk, path, ringcentral("Missed", 12))
    taken(desk, path, ringcentral("Accepted", 90))
    first = of_number(desk, "+15855550101")
    answering.settle(desk, first.callback_id)
    for _ in range(2):
        taken(desk, path, ringcentral("Voicemail", 40))
    (later,) = (one for one in desk.store.all_callbacks() if one.is_open)
    assert (later.follows, later.channel) == (first.callback_id, Channel.VOICEMAIL)
