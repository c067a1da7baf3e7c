"""HL7 v2 as interfaces send it: framing, batches, line ends, marks, escapes, character sets."""

from pathlib import Path

import pytest

from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import counted, options, planned

HEAD = "MSH|^~\\&|REG|CLINIC|DESK|CLINIC|20260309081500-0400||{kind}|{number}|P|2.5.1"
PID = "PID|1||MR-77^^^CLINIC^MR~123-45-6789^^^USSSA^SS||Garc\\T\\a^Ana^M||19860714|F|||1 Elm St||{phones}|spa".format(
    phones="(585)555-0101|(585)555-0102"
)
RF1 = "RF1|P^Pending|A^ASAP|MED^Cardiology||O|R-2001^EHR|20260305"
REF = [HEAD.format(kind="REF^I12^REF_I12", number="1"), RF1, "PRD|RP|Okafor^Chidi^^^Dr^MD|||^WPN^PH^^^585^5550150", PID]
SIU = [
    HEAD.format(kind="SIU^S12", number="2"),
    "SCH|P1|F1|||||CHECKUP^Check-up||30|min",
    PID,
    "AIS|1|A|CHK^Check-up|20260312093000",
]
ADT = [HEAD.format(kind="ADT^A04^ADT_A01", number="3"), PID]


def reading(tmp_path: Path, content: str | bytes, name: str = "messages.txt", **said: str) -> FileReading:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_path(path, options(**said))


def text(*messages: list[str], end: str = "\r") -> str:
    return "".join(f"{segment}{end}" for message in messages for segment in message)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_gives_the_same_messages(tmp_path: Path, end: str):
    read = reading(tmp_path, text(REF, SIU, end=end))
    assert [(unit.kind, unit.line) for unit in read.units] == [("referral", "1"), ("appointment", "5")]
    assert [unit.number for unit in read.units] == ["+15855550101"] * 2


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_framing_bytes_and_batches_are_no_messages(tmp_path: Path, end: str):
    framed = f"\x0b{text(REF, end=end)}\x1c{end}\x0b{text(SIU, end=end)}\x1c{end}"
    assert len(reading(tmp_path, framed).units) == 2
    batch = text(["FHS|^~\\&|A"], ["BHS|^~\\&|A"], REF, SIU, ["BTS|2"], ["FTS|1"], end=end)
    read = reading(tmp_path, batch)
    assert (read.rows, [unit.line for unit in read.units]) == (2, ["3", "7"])


def test_the_header_says_which_characters_divide(tmp_path: Path):
    odd = (
        text(REF).replace("|", "!").replace("^~\\&", "@*$%").replace("^", "@").replace("~", "*").replace("\\T\\", "$T$")
    )
    (unit,) = reading(tmp_path, odd).units
    assert (unit.patient, unit.record_number, unit.number) == ("Ana M Garc%a", "MR-77", "+15855550101")


def test_escapes_stand_for_the_marks_and_for_bytes(tmp_path: Path):
    note = "NTE|1||\\F\\ \\S\\ \\T\\ \\R\\ \\E\\ one\\.br\\two caf\\XC3A9\\ \\H\\loud\\N\\ \\Zunknown\\"
    (unit,) = reading(tmp_path, text([*REF, note])).units
    assert unit.request == "| ^ & ~ \\ one\ntwo café loud \\Zunknown\\"


@pytest.mark.parametrize(
    ("stated", "encoding"), [("8859/1", "latin-1"), ("", "cp1252"), ("UNICODE UTF-8", "utf-8"), ("8859/1", "utf-8")]
)
def test_a_message_is_read_in_its_own_character_set(tmp_path: Path, stated: str, encoding: str):
    head = REF[0] + "|" * 6 + stated
    message = text([head, *REF[1:]]).replace("Garc\\T\\a", "García")
    assert reading(tmp_path, message.encode(encoding)).units[0].patient == "Ana M García"


def test_a_referral_is_changed_by_i13_and_cancelled_by_i14(tmp_path: Path):
    changed = [
        REF[0].replace("I12", "I13"),
        RF1.replace("P^Pending", "A^Accepted"),
        *REF[2:],
        "NTE|1||Missing: EKG; consent",
    ]
    cancelled = [REF[0].replace("I12", "I14"), *REF[1:], "NTE|1||Patient moved away"]
    first, second, third = reading(tmp_path, text(REF, changed, cancelled)).units
    assert first.source_key == second.source_key == third.source_key == "referral:R-2001"
    assert len({first.version_key, second.version_key, third.version_key}) == 3
    assert first.referral is not None
    assert (first.referral["specialty"], first.referral["referred_by"]) == ("Cardiology", "Chidi Okafor")
    assert second.referral is not None
    assert (second.referral["status"], second.referral["missing"]) == ("accepted", ["EKG", "consent"])
    assert (third.finished, third.request) == (True, "Patient moved away")


def test_the_same_referral_sent_again_is_the_same_state(tmp_path: Path):
    again = [REF[0].replace("20260309081500", "20260310081500"), *REF[1:]]
    read = reading(tmp_path, text(REF, again))
    assert (len(read.units), [fault.reason for fault in read.skipped]) == (1, ["the same record as line 1"])


@pytest.mark.parametrize(
    ("event", "what"),
    [("S12", "booked"), ("S13", "rescheduled"), ("S14", "changed"), ("S15", "cancelled"), ("S17", "cancelled"),
     ("S19", "changed"), ("S26", "no-show")],
)  # fmt: skip
def test_what_became_of_an_appointment(tmp_path: Path, event: str, what: str):
    (unit,) = reading(tmp_path, text([SIU[0].replace("S12", event), *SIU[1:]])).units
    assert unit.reported is not None
    assert (unit.reported["what"], unit.reported["about"], unit.finished) == (what, "Check-up", True)
    assert unit.reported["starts_at"] == "2026-03-12T13:30:00.000Z"


def test_other_messages_are_refused_by_name_and_the_rest_is_read(tmp_path: Path):
    read = reading(tmp_path, text(ADT, REF, [HEAD.format(kind="ORU^R01", number="4"), PID]))
    assert [unit.kind for unit in read.units] == ["referral"]
    assert [(fault.line, fault.reason.split(" is ")[0]) for fault in read.rejected] == [
        ("1", "ADT^A04"),
        ("7", "ORU^R01"),
    ]


def test_a_file_of_other_messages_only_is_refused_in_one_sentence(tmp_path: Path):
    read = reading(tmp_path, text(ADT, [HEAD.format(kind="ORU^R01", number="4"), PID]))
    assert read.error is not None
    assert "ADT^A04, ORU^R01" in read.error
    assert not read.units


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (["MSH|^~\\&|REG"], "which message it is"),
        (REF[:3], "names no patient"),
        ([REF[0].replace("20260309081500-0400", ""), "RF1|P", PID], "when it was sent"),
        ([REF[0].replace("20260309081500-0400", "20261399"), RF1, PID], "names a day or hour that is none"),
    ],
)
def test_a_broken_message_is_rejected_with_its_reason_and_the_next_is_read(
    tmp_path: Path, message: list[str], reason: str
):
    read = reading(tmp_path, text(message, SIU))
    assert len(read.units) == 1
    assert reason in read.rejected[0].reason


def test_a_line_break_inside_a_field_shifts_nothing(tmp_path: Path):
    (unit,) = reading(
        tmp_path, text([*REF, "NTE|1||first line\nand a second", "DG1|1||R00.2^Palpitations"], end="\n")
    ).units
    assert unit.request == "Palpitations\nfirst line\nand a second"


def test_blocked_time_names_no_patient_and_is_skipped(tmp_path: Path):
    read = reading(tmp_path, text([HEAD.format(kind="SIU^S23", number="9"), "SCH|1"], SIU))
    assert [fault.line for fault in read.skipped] == ["1"]


def test_who_cannot_be_called_is_shown_for_review_and_who_died_too(tmp_path: Path):
    gone = PID.replace("(585)555-0101|(585)555-0102", "|") + "|" * 15 + "Y"
    path = tmp_path / "ref.hl7"
    path.write_text(text([*REF[:3], gone]), encoding="utf-8")
    (document,) = planned(path).documents()
    assert counted(document) == {"rows": 1, "referrals": 1, "new_callbacks": 1}
    (review,) = document["needs_review"]
    assert "died" in str(review["reason"])
    assert "no number" in str(review["reason"])


@pytest.mark.parametrize("start", ["SOB at rest and chest pain", "MSH said so", "BTS of care", "SOB", "EKG: not done"])
def test_a_line_of_a_note_that_begins_like_a_segment_is_still_the_note(tmp_path: Path, start: str):
    note = ["NTE|1||Patient says", start, "since monday"]
    read = reading(tmp_path, text([*REF, *note], SIU, end="\n"))
    said = f"Patient says\n{start}\nsince monday"
    assert [unit.request for unit in read.units if unit.kind == "referral"] == [said]
    assert len(read.units) == 2
