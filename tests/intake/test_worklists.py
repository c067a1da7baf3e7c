"""Referrals, requests and messages, as each system prints them."""

from pathlib import Path

import pytest

from callback_desk.domain.codes import Channel
from callback_desk.domain.entries import Referral
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, Ledger, counted, options, planned, take_in

LISTS = DATA / "constructed" / "worklists"
REFERRALS = LISTS / "referrals_missing_docs.csv"


def test_a_referral_twice_is_one_callback_with_what_the_later_row_brings():
    made = planned(REFERRALS)
    (document,) = made.documents()
    assert counted(document) == {"rows": 5, "referrals": 5, "new_callbacks": 4, "joined": 1}
    assert document["needs_review"] == []
    jose = [contact for contact in made.contacts if contact.unit.source_key == "referral:R-1003"]
    assert [(contact.is_new, contact.unit.number) for contact in jose] == [(True, None), (False, "+15855550133")]
    assert jose[0].callback_id == jose[1].callback_id


def test_a_referral_carries_its_papers_and_who_answers_the_phone():
    units = {unit.line: unit for unit in read_path(REFERRALS, options()).units}
    nguyen = units["6"]
    assert (nguyen.number, nguyen.phone_note, nguyen.language) == ("+15855550177", "(daughter)", "vi")
    referral = Referral.model_validate(nguyen.referral)
    assert referral.missing == ("Referral order", "Imaging report", "Consent to release")
    assert referral.received_on is not None
    assert referral.received_on.isoformat() == "2026-02-27"
    assert units["3"].birth_date is not None
    assert units["3"].at.date().isoformat() == "2026-03-06"


def test_an_updated_referral_joins_its_callback_and_an_unchanged_one_is_known(tmp_path: Path):
    ledger = Ledger()
    take_in(ledger, REFERRALS)
    (again,) = take_in(ledger, REFERRALS)
    assert counted(again) == {"rows": 5, "referrals": 5, "already_known": 5}
    changed = tmp_path / "tuesday.csv"
    text = REFERRALS.read_text(encoding="utf-8")
    changed.write_text(text.replace("Last office note; EKG", "EKG"), encoding="utf-8")
    (updated,) = take_in(ledger, changed)
    assert (updated["joined"], updated["already_known"], updated["new_callbacks"]) == (1, 4, 0)


def test_a_referral_booked_after_its_callback_was_closed_does_not_come_back(tmp_path: Path):
    ledger = Ledger()
    take_in(ledger, REFERRALS)
    ledger.close(ledger.keys["referral:R-1001"])
    booked = tmp_path / "booked.csv"
    lines = REFERRALS.read_text(encoding="utf-8").splitlines()
    booked.write_text("\n".join([lines[0], lines[1].replace("Incomplete", "Scheduled")]), encoding="utf-8")
    (document,) = take_in(ledger, booked)
    assert counted(document) == {"rows": 1, "referrals": 1, "no_callback": 1}


def test_a_portal_thread_is_one_callback_and_numbers_said_are_offered_only():
    made = planned(LISTS / "portal_messages.csv")
    (document,) = made.documents()
    assert counted(document) == {"rows": 7, "messages": 7, "new_callbacks": 6, "joined": 1}
    assert {item["reason"] for item in document["needs_review"]} == {"no number to call"}
    maria = made.contacts[0].unit
    assert (maria.channel, maria.number, maria.offered_phones) == (Channel.PORTAL, None, ("+15855550101",))
    assert (maria.language, maria.stated) == ("es", True)
    assert maria.request.startswith("Referido\nBuenos días")
    threads = [contact.callback_id for contact in made.contacts if contact.unit.thread == "portal:t3"]
    assert len(threads) == 2
    assert len(set(threads)) == 1


@pytest.mark.parametrize(
    ("said", "lane"),
    [
        ("please reschedule my appointment", None),
        ("link did not arrive", None),
        ("quiero cambiar la cita del lunes", None),
        ("can you move my Friday visit", None),
        ("new patient, wants a change of doctor", "new-appointment"),
        ("any cancellation will do", "new-appointment"),
        ("", "new-appointment"),
    ],
)
def test_a_request_about_a_visit_that_there_is_already_goes_where_its_words_say(tmp_path: Path, said, lane):
    asked = tmp_path / "requests.csv"
    asked.write_text(
        "Submitted,Patient,Phone,Visit Type,Preferred Dates,Reason\n"
        f'2026-11-26 08:00,Nobody Rosa,415-555-0134,Video visit,11/30/2026,"{said}"\n',
        encoding="utf-8",
    )
    (unit,) = read_path(asked, options()).units
    assert (unit.kind, unit.lane_hint) == ("appointment", lane)


def test_appointment_requests_keep_what_was_asked_for():
    units = read_path(LISTS / "appointment_requests.csv", options()).units
    assert [unit.kind for unit in units] == ["appointment"] * 3
    first = units[0]
    assert (first.lane_hint, first.language, first.details["preferred times"]) == (
        "new-appointment",
        "es",
        "after 3pm",
    )
    assert units[2].request == "short of breath when walking up stairs since yesterday"


def test_insurance_questions_without_a_name_name_nobody():
    units = read_path(LISTS / "insurance_pa_questions.csv", options()).units
    assert [unit.lane_hint for unit in units] == ["insurance"] * 3
    assert units[2].patient is None
    assert units[1].details["authorization"] == "denied"
    assert units[1].at.isoformat() == "2026-03-06T05:00:00+00:00"


def test_a_list_of_names_numbers_and_messages_is_enough(tmp_path: Path):
    table = tmp_path / "calls.csv"
    table.write_text(
        "name,phone,time,lane,message\n"
        "Nobody One,+15550000001,2026-11-03T10:02,billing,please call back\n"
        "Nobody Two,+15550000002,2026-11-03T10:03,refill,two tablets left\n",
        encoding="utf-8",
    )
    reading = read_path(table, options())
    assert [(unit.kind, unit.direction, unit.lane_hint) for unit in reading.units] == [
        ("message", "inbound", "insurance"),
        ("message", "inbound", "refill"),
    ]
    assert reading.units[0].at.isoformat() == "2026-11-03T15:02:00+00:00"
    assert any("reached out" in note for note in reading.notes)


REMARKS = (
    "Date/Time,Caller Number,Caller Name,Call Type,Call Status,Notes\n"
    "03/10/2026 08:00 AM,585-555-0101,Maria Garcia,Inbound,No Answer,rang twice\n"
    "03/10/2026 08:01 AM,585-555-0102,,Inbound,Answered,\n"
    "03/10/2026 08:02 AM,585-555-0103,,Inbound,Left Voicemail,wants a refill\n"
    "03/10/2026 08:03 AM,585-555-0104,,Outbound,Connected,\n"
)


@pytest.mark.parametrize("text", [REMARKS, REMARKS.replace("Call Type,Call Status", "Type,Result")])
def test_a_call_log_with_a_column_of_remarks_is_a_call_log(tmp_path: Path, text: str):
    (tmp_path / "calls.csv").write_text(text)
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert counted(document) == {
        **{"rows": 4, "calls": 4, "inbound": 3, "missed": 1, "answered": 1, "voicemails": 1, "outbound": 1},
        **{"new_callbacks": 2, "no_callback": 2},
    }


@pytest.mark.parametrize(
    "words", [("Sent", "Received"), ("Completed", "Missed"), ("Open", "Cancelled"), ("Accepted", "No answer")]
)
def test_a_list_of_requests_with_a_status_is_no_call_log(tmp_path: Path, words: tuple[str, str]):
    rows = (f"2026-03-10 08:0{at},585-555-010{at},{word},please call" for at, word in enumerate(words))
    (tmp_path / "list.csv").write_text("\n".join(["Date,Phone,Status,Message", *rows]))
    (document,) = take_in(Ledger(), tmp_path / "list.csv")
    assert (document["calls"], document["messages"]) == (0, 2)


CALLS = (
    "Date,From,Direction,{name}\n"
    "2026-03-10 08:00,585-555-0101,Inbound,{no}\n"
    "2026-03-10 08:01,585-555-0102,Inbound,{yes}\n"
)


@pytest.mark.parametrize(
    ("name", "no", "yes"),
    [
        *(("Answered", no, yes) for no, yes in (("No", "Yes"), ("false", "true"), ("0", "1"), ("N", "Y"))),
        ("Call Answered", "No", "Yes"),
        ("Call Answered", "-", "08:01:05"),
        *(("Answer Time", never, "2026-03-10 08:01:05") for never in ("", "-", "00:00:00", "N/A", "0")),
    ],
)
def test_a_column_that_says_whether_a_call_was_answered_is_read_so(tmp_path: Path, name: str, no: str, yes: str):
    (tmp_path / "calls.csv").write_text(CALLS.format(name=name, no=no, yes=yes))
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"], document["new_callbacks"]) == (1, 1, 1)


def test_each_row_of_a_list_of_voicemails_is_one_though_it_was_not_written_out(tmp_path: Path):
    (tmp_path / "voicemails.csv").write_text(
        "Received,From,Mailbox,Length,Transcription\n"
        "2026-03-10 08:00,585-555-0101,100,0:20,I need a refill\n"
        "2026-03-10 08:01,585-555-0102,100,0:10,\n"
    )
    (document,) = take_in(Ledger(), tmp_path / "voicemails.csv")
    assert (document["voicemails"], document["missed"]) == (2, 0)


def test_an_incoming_call_that_lasted_was_answered_where_others_are_called_missed(tmp_path: Path):
    (tmp_path / "calls.csv").write_text(
        "Date,Number,Call Type,Duration\n"
        "2026-03-10 08:00,585-555-0101,Missed,0\n"
        "2026-03-10 08:01,585-555-0102,Incoming,1:20\n"
        "2026-03-10 08:02,585-555-0103,Incoming,0:00\n"
        "2026-03-10 08:03,585-555-0101,Outgoing,1:20\n"
    )
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"], document["outbound"]) == (2, 1, 1)
    # Where nothing is called missed, incoming says nothing of how it went: better one call too many.
    (tmp_path / "calls.csv").write_text("Date,Number,Call Type,Duration\n2026-03-10 08:01,585-555-0102,Incoming,1:20\n")
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *(("Answered", words) for words in ("Missed", "No answer", "Unanswered", "Not answered", "NO-ANSWER", "No.")),
        *(
            ("Answered", words)
            for words in ("Abandoned", "no (busy 0:20)", "Missed after 20 s", "Sin contestar", "Queue")
        ),
        *(
            ("Answer Time", words)
            for words in ("Missed", "not answered", "No answer after 30 s", "Hung up", "0 s", "0:00 min")
        ),
    ],
)
def test_a_call_that_words_say_nobody_answered_is_not_answered(tmp_path: Path, name: str, words: str):
    (tmp_path / "calls.csv").write_text(CALLS.format(name=name, no=words, yes="2026-03-10 08:01:05"))
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"], document["new_callbacks"]) == (1, 1, 1)


@pytest.mark.parametrize("words", ["Voicemail", "No - voicemail", "left a voicemail 0:20"])
def test_a_voicemail_that_a_column_of_answers_tells_is_one(tmp_path: Path, words: str):
    (tmp_path / "calls.csv").write_text(CALLS.format(name="Answered", no=words, yes="Answered"))
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["voicemails"], document["answered"], document["new_callbacks"]) == (1, 1, 1)


def test_an_incoming_call_that_lasted_but_ended_in_words_not_known_was_not_answered(tmp_path: Path):
    (tmp_path / "calls.csv").write_text(
        "Date,From,Direction,Result,Duration\n"
        "2026-03-10 08:00,585-555-0101,Missed,,30\n"
        "2026-03-10 08:01,585-555-0102,Incoming,Queue timeout,30\n"
        "2026-03-10 08:02,585-555-0103,Incoming,,30\n"
    )
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"], document["new_callbacks"]) == (2, 1, 2)


def test_an_incoming_call_was_answered_only_where_the_column_of_misses_says_so(tmp_path: Path):
    (tmp_path / "calls.csv").write_text(
        "Date,From,Direction,Status,Duration\n"
        "2026-03-10 08:00,585-555-0101,Inbound,Missed,30\n"
        "2026-03-10 08:01,585-555-0102,Inbound,Received,30\n"
        "2026-03-10 08:02,585-555-0103,Inbound,,30\n"
    )
    (document,) = take_in(Ledger(), tmp_path / "calls.csv")
    assert (document["missed"], document["answered"], document["new_callbacks"]) == (2, 1, 2)
