"""A report of many callbacks is gone through page by page: it holds few at a time, and tells the same."""

import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Disposition
from callback_desk.exports import callbacks
from callback_desk.exports.callbacks import Held, Remembering
from callback_desk.exports.csv_files import write_csv
from callback_desk.exports.handoff import write_handoff
from callback_desk.exports.narrowing import narrowed
from callback_desk.exports.page.making import page
from callback_desk.exports.report import DayReport
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import write_workbook
from tests.exports.days import DAY, POLICY, Story, at, read_csv, received
from tests.exports.test_report import tried


class Lent(Callback):
    """A callback of which is known whether anybody still holds it."""

    __slots__ = ("__weakref__",)


class Lending(Held):
    """Gives a callback of its own to whoever reads, and counts how many of them are held."""

    def __init__(self, told: Iterable[Callback]) -> None:
        super().__init__(told)
        self.out: weakref.WeakValueDictionary[int, Lent] = weakref.WeakValueDictionary()
        self.given = self.most = 0

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        for callback in super().read(ids):
            lent = Lent(**{field.name: getattr(callback, field.name) for field in fields(callback)})
            self.given += 1
            self.out[self.given] = lent
            self.most = max(self.most, len(self.out))
            yield lent
            del lent


def many() -> list[Callback]:
    stories: Sequence[Story] = [received(f"{n:08}", lane="refill" if n % 3 else "referral") for n in range(60)]
    for story in stories[::2]:
        tried(tried(story, at("10:00")), at("11:00"), Disposition.REACHED)
    return [story.callback for story in stories]


def day_of(source: Held | Remembering) -> DayReport:
    return DayReport.gather(policy=POLICY, day=DAY, as_of=at("17:05"), callbacks=source)


def test_a_long_report_holds_a_page_of_callbacks_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(callbacks, "PAGE", 5)
    lending = Lending(many())
    told = day_of(lending)
    for mine in (told, narrowed(told, lanes=["refill"], audience=POLICY.audiences["front-desk"])):
        write_workbook(tmp_path / "day.xlsx", mine, sheets(mine))
        for one in sheets(mine):
            write_csv(tmp_path / "day.csv", one)
        write_handoff(tmp_path / "day.txt", mine)
    assert lending.given > 500
    assert lending.most <= 12
    monkeypatch.setattr("callback_desk.exports.page.making.MOST_ROWS", 7)
    assert "more of these are not on this page" in page(told)
    assert lending.most <= 12


def test_a_day_of_usual_size_is_read_once_and_tells_the_same(tmp_path: Path):
    lending = Lending(many())
    remembered, plain = day_of(Remembering(lending)), day_of(Held(many()))
    for one, same in zip(sheets(remembered), sheets(plain), strict=True):
        write_csv(tmp_path / "one.csv", one)
        write_csv(tmp_path / "same.csv", same)
        assert read_csv(tmp_path / "one.csv") == read_csv(tmp_path / "same.csv")
    assert lending.given == len(many())


def test_of_a_longer_one_only_the_first_stay_at_hand():
    lending = Lending(many())
    told = day_of(Remembering(lending, most=20))
    assert [item.callback.callback_id for item in told.open] == [one.callback_id for one in day_of(lending).callbacks]
    assert len(lending.out) == 20
