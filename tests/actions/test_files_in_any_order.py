"""However the contacts of a day are spread over files, and in whatever order those are named: the same queue."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callback_desk.actions import claiming, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.reading import queue_document
from callback_desk.domain.codes import View
from tests.tui.driver import MONDAY, Clock, close_desk, make_desk

LATER = timedelta(hours=20)
PAIN, REFILL, PLEASE = "I have chest pain now", "I need a refill of my pills", "please call me back"


class Row(NamedTuple):
    """One voicemail, or a missed call where nothing was said: minutes before now, whose number, what was said."""

    ago: int
    who: int
    said: str


rows = st.lists(
    st.builds(Row, st.integers(1, 400), st.integers(1, 2), st.sampled_from(("", PLEASE, REFILL, PAIN))),
    min_size=2,
    max_size=5,
    unique_by=lambda row: row.ago,
).map(lambda made: sorted(made, reverse=True))


def table(folder: Path, name: str, of: Iterable[Row]) -> Path:
    """A list of calls; times are those of the clinic."""
    lines = ["Date/Time,Direction,From,Caller Name,Result,Duration,Transcript"]
    for row in of:
        at = (MONDAY - timedelta(hours=5, minutes=row.ago)).strftime("%m/%d/%Y %H:%M:%S")
        result, seconds = ("Voicemail", 30) if row.said else ("Missed", 0)
        lines.append(f"{at},Inbound,+1585555010{row.who},Ann {row.who},{result},{seconds},{row.said}")
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take_in(desk: Desk, *paths: Path) -> None:
    taking_in.apply(desk, taking_in.plan_files(desk, paths, IntakeChoices()))


def queue(desk: Desk) -> list[dict[str, Any]]:
    """The queue now, and as it stands once a claim has lapsed."""
    return [
        row for as_of in (desk.clock(), desk.clock() + LATER) for row in queue_document(desk, View.ALL, as_of=as_of)
    ]


def after(intakes: Sequence[Sequence[Sequence[Row]]], *, claimed: bool = False) -> list[dict[str, Any]]:
    """The queue after some intakes, each of several files; a person may take what the first one brought."""
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder) / "home", Clock())
        try:
            for n, files in enumerate(intakes):
                take_in(desk, *(table(Path(folder), f"{n}-{m}", of) for m, of in enumerate(files)))
                for callback in desk.store.all_callbacks() if claimed and n == 0 else ():
                    claiming.claim(desk, callback.callback_id)
            return queue(desk)
        finally:
            close_desk(desk)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows, st.booleans(), st.data())
def test_one_file_is_its_rows_one_by_one_and_its_parts_in_any_order(
    made: list[Row], claimed: bool, data: st.DataObject
):
    first, rest = [made[:1]], made[1:]
    parts: list[list[Row]] = [[], [], []]
    for row in rest:
        parts[data.draw(st.integers(0, 2), label="file")].append(row)
    one_by_one = after([first, *([[row]] for row in rest)], claimed=claimed)
    assert after([first, [rest]], claimed=claimed) == one_by_one
    assert after([first, [part for part in parts if part]], claimed=claimed) == one_by_one


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows, st.data())
def test_files_of_one_intake_do_the_same_in_any_order(made: list[Row], data: st.DataObject):
    parts: list[list[Row]] = [[], [], []]
    for row in made:
        parts[data.draw(st.integers(0, 2), label="file")].append(row)
    assert after([[part for part in parts if part]]) == after([[made]])


@pytest.mark.parametrize("said", [PAIN, REFILL])
def test_what_was_said_counts_though_its_file_is_named_before_that_of_an_earlier_call(said: str):
    voicemail, call = [Row(60, 1, said)], [Row(120, 1, "")]
    assert after([[voicemail, call]]) == after([[call, voicemail]])
    now, _ = after([[voicemail, call]])
    assert now["lane"] == ("symptom" if said is PAIN else "refill")


def test_an_emergency_on_a_taken_callback_stays_the_nurse_lines_whatever_comes_after_it():
    """The claim on what was there before ends; the next contact in the file does not bring it back."""
    _, later = after([[[Row(300, 1, "")]], [[Row(200, 1, PAIN), Row(198, 1, PLEASE)]]], claimed=True)
    assert later["owner"] == "role:nurse-line"


def hl7(minute: int, trigger: str, said: str, status: str = "P") -> str:
    """A message of an invented referral."""
    at: datetime = MONDAY - timedelta(hours=9) + timedelta(minutes=minute)
    segments = (
        f"MSH|^~\\&|X|Y|Z|W|{at:%Y%m%d%H%M}||REF^{trigger}|M{minute}|P|2.5",
        f"RF1|{status}|R|CAR^Cardiology|||R-88",
        "PRD|RP|Hale^Anna",
        "PID|1||MR88||Gomez^Luisa||19700102|F|||||5855550172",
        said,
    )
    return "\r".join(filter(None, segments)) + "\r"


FIRST = hl7(1, "I12", "NTE|1||Missing: EKG; consent")
ALLOWED = hl7(2, "I13", "AUT|PLAN|123|Aetna|||AUTH-9\rNTE|1||Missing: EKG")
ACCEPTED, WITHDRAWN = hl7(3, "I13", "", "A"), hl7(4, "I14", "")


@pytest.mark.parametrize("intakes", [[["012"]], [["0"], ["1"], ["2"]], [["2", "1", "0"]], [["02", "1"]]])
def test_every_message_of_a_referral_counts_whatever_file_it_stands_in(
    desk: Desk, tmp_path: Path, intakes: list[list[str]]
):
    messages = (FIRST, ALLOWED, ACCEPTED)
    for files in intakes:
        paths = [tmp_path / f"{name}.hl7" for name in files]
        for path in paths:
            path.write_text("".join(messages[int(n)] for n in path.stem), encoding="utf-8", newline="")
        take_in(desk, *paths)
    (callback,) = desk.store.all_callbacks()
    referral = callback.referral or {}
    assert referral["missing"] == ["EKG"]
    assert "AUTH-9" in referral["authorization"]
    assert callback.next_action != "schedule the visit"


@pytest.mark.parametrize(
    "intakes", [[["012"]], [["0"], ["1"], ["2"]], [["2", "1", "0"]], [["0"], ["21"]], [["012"], ["012"]]]
)
def test_a_referral_that_goes_back_to_what_it_was_has_changed_within_one_intake_too(
    desk: Desk, tmp_path: Path, intakes: list[list[str]]
):
    messages = (hl7(1, "I13", "", "A"), hl7(2, "I13", "", "R"), hl7(3, "I13", "", "A"))
    for n, files in enumerate(intakes):
        paths = [tmp_path / f"{n}-{name}.hl7" for name in files]
        for path, name in zip(paths, files, strict=True):
            path.write_text("".join(messages[int(m)] for m in name), encoding="utf-8", newline="")
        take_in(desk, *paths)
    (callback,) = desk.store.all_callbacks()
    assert (callback.referral or {})["status"] == "accepted"
    assert callback.review is not None
    assert len([entry for entry in callback.history if entry.kind == "received"]) == 3


def test_a_referral_taken_back_is_closed_though_its_cancelling_is_named_first(desk: Desk, tmp_path: Path):
    cancelled, came = tmp_path / "a.hl7", tmp_path / "b.hl7"
    cancelled.write_text(WITHDRAWN, encoding="utf-8", newline="")
    came.write_text(FIRST, encoding="utf-8", newline="")
    take_in(desk, cancelled, came)
    (callback,) = desk.store.all_callbacks()
    assert not callback.is_open


def test_who_waits_is_told_of_files_that_are_written_together_in_one_line(desk: Desk, tmp_path: Path):
    later, earlier = table(tmp_path, "a", [Row(60, 1, PAIN)]), table(tmp_path, "b", [Row(120, 1, "")])
    alone = table(tmp_path, "c", [Row(30, 2, "")])
    told: list[str] = []
    taking_in.apply(desk, taking_in.plan_files(desk, [later, earlier, alone], IntakeChoices()), told.append)
    assert told == ["writing a.csv and 1 more with it", "writing c.csv"]


def test_an_intake_that_is_stopped_keeps_nothing_of_files_that_are_written_together(desk: Desk, tmp_path: Path):
    later, earlier = table(tmp_path, "a", [Row(60, 1, PAIN)]), table(tmp_path, "b", [Row(120, 1, "")])

    def stop(count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        taking_in.apply(desk, taking_in.plan_files(desk, [later, earlier], IntakeChoices()), watch=stop)
    assert not list(desk.store.all_callbacks())
