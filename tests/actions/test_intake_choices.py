"""What is chosen once for a kind of file is used the next time; what could not be read can be put right."""

from pathlib import Path

import pytest

from callback_desk.actions import intake_choices, rejecting
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.taking_in import apply, plan_files
from callback_desk.cli.program import obey
from callback_desk.domain.errors import DeskError
from tests.intake.desk import counted

HEADER = "Eingang;Wer;Rückruf;Anliegen\n"
GOOD = "2026-11-23 09:00;Ana Ortiz;585-555-0101;I would like to have my results explained\n"
BAD = "on Monday;Ben Diaz;585-555-0102;=1+1 refill; and more\n"
MAPPED = IntakeChoices(zone="America/Chicago", mapping={"name": "Wer"})


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")
    return path


def take_in(desk: Desk, path: Path, choices: IntakeChoices) -> None:
    planned = plan_files(desk, [path], choices)
    apply(desk, planned)
    intake_choices.remember(desk, planned, choices)


def first_unit(desk: Desk, path: Path) -> tuple[str | None, str]:
    (reading,) = plan_files(desk, [path], IntakeChoices()).readings
    return reading.units[0].patient, reading.units[0].at.isoformat()


def test_tomorrow_s_export_is_read_as_today_s_was(desk: Desk, listed: Path, tmp_path: Path):
    assert first_unit(desk, listed) == (None, "2026-11-23T14:00:00+00:00")
    take_in(desk, listed, MAPPED)
    tomorrow = tmp_path / "another name.csv"
    tomorrow.write_text("EINGANG;wer;Rückruf;Anliegen\n" + GOOD.replace("-23", "-24"), encoding="utf-8")
    assert first_unit(desk, tomorrow) == ("Ana Ortiz", "2026-11-24T15:00:00+00:00")
    (document,) = plan_files(desk, [tomorrow], IntakeChoices()).documents()
    assert any("as chosen before" in note and "name=Wer, zone America/Chicago" in note for note in document["notes"])


def test_what_is_said_now_wins_and_what_is_not_said_stays(desk: Desk, listed: Path):
    take_in(desk, listed, MAPPED)
    take_in(desk, listed, IntakeChoices(zone="America/Denver"))
    assert first_unit(desk, listed) == ("Ana Ortiz", "2026-11-23T16:00:00+00:00")


def test_choices_are_forgotten_for_one_kind_of_file_or_for_all(desk: Desk, listed: Path):
    take_in(desk, listed, MAPPED)
    assert intake_choices.forget(desk, ["table:0000000000000000"]) == 0
    assert intake_choices.forget(desk) == 1
    assert first_unit(desk, listed) == (None, "2026-11-23T14:00:00+00:00")


def test_a_file_that_could_not_be_read_leaves_nothing_to_remember(desk: Desk, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    take_in(desk, path, MAPPED)
    assert intake_choices.remembered(desk) == {}


def test_rejected_records_are_put_right_and_taken_in_again(desk: Desk, listed: Path, tmp_path: Path):
    listed.write_text(f"a title\n{HEADER}{GOOD}{BAD}{GOOD.replace('2026', 'in 26')}", encoding="utf-8")
    choices = IntakeChoices(mapping={"received": "Eingang", "name": "Wer"})
    planned = plan_files(desk, [listed], choices)
    target = tmp_path / "rejected.csv"
    (written,) = rejecting.write_rejected(desk, planned, choices, target)
    assert written == target
    assert target.stat().st_mode & 0o077 == 0
    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Eingang,Wer,Rückruf,Anliegen"
    assert lines[1] == "on Monday,Ben Diaz,585-555-0102,'=1+1 refill,and more"
    right = "\n".join([lines[0], lines[2].replace("in 26", "2026").replace("09:00", "09:30")])
    target.write_text(right, encoding="utf-8")
    (document,) = plan_files(desk, [target], choices).documents()
    assert counted(document)["new_callbacks"] == 1


def test_a_file_of_rejected_records_never_overwrites_one(desk: Desk, listed: Path, tmp_path: Path):
    listed.write_text(HEADER + BAD, encoding="utf-8")
    planned = plan_files(desk, [listed], IntakeChoices(mapping={"received": "Eingang"}))
    choices = IntakeChoices(mapping={"received": "Eingang"})
    target = tmp_path / "rejected.csv"
    target.write_text("mine", encoding="utf-8")
    assert rejecting.write_rejected(desk, planned, choices, target) == [tmp_path / "rejected_2.csv"]
    assert target.read_text("utf-8") == "mine"
    with pytest.raises(DeskError, match="name a file in another folder"):
        rejecting.write_rejected(desk, planned, choices, tmp_path / "nowhere" / "x.csv")


def test_a_quote_left_open_is_written_as_it_stands(desk: Desk, listed: Path, tmp_path: Path):
    rest = "".join(GOOD.replace("09:00", f"09:{n}") for n in range(10, 50))
    listed.write_text(f'{HEADER}2026-11-23 08:00;Ana;585-555-0103;"never closed\n{rest}', encoding="utf-8")
    planned = plan_files(desk, [listed], MAPPED)
    rejecting.write_rejected(desk, planned, MAPPED, tmp_path / "rejected.csv")
    assert '"""never closed"' in (tmp_path / "rejected.csv").read_text("utf-8-sig")


def test_lines_of_a_log_without_a_header_stay_as_they_are(desk: Desk, tmp_path: Path):
    log = Path(__file__).parents[1] / "data" / "phone" / "asterisk" / "Master_small.csv"
    lines = log.read_text("utf-8").splitlines()
    broken = '"","x","200"'
    path = tmp_path / "Master.csv"
    path.write_text("\n".join([*lines[:6], broken, *lines[6:]]), encoding="utf-8")
    planned = plan_files(desk, [path], IntakeChoices())
    rejecting.write_rejected(desk, planned, IntakeChoices(), tmp_path / "rejected.csv")
    assert (tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines() == [broken]


class Stopped(Exception):
    """Somebody wants no more of it."""


def test_an_intake_that_is_stopped_applies_nothing(desk: Desk, listed: Path):
    def stop(count: int) -> None:
        raise Stopped

    planned = plan_files(desk, [listed], MAPPED)
    with pytest.raises(Stopped):
        apply(desk, planned, watch=stop)
    assert list(desk.store.all_callbacks()) == []
    apply(desk, planned)
    assert len(list(desk.store.all_callbacks())) == 1


def test_reading_tells_how_far_it_is_and_ends_where_nobody_wants_more(desk: Desk, listed: Path):
    listed.write_text(HEADER + GOOD * 5000, encoding="utf-8")
    heard: list[str] = []

    def progress(said: str) -> None:
        heard.append(said)
        if len(heard) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        plan_files(desk, [listed], MAPPED, progress)
    assert heard == ["reading liste.csv", "reading liste.csv, 1000 rows so far", "reading liste.csv, 2000 rows so far"]


def test_records_that_are_no_lines_get_a_note_and_stop_no_other_file(desk: Desk, tmp_path: Path):
    messages, table = tmp_path / "calls.hl7", tmp_path / "calls.csv"
    messages.write_text("MSH|^~\\&|A|B|C|D|20261120090000||SIU^S12|1|P|2.5\nSCH|P1|F1|||||CHK^Check-up\n")
    table.write_text("name,phone,time,message\nEva Lee,585-555-0103,2026-11-20 09:00,hi\nX,585-555-0104,never,hi\n")
    planned = plan_files(desk, [messages, table], IntakeChoices())
    assert [len(document["rejected"]) for document in planned.documents()] == [1, 1]
    assert rejecting.write_rejected(desk, planned, IntakeChoices(), tmp_path / "rejected.csv") == [
        tmp_path / "rejected.csv"
    ]
    assert planned.documents()[0]["notes"][-1].startswith("the rejected records of calls.hl7 are no lines")


def test_a_talk_is_of_the_same_day_by_the_zone_that_is_remembered_for_its_source(desk: Desk, tmp_path: Path):
    rows = "2026-11-19 20:50,{n},Missed,0\n2026-11-19 21:10,{n},Answered,60\n"
    log = tmp_path / "log.csv"
    for number, zone in (("585-555-0101", "America/Los_Angeles"), ("585-555-0102", None)):
        log.write_text("start,caller number,call result,talk time\n" + rows.format(n=number), encoding="utf-8")
        choices = IntakeChoices(zone=zone)
        planned = plan_files(desk, [log], choices)
        assert planned.documents()[0]["maybe_resolved"] == 1
        intake_choices.remember(desk, planned, choices)


def test_a_field_that_is_mapped_to_two_columns_is_asked_about(listed: Path):
    pairs = ["--map", "phone=Rückruf", "--map", "phone=Wer"]
    with pytest.raises(DeskError, match="--map phone= is given twice, as 'Rückruf' and 'Wer'"):
        obey(["intake", str(listed), *pairs])
