"""Two people ring from one number: they are one callback, and neither name is lost."""

from pathlib import Path

import pytest

from callback_desk.actions import amending, answering, evidence, looking_at_files, reading, splitting, taking_in
from callback_desk.actions.context import Desk, require
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import View
from callback_desk.tui import about

HEAD = "Date,From,Name,Type,Duration\n"
BY_ONE_NUMBER = (
    "11/20/2026 08:20,415-555-0113,Nobody Carl,Missed,0\n"
    "11/20/2026 08:21,415-555-0113,Nobody Clara,Missed,0\n"
    "11/20/2026 08:22,415-555-0113,NOBODY CARL,Missed,0\n"
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(HEAD + BY_ONE_NUMBER, encoding="utf-8")
    return path


def taken(desk: Desk, log: Path) -> Callback:
    taking_in.apply(desk, taking_in.plan_files(desk, [log], IntakeChoices()))
    (callback,) = desk.store.all_callbacks()
    return callback


def found(desk: Desk, words: str) -> list[str | None]:
    return [row.patient for row in reading.rows(desk, View.ALL, words=words)]


def test_the_second_name_stands_in_context_history_and_show_and_is_found(desk: Desk, log: Path):
    callback = taken(desk, log)
    assert (callback.patient, callback.other_names, callback.contacts) == ("Nobody Carl", ("Nobody Clara",), 3)
    document = reading.show_document(desk, callback)
    assert document["other_names"] == ["Nobody Clara"]
    assert ["as Nobody" in words for words in document["history"]] == [False, True, False]
    context = "\n".join(line.plain for line in about.laid_out(about.about(desk, callback, desk.clock()), 120))
    assert "called again Fri 20 Nov 08:21 as Nobody Clara" in " ".join(context.split())
    assert "Nobody Clara: the same number, perhaps another person" in context
    assert found(desk, "clara") == found(desk, "carl") == ["Nobody Carl"]


def test_the_plan_says_with_whom_a_record_joins_and_where_that_is_perhaps_another_person(desk: Desk, log: Path):
    seen = looking_at_files.look(desk, log, IntakeChoices())
    said = {line.place: line.reason for line in seen.lines if line.group == "joined"}
    assert said == {"3": "with Nobody Carl, perhaps another person", "4": "with Nobody Carl"}
    (note,) = [note for note in seen.document["notes"] if "another name" in note]
    assert note.endswith("perhaps another person's: 3 (2)")
    assert "Clara" not in note


def test_a_name_that_was_put_right_is_no_other_persons(desk: Desk, log: Path):
    callback = taken(desk, log)
    put_right = amending.amend(desk, callback.callback_id, amending.Facts(patient="Nobody Karla"))
    assert put_right.other_names == ("Nobody Clara",)
    assert "as Nobody Carl" in reading.show_document(desk, put_right)["history"][0]


def test_a_name_for_whom_a_split_made_an_item_is_asked_about_no_more(desk: Desk, log: Path):
    callback = taken(desk, log)
    part = splitting.split(desk, callback.callback_id, "refill", "wants her pills")
    kept = require(desk, callback.callback_id)
    assert evidence.names_not_parted(desk, kept) == ["Nobody Clara"]
    amending.amend(desk, part.callback_id, amending.Facts(patient="Nobody Clara"))
    assert evidence.names_not_parted(desk, kept) == []
    assert kept.other_names == ("Nobody Clara",)


def test_a_callback_that_is_joined_to_another_brings_all_its_names(desk: Desk, log: Path, tmp_path: Path):
    taken(desk, log)
    other = tmp_path / "other.csv"
    other.write_text(HEAD + "11/20/2026 09:00,415-555-0114,Nobody Clara Ruth,Missed,0\n", encoding="utf-8")
    taking_in.apply(desk, taking_in.plan_files(desk, [other], IntakeChoices()))
    ids = {callback.phone: callback.callback_id for callback in desk.store.all_callbacks()}
    answering.merge(desk, ids["+14155550114"], ids["+14155550113"])
    kept = desk.store.callback(ids["+14155550114"])
    assert kept is not None
    assert (kept.patient, kept.other_names) == ("Nobody Clara Ruth", ("Nobody Carl",))
