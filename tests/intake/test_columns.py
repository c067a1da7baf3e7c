"""Columns that could be more than one thing: the reason and the status of a request, the caller and the patient."""

import pytest


@pytest.mark.parametrize("reason", ["Reason", "Motivo"])
@pytest.mark.parametrize("words", [("Accepted", "Success"), ("Accepted", "Received"), ("New", "Open"), ("", "")])
def test_requests_with_a_reason_are_no_calls_whatever_their_status(read, reason: str, words: tuple[str, str]):
    rows = (f"3/9/2026 8:0{at},Ana,585-555-010{at},new rash,{word}\n" for at, word in enumerate(words))
    reading = read(f"Submitted,Patient,Phone,{reason},Status\n" + "".join(rows))
    assert [(unit.kind, unit.outcome, unit.finished, unit.request) for unit in reading.units] == [
        ("message", None, False, "new rash")
    ] * 2


def test_a_status_that_may_be_a_request_s_makes_no_talk_of_it(read):
    reading = read("Submitted,Patient,Phone,Status\n3/9/2026 8:00,Ana,585-555-0101,Accepted\n")
    assert [(unit.kind, unit.outcome) for unit in reading.units] == [("message", None)]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Date,Name,Phone,Status", ("Answered", "No answer")),
        ("Date,Name,Phone,Reason,Status", ("Answered", "No answer")),
        ("Call Time,Name,Phone,Status", ("Completed", "Missed")),
        ("Fecha de llamada,Nombre,Telefono,Estado", ("Completada", "Perdida")),
    ],
)
def test_a_log_whose_words_are_of_calls_is_still_one_of_calls(read, header: str, words: tuple[str, str]):
    beside = ",-" if "Reason" in header else ""
    rows = (f"3/9/2026 8:0{at},Ana,585-555-010{at}{beside},{word}\n" for at, word in enumerate(words))
    assert [unit.outcome for unit in read(f"{header}\n" + "".join(rows)).units] == ["answered", "missed"]


def test_numbers_and_times_alone_are_missed_calls(read):
    (unit,) = read("Date,Phone\n3/9/2026 8:00,585-555-0101\n").units
    assert (unit.kind, unit.outcome) == ("call", "missed")


BOTH = "2026-03-09 08:00,{first},{second},1/1/2020,585-555-0101,{rest}\n"


@pytest.mark.parametrize(
    "caller", ["Caller Name", "Contact", "Caller", "Contact Name", "Caller Full Name", "Sender Name"]
)
@pytest.mark.parametrize("patient", ["Patient", "Patient Name", "Name", "Pt. Name", "Paciente"])
@pytest.mark.parametrize("rest", [("Message", "refill"), ("Direction,Result", "Incoming,Missed")])
def test_the_patient_is_whom_it_is_about_and_the_caller_stands_beside(read, caller, patient, rest):
    for first, second in ((caller, patient), (patient, caller)):
        names = {caller: "Rosa Lopez", patient: "Kid Lopez"}
        row = BOTH.format(first=names[first], second=names[second], rest=rest[1])
        reading = read(f"Received,{first},{second},DOB,Phone,{rest[0]}\n{row}")
        (unit,) = reading.units
        assert (unit.patient, unit.details, unit.birth_date.year) == ("Kid Lopez", {"caller": "Rosa Lopez"}, 2020)
        assert not any("not read" in note for note in reading.notes)


def test_of_a_patient_s_and_another_name_the_patient_s_is_read_and_the_other_told(read):
    for header in ("Received,Name,Patient Name,Phone", "Received,Patient Name,Name,Phone"):
        names = "Ana,Ben" if header.startswith("Received,Name") else "Ben,Ana"
        reading = read(f"{header}\n2026-03-09 08:00,{names},585-555-0101\n")
        assert reading.units[0].patient == "Ben"
        assert "columns not read: Name" in reading.notes


@pytest.mark.parametrize("caller", ["Caller Name", "Contact", "Caller", "Caller First Name"])
def test_a_caller_is_the_patient_where_no_other_column_names_one(read, caller):
    (unit,) = read(f"Received,{caller},Phone,Message\n2026-03-09 08:00,Rosa Lopez,585-555-0101,refill\n").units
    assert (unit.patient, unit.details) == ("Rosa Lopez", {})


def test_the_patient_in_two_columns_has_the_caller_beside_too(read):
    header = "Received,Caller Name,First Name,Last Name,Phone,Message"
    (unit,) = read(f"{header}\n2026-03-09 08:00,Rosa Lopez,Kid,Lopez,585-555-0101,refill\n").units
    assert (unit.patient, unit.details) == ("Kid Lopez", {"caller": "Rosa Lopez"})


def test_who_is_the_caller_can_be_said(read):
    text = "Received,Wer,Phone,Message\n2026-03-09 08:00,Rosa Lopez,585-555-0101,refill\n"
    (unit,) = read(text, mapping={"caller": "Wer"}).units
    assert (unit.patient, unit.details) == (None, {"caller": "Rosa Lopez"})


def outcomes(read, column: str, cells: list[str]) -> list[str | None]:
    rows = (f"2026-03-09 08:{at},585-555-0101,Inbound,Answered,0:50,{cell}\n" for at, cell in enumerate(cells, 10))
    return [unit.outcome for unit in read(f"Call Time,From,Direction,Status,Duration,{column}\n" + "".join(rows)).units]


@pytest.mark.parametrize("column", ["Voicemail", "VM", "Has Voicemail"])
def test_a_voicemail_column_tells_one_by_its_length_its_file_or_a_short_word(read, column):
    left = ["0:45", "22 sec", "Left", "Message", "vm.wav", "45", "Yes", "x", "sí", "No rush. Ana here; call me"]
    assert outcomes(read, column, left) == ["voicemail"] * len(left)
    none = ["", "0", "0:00", "00:00:00", "0 s", "0 min 0 sec", "0 seconds", "-", "--", "No", "none", "False", "N/A"]
    none += ["None left", "No voicemail", "no message", "Not left", "No message left", "sin mensaje", "Off"]
    assert outcomes(read, column, none) == ["answered"] * len(none)


def test_numbers_without_an_area_code_beside_names_are_read_as_numbers(read):
    reading = read(
        "Date,From,Name,Type,Duration\n"
        "11/20/2026 08:20,555-0116,Nobody Fay,Missed,0\n"
        "11/20/2026 08:25,5550117,Nobody Gus,Missed,0\n"
        "11/20/2026 08:27,415-555-0118,Nobody Hal,Missed,0\n"
    )
    told = [(unit.patient, unit.number or unit.phone_note) for unit in reading.units]
    assert told == [("Nobody Fay", "555-0116"), ("Nobody Gus", "5550117"), ("Nobody Hal", "+14155550118")]
