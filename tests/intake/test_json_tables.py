"""Lists of objects as JSON of systems that are not known: tables whose header is the keys. Every sample is invented."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.intake.looking import look_at
from callback_desk.intake.reading import read_path
from callback_desk.intake.rejects import rejected_texts
from tests.intake.desk import options


@pytest.fixture
def export(tmp_path: Path):
    def write(*documents: Any) -> Path:
        path = tmp_path / "export"
        path.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
        return path

    return write


def request(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "requestId": f"r{number}", "createdAt": "2026-03-09T13:00:00Z", "patient": {"name": f"Pat {number}"},
        "mobilePhone": f"+1585555010{number}", "message": "please call me back", "tags": ["a", "b"], "isNew": True,
    } | facts  # fmt: skip


@pytest.mark.parametrize(
    ("wrap", "places"),
    [
        (lambda items: [items], ["[0]", "[1]"]),
        (lambda items: [{"page": 1, "results": items}], ["results[0]", "results[1]"]),
        (lambda items: [{"data": {"items": items, "total": 2}}], ["data.items[0]", "data.items[1]"]),
        (lambda items: items, ["1", "2"]),
    ],
)
def test_a_list_of_objects_is_read_by_its_keys_wherever_it_stands(export, wrap, places: list[str]):
    reading = read_path(export(*wrap([request(1), request(2)])), options())
    assert (reading.preset, reading.rows, reading.rejected) == ("table", 2, [])
    assert [unit.line for unit in reading.units] == places
    assert [(unit.patient, unit.number) for unit in reading.units] == [
        ("Pat 1", "+15855550101"), ("Pat 2", "+15855550102"),
    ]  # fmt: skip
    assert "columns not read: tags, isNew" in reading.notes


def test_every_object_is_a_record_of_its_own_and_a_bare_value_is_none(export):
    reading = read_path(export([request(1), {"message": "only words"}, "words", None]), options())
    assert (reading.rows, len(reading.units)) == (4, 1)
    assert reading.rejected == [
        ("[1]", 'no date in "createdAt"'),
        ("[2]", "it is no record, but a bare value"),
        ("[3]", "it is no record, but a bare value"),
    ]


def test_what_cannot_be_told_is_asked_for_as_in_a_table(export):
    path = export([{"name": "Pat", "phone": "5855550101"}])
    assert "has no column for when it came in (its header is: name, phone)" in str(read_path(path, options()).error)
    path = export([{"created": "2026-03-09", "who": "Pat"}, {"created": "2026-03-10", "who": "Lee"}])
    assert "has no column for who it is about" in str(read_path(path, options()).error)
    reading = read_path(path, options(mapping={"name": "who"}))
    assert [unit.patient for unit in reading.units] == ["Pat", "Lee"]


def test_an_envelope_with_an_empty_list_is_a_day_without_records(export):
    reading = read_path(export({"data": [], "totalItems": 0, "nextPageToken": None}), options())
    assert (reading.error, reading.rows, reading.notes) == (None, 0, ["the list is empty"])


@pytest.mark.parametrize("document", [{"a": 1}, {"a": [1, 2]}, {"a": [{"b": 1}], "c": [{"d": 1}]}, {}])
def test_json_that_is_no_one_list_of_objects_is_refused_in_a_sentence(export, document: Any):
    assert "is JSON of a kind that is not known" in str(read_path(export(document), options()).error)


def test_a_patient_is_known_however_deep_the_name_and_number_stand(export):
    caller = {"phones": [{"kind": "mobile", "number": "585-555-0101"}], "name": {"first": "Ana", "last": "Li"}}
    reading = read_path(export([{"created": "2026-03-09T13:00:00Z", "caller": caller}]), options())
    assert [(unit.patient, unit.number) for unit in reading.units] == [("Ana Li", "+15855550101")]
    assert "columns not read: caller phones kind" in reading.notes


@pytest.mark.parametrize(
    "said",
    [
        {"message": {"parts": {"text": "I have chest pain"}}},
        {"message": {"parts": [{"text": "please call"}, {"text": "I have chest pain"}]}},
        {"messages": [{"body": "please call", "from": None}, {"body": "I have chest pain"}]},
        {"messages": ["please call", ["I have chest pain"]]},
        {"voicemail": {"transcription": {"text": "I have chest pain"}}},
        {"attributes": {"message": {"content": [{"text": "I have chest pain"}]}}},
        {"message": [[[[[[[[[["I have chest pain"]]]]]]]]]]},
    ],
)
def test_what_a_patient_said_is_read_however_deep_it_stands(export, said: dict[str, Any]):
    record = request(1)
    del record["message"]
    (unit,) = read_path(export([record | said]), options()).units
    assert "chest pain" in (unit.request or "")


def test_of_several_telephones_the_first_is_called_and_the_other_kept(export):
    phones = [{"number": "585-555-0101"}, {"number": "585-555-0102"}]
    (unit,) = read_path(export([request(1, mobilePhone=None, phones=phones)]), options()).units
    assert (unit.number, unit.phone_note) == ("+15855550101", "585-555-0102")


def test_what_is_not_read_is_named_however_deep_it_stands(export):
    deepest: Any = "my arm is numb"
    for _ in range(900):
        deepest = {"k": deepest}
    form = {"intake": [{"asked": "Since when?", "answer": "Monday"}], "own": {"a b": 1, "a": {"b": 2}}, "deep": deepest}
    path = export([request(1, tags=[], form=form)])
    (note,) = (note for note in read_path(path, options()).notes if note.startswith("columns not read"))
    assert note == (
        "columns not read: tags, isNew, form intake asked, form intake answer, form own a b, form own a b, "
        f"form deep{' k' * 7}"
    )
    look = look_at(path, options())
    assert look is not None
    samples = {column.name: column.samples for column in look.columns}
    assert samples["form intake answer"] == ("Monday",)
    assert samples[f"form deep{' k' * 7}"] == ("my arm is numb",)


def test_columns_beyond_what_a_table_has_are_told(export):
    many = {f"extra{n}": n for n in range(600)}
    notes = read_path(export([request(1) | many]), options()).notes
    assert "only the first 500 of 607 columns are read, not extra493, extra494, extra495 and so on" in notes


def test_its_columns_can_be_looked_at_and_its_rejected_records_put_right(export):
    path = export({"results": [request(1), request(2, createdAt="soon")]})
    look = look_at(path, options())
    assert look is not None
    assert {column.key: column.field for column in look.columns}["createdAt"] == "received"
    (text,) = rejected_texts(read_path(path, options()), options())
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["requestId"], row["patient name"], row["createdAt"]) for row in rows] == [("r2", "Pat 2", "soon")]
