"""A record that has the key of a known one is not always that one: nobody is lost for a key in common."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.domain.told import Told, keys_of
from tests.intake.desk import Ledger, counted, take_in

REQUESTS = "Date,Patient,DOB,Phone,Visit Type,New or Existing\n"
ANA = "3/9/2026,Ana Lopez,1/2/2015,585-555-0101,well child,existing\n"
BEN = "3/9/2026,Ben Lopez,5/6/2018,585-555-0101,well child,existing\n"
MESSAGES = "Received,Name,Phone,Message\n"
CALLS = "Call ID,Call Time,Caller Number,Result\n"


def taken(ledger: Ledger, folder: Path, *files: str) -> list[dict[str, int]]:
    """Take files of this content in, one by one, and return the counts of each."""
    path, counts = folder / "export.csv", []
    for content in files:
        path.write_text(content, encoding="utf-8")
        counts.append(counted(take_in(ledger, path)[0]))
    return counts


def callbacks(ledger: Ledger) -> Counter[tuple[Any, ...]]:
    """The contacts of each callback: what they told, and the key that their file gave them."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one in ledger.told:
        *_, key = keys_of(one.source_key)
        found[ledger.keys[one.source_key]].append((key, *_facts(one)))
    return Counter(tuple(sorted(contacts)) for contacts in found.values())


def _facts(one: Told) -> tuple[str, ...]:
    return one.at, str(one.number), str(one.patient), str(one.born), str(one.words)


@pytest.mark.parametrize("rows", [(ANA, BEN), (BEN, ANA)])
def test_another_child_of_one_number_and_day_is_a_callback_in_whatever_file(tmp_path: Path, rows: tuple[str, str]):
    whole, parts = Ledger(), Ledger()
    taken(whole, tmp_path, REQUESTS + "".join(rows))
    first, second, *again = taken(parts, tmp_path, *(REQUESTS + row for row in (*rows, *rows)), REQUESTS + ANA + BEN)
    assert [first["new_callbacks"], second["new_callbacks"]] == [1, 1]
    assert not any("new_callbacks" in count or "joined" in count for count in again)
    assert {one.patient for one in parts.open.values()} == {"Ana Lopez", "Ben Lopez"}
    assert callbacks(parts) == callbacks(whole)
    assert sorted(taken(whole, tmp_path, *(REQUESTS + row for row in rows)), key=str) == again[:2]


def test_a_message_of_another_child_never_goes_to_the_first_ones_callback(tmp_path: Path):
    ledger = Ledger()
    ana, ben = "3/9/2026,Ana Lopez,585-555-0101,refill please\n", "3/9/2026,Ben Lopez,585-555-0101,needs school form\n"
    taken(ledger, tmp_path, MESSAGES + ana, MESSAGES + ben, MESSAGES + ana + ben)
    said = {ledger.open[ledger.keys[one.source_key]].patient: one.words for one in ledger.told}
    assert said == {"Ana Lopez": "refill please", "Ben Lopez": "needs school form"}


def test_a_second_request_of_one_patient_on_a_day_is_one_more_contact(tmp_path: Path):
    ledger = Ledger()
    refill, form = (f"3/9/2026,Ana Lopez,585-555-0101,{words}\n" for words in ("refill please", "school form"))
    assert taken(ledger, tmp_path, MESSAGES + refill, MESSAGES + form, MESSAGES + refill + form) == [
        {"rows": 1, "messages": 1, "new_callbacks": 1},
        {"rows": 1, "messages": 1, "joined": 1},
        {"rows": 2, "messages": 2, "already_known": 2},
    ]
    assert len(ledger.open) == 1


def test_an_id_that_is_used_again_the_next_day_loses_nobody(tmp_path: Path):
    ledger = Ledger()
    first = CALLS + "101,2026-03-09 08:00:00,585-555-0101,Missed\n102,2026-03-09 08:10:00,585-555-0102,Missed\n"
    second = CALLS + "102,2026-03-10 09:00:00,585-555-0133,Missed\n101,2026-03-10 09:10:00,585-555-0101,Missed\n"
    counts = taken(ledger, tmp_path, first, second, second, first)
    assert [(one.get("new_callbacks"), one.get("joined"), one.get("already_known")) for one in counts] == [
        (2, None, None),
        (1, 1, None),
        (None, None, 2),
        (None, None, 2),
    ]


@pytest.mark.parametrize(
    ("known", "comes"),
    [
        ("5,3/9/2026 8:00,Ana Lopez,585-555-0101,", "5,3/9/2026 8:00,Ana Lopez,585-555-0199,"),  # put right
        ("5,3/9/2026 8:00,Ana Lopez,585-555-0101,", "5,3/9/2026 8:00,Lopez Ana Maria,585-555-0101,"),
        ("5,3/9/2026 8:00,Ana Lopez,585-555-0101,refill", "5,3/9/2026 8:20,Ana Lopez,,"),
        (",3/9/2026,Ana Lopez,585-555-0101,", ',3/9/2026,"LOPEZ, ANA",585-555-0101,'),
        (",3/9/2026,Ana Lopez,585-555-0101,refill please", ",3/9/2026,,585-555-0101,"),
    ],
)
def test_what_was_put_right_or_left_out_is_no_other_record(tmp_path: Path, known: str, comes: str):
    header = "Id,Received,Patient,Phone,Message\n"
    _, again = taken(Ledger(), tmp_path, f"{header}{known}\n", f"{header}{comes}\n")
    assert again.get("already_known") == 1


def test_a_store_that_counted_the_rows_of_one_key_knows_them_again(tmp_path: Path):
    ledger = Ledger()
    taken(ledger, tmp_path, REQUESTS + ANA + BEN)
    (plain, other) = sorted(one.source_key for one in ledger.told)
    ledger.told = [one._replace(source_key=f"{plain}~2") if one.source_key == other else one for one in ledger.told]
    ledger.keys[f"{plain}~2"] = ledger.keys.pop(other)
    for file in (REQUESTS + ANA + BEN, REQUESTS + BEN, REQUESTS + BEN + ANA):
        assert taken(ledger, tmp_path, file)[0].get("already_known") == file.count("\n") - 1


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (CALLS, "N/A,2026-03-{day:02d} 09:{minute:02d}:00,585-555-{n},Missed\n"),
        (MESSAGES, "3/{day}/2026,,,it is about {n}\n"),
    ],
)
def test_one_key_for_a_thousand_records_costs_little_and_loses_none(tmp_path: Path, header: str, row: str):
    rows = [row.format(day=9 + n % 3, minute=n % 60, n=1000 + n) for n in range(1000)]
    first, again = taken(Ledger(), tmp_path, *(header + "".join(one) for one in (rows, rows[::-1])))
    assert (first["new_callbacks"], again["already_known"]) == (1000, 1000)


def test_two_patients_under_one_key_of_desks_that_met_each_have_an_item_with_the_next_export(tmp_path: Path):
    ledger, other = Ledger(), Ledger()
    taken(ledger, tmp_path, REQUESTS + ANA)
    taken(other, tmp_path, REQUESTS + BEN)
    assert ledger.keys == other.keys, "each desk took the only one that it saw for the record of the key"
    ledger.told += other.told
    first, again = taken(ledger, tmp_path, REQUESTS + ANA + BEN, REQUESTS + BEN + ANA)
    assert (first["new_callbacks"], again["already_known"]) == (1, 2)
    assert {one.patient for one in ledger.open.values()} == {"Ana Lopez", "Ben Lopez"}


FAMILY = st.tuples(
    st.integers(9, 11),
    st.sampled_from([("Ana Lopez", "1/2/2015"), ("Ben Lopez", "5/6/2018"), ("Rosa Lopez", "7/8/1985")]),
    st.sampled_from(["585-555-0101", "585-555-0102"]),
    st.sampled_from(["refill please", "school form", "needs a visit"]),
)
NUMBERED = st.tuples(
    st.integers(9, 11),
    st.integers(1, 5),
    st.integers(8, 17),
    st.sampled_from(["585-555-0101", "585-555-0102", "585-555-0103"]),
)


def family(rows: list[Any]) -> str:
    told = (f"3/{day}/2026,{who},{born},{number},{words}\n" for day, (who, born), number, words in rows)
    return "Date,Patient,DOB,Phone,Message\n" + "".join(told)


def used_again(rows: list[Any]) -> str:
    told = (f"{100 + n},2026-03-{day:02d} {hour:02d}:{n:02d}:00,{number},Missed\n" for day, n, hour, number in rows)
    return CALLS + "".join(told)


@pytest.mark.parametrize(("list_of", "row", "once"), [(family, FAMILY, None), (used_again, NUMBERED, lambda r: r[:2])])
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_twice_in_overlapping_parts_and_in_any_order_it_is_the_same(
    tmp_path_factory: Any, list_of: Any, row: Any, once: Any, data: Any
):
    folder = tmp_path_factory.mktemp("again")
    rows = data.draw(st.lists(row, min_size=1, max_size=8, unique_by=once or (lambda one: one)))
    at = data.draw(st.integers(0, len(rows)))
    back = data.draw(st.integers(0, 3))
    parts = data.draw(st.permutations([rows[:at], rows[max(0, at - back) :]]))
    whole, by_parts = Ledger(), Ledger()
    taken(whole, folder, list_of(rows))
    taken(by_parts, folder, *(list_of(part) for part in parts if part))
    assert callbacks(by_parts) == callbacks(whole)
    for ledger in (whole, by_parts):
        for again in (*parts, rows, rows[::-1]):
            (count,) = taken(ledger, folder, list_of(again)) if again else ({},)
            assert count.get("already_known", 0) == len(again), count


ROWS = [f"3/9/2026,{8 + n // 6:02d}:{n % 6}0:00,585-555-01{n:02d},Incoming,Missed,0\n" for n in range(30)]


def counted_rows(rows: list[tuple[int, str]]) -> str:
    return "ID,Date,Time,Phone,Direction,Result,Duration\n" + "".join(f"{n},{row}" for n, row in rows)


@pytest.mark.parametrize("step", [1, -1])
@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(0, 29), st.integers(0, 30), st.booleans(), st.data())
def test_parts_of_a_list_that_counts_its_rows_are_the_whole(
    tmp_path_factory: Any, step: int, count: int, at: int, back: int, first: bool, data: Any
):
    folder, numbered = tmp_path_factory.mktemp("rows"), list(enumerate(ROWS[:count], 1))[::step]
    parts = [part for part in (numbered[:at], numbered[max(0, at - back) :]) if part]
    whole, by_parts = Ledger(), Ledger()
    taken(whole, folder, counted_rows(numbered))
    for part in data.draw(st.permutations([*parts, numbered] if first else parts)):
        taken(by_parts, folder, counted_rows(part))
    assert sorted(map(_facts, by_parts.told)) == sorted(map(_facts, whole.told))
    for ledger in (whole, by_parts):
        for again in (*parts, numbered):
            assert taken(ledger, folder, counted_rows(again))[0].get("already_known") == len(again)


@pytest.mark.parametrize("step", [1, -1])
def test_a_list_that_counts_its_rows_anew_each_day_loses_none(tmp_path: Path, step: int):
    first, second = list(enumerate(ROWS[:10], 1))[::step], list(enumerate(ROWS[8:20], 1))[::step]
    ledger = Ledger()
    counts = taken(ledger, tmp_path, *map(counted_rows, (first, second, first, second)))
    assert [one.get("new_callbacks", 0) for one in counts] == [10, 10, 0, 0]
    assert [one.get("already_known", 0) for one in counts] == [0, 2, 10, 12]


def test_a_row_that_was_known_by_its_number_is_known_where_the_numbers_only_count(tmp_path: Path):
    ledger, numbered = Ledger(), list(enumerate(ROWS[:6], 1))
    taken(ledger, tmp_path, counted_rows(numbered[2:]))
    assert all(one.source_key.startswith("table-call:") for one in ledger.told)
    (again,) = taken(ledger, tmp_path, counted_rows(numbered))
    assert (again["new_callbacks"], again["already_known"]) == (2, 4)
