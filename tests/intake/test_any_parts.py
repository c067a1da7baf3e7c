"""Exports overlap, come twice and in any order: the same callers, put together alike."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.desk import Ledger, take_in

HEADER = "Date/Time,From,Direction,Result,Duration\n"
ROWS = st.lists(
    st.tuples(
        st.integers(0, 60 * 24 * 3),
        st.sampled_from(["585-555-0101", "585-555-0102", "(585) 555-0103", "Restricted"]),
        st.sampled_from(["Missed", "Voicemail", "Answered"]),
    ),
    min_size=1,
    max_size=14,
    unique_by=lambda row: row[0],
)


def table(path: Path, rows: list[tuple[int, str, str]]) -> Path:
    lines = (
        f"2026-03-{9 + minute // 1440:02d} {minute // 60 % 24:02d}:{minute % 60:02d},{number},Incoming,{result},30\n"
        for minute, number, result in sorted(rows)
    )
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def put_together(ledger: Ledger) -> set[frozenset[str]]:
    """The contacts of each callback, by their source keys."""
    groups: dict[str, set[str]] = defaultdict(set)
    for key, callback_id in ledger.keys.items():
        groups[callback_id].add(key)
    return {frozenset(keys) for keys in groups.values()}


@settings(max_examples=40, deadline=None)
@given(ROWS, st.lists(st.integers(0, 14), max_size=3), st.integers(0, 4), st.randoms())
def test_any_overlapping_parts_in_any_order_are_the_same_callers(
    tmp_path_factory, rows: list[tuple[int, str, str]], cuts: list[int], overlap: int, chance
):
    folder, rows = tmp_path_factory.mktemp("parts"), sorted(rows)
    whole = Ledger()
    take_in(whole, table(folder / "whole.csv", rows))
    edges = sorted({0, len(rows), *(min(cut, len(rows)) for cut in cuts)})
    parts = [
        table(folder / f"{n}.csv", rows[max(0, begins - overlap) : ends])
        for n, (begins, ends) in enumerate(pairwise(edges))
    ]
    chance.shuffle(parts)
    by_parts = Ledger()
    for part in [*parts, *parts]:
        take_in(by_parts, part)
    assert put_together(by_parts) == put_together(whole)
