"""Whatever is missing, empty or of another type in an export: every record is accounted for, twice alike."""

import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, options, planned

JSON_SAMPLES = sorted(path for room in ("phone", "constructed/phone") for path in (DATA / room).rglob("*.json"))
ROW_SAMPLES = sorted(
    path for path in (DATA / "constructed" / "phone").rglob("*") if path.suffix in (".csv", ".xml", ".txt")
) + sorted((DATA / "phone").rglob("*.html"))

OTHER_VALUES = st.sampled_from(
    [None, "", 0, -1, 1e400, 10**30, True, [], {}, [None], {"id": None}, "0", "null", "Hang up", "\ud800", "2026-02-30",
     "9" * 400, [[]], "in\u202fout", {"phoneNumber": 5}, ["+15855550101"]]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(["drop", "change", "cut", "double", "case"]), OTHER_VALUES),
    min_size=1,
    max_size=6,
)


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a document: the object or list that holds it, and its key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    return found + [place for key in keys for place in places_in(value[key])]


def change(document: Any, at: int, how: str, value: Any) -> None:
    places = places_in(document)
    if not places:
        return
    holder, key = places[at % len(places)]
    if how == "drop" or (how == "cut" and not isinstance(holder[key], list)):
        del holder[key]
    elif how == "cut":
        del holder[key][len(holder[key]) // 2 :]
    elif how == "double" and isinstance(holder[key], list):
        holder[key] = [*holder[key], *deepcopy(holder[key])]
    elif how == "case" and isinstance(holder[key], str):
        holder[key] = holder[key].swapcase()
    else:
        holder[key] = value


def assert_accounts_add_up(path: Path) -> None:
    first, second = read_path(path, options()), read_path(path, options())
    assert first == second
    (document,) = planned(path).documents()
    units = document["calls"] + document["messages"] + document["referrals"] + document["appointments"]
    fates = sum(document[fate] for fate in ("new_callbacks", "joined", "already_known", "no_callback"))
    assert units == fates == len(first.units)
    assert document["calls"] == document["inbound"] + document["outbound"] + document["internal"]
    outcomes = sum(document[name] for name in ("missed", "voicemails", "answered", "unattended"))
    assert document["inbound"] == outcomes
    told = len(document["skipped"]) + len(document["rejected"])
    assert document["rows"] >= told
    assert bool(document["rows"]) >= bool(units + told)
    if "error" in document:
        assert units + told + document["rows"] == 0


@pytest.mark.parametrize("path", JSON_SAMPLES, ids=lambda path: path.name)
@settings(max_examples=25, deadline=None)
@given(changes=CHANGES)
def test_json_with_fields_that_are_missing_or_of_another_type(path: Path, changes: list[tuple[int, str, Any]]):
    document = json.loads(path.read_text(encoding="utf-8"))
    for at, how, value in changes:
        change(document, at, how, deepcopy(value))
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "export"
        changed.write_text(json.dumps(document), encoding="utf-8")
        assert_accounts_add_up(changed)


LINE_CHANGES = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.sampled_from(["drop", "double", "blank", "cut", "word"]),
        st.integers(0, 10**6),
        st.sampled_from(
            ["", "?", "0", "-1", "ANSWERED", "9" * 300, "2026-03-08 02:30:00", "31/31/2026", "\ufffd", '"']
        ),
    ),
    min_size=1,
    max_size=6,
)


def changed_lines(text: str, changes: list[tuple[int, str, int, str]]) -> str:
    lines = text.splitlines(keepends=True)
    for at, how, cell, value in changes:
        if not lines:
            break
        at %= len(lines)
        cells = lines[at].split(",")
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "cut":
            lines[at] = lines[at][: cell % (len(lines[at]) + 1)] + "\n"
        elif how == "word":
            words = lines[at].split('"')
            words[cell % len(words)] = value
            lines[at] = '"'.join(words)
        else:
            cells[cell % len(cells)] = value
            lines[at] = ",".join(cells)
    return "".join(lines)


@pytest.mark.parametrize("path", ROW_SAMPLES, ids=lambda path: path.name)
@settings(max_examples=15, deadline=None)
@given(changes=LINE_CHANGES)
def test_rows_and_pages_with_pieces_missing_or_changed(path: Path, changes: list[tuple[int, str, int, str]]):
    text = changed_lines(path.read_text(encoding="utf-8"), changes)
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "export"
        changed.write_text(text, encoding="utf-8")
        assert_accounts_add_up(changed)
