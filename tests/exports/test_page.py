"""The page answers on its first line, is read on anything, runs nothing, and shows as text whatever was said."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from callback_desk.domain.codes import CloseResult, Disposition
from callback_desk.domain.entries import Closed, Noted, Referral
from callback_desk.exports.page import making
from callback_desk.exports.page.making import page
from callback_desk.exports.page.plots import plots
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import written
from tests.exports.days import BLNS, FORMULAS, at, received, report
from tests.exports.test_fhir import tried
from tests.exports.test_round_trip import reports

VOID = {"meta", "br"}
HOSTILE = [
    *BLNS,
    *FORMULAS,
    "<script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}",
    '" onmouseover="alert(1)',
    "&amp; &lt;b&gt;",
    "\u202eturned round",
    "\x1b[31mred",
]


class Read(HTMLParser):
    """A page as a program reads it: its elements, the text of each, and what stands in attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.isolated: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)
        if tag == "bdi":
            self.isolated.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "bdi":
            self.isolated[-1] += data
        if "style" not in self._open:
            self.text.append(data)

    def values(self, name: str) -> list[str | None]:
        return [value for _, known, value in self.attributes if known == name]


def test_the_first_line_says_how_many_are_open_how_many_late_and_whose_turn():
    text = page(report(received("aaaa0001"), received("bbbb0002", "16:55", lane="refill")))
    first = re.search(r"<body>\s*<header>\s*<h1>(.*?)</h1>", text, re.DOTALL)
    assert first is not None
    assert Read(first[1]).isolated == ["2 open, 1 late. Whose turn: Front desk 1 (1 late), Refill desk 1."]


def test_what_is_not_closed_and_what_is_superseded_stand_on_top():
    told = replace(report(received("aaaa0001"), undecided=["aaaa0001"]), supersedes="cedar_2026-11-23_page.html")
    shown = Read(page(told)).isolated
    assert shown[0].startswith("NOT CLOSED: 1 undecided. 1 open")
    assert shown[1].startswith("Supersedes cedar_2026-11-23_page.html")


def test_open_items_come_first_each_with_what_is_next_whose_turn_and_by_when():
    late = tried(received("aaaa0001", request="Can I come sooner?", referral=Referral(missing=("EKG",))),
                 Disposition.NO_ANSWER)  # fmt: skip
    done = received("bbbb0002", patient="Ben Closed").then(at("12:00"), Closed(result=CloseResult.ANSWERED))
    text = page(report(late, done))
    for said in ("Can I come sooner?", "1st, Mon 23 Nov 11:00, no answer, María Santos", "EKG", "Scheduling"):
        assert said in Read(text).isolated
    assert "by Tue 24 Nov 10:00" in text
    assert text.index("Rosa Delgado") < text.index("Ben Closed")


def test_late_and_attention_are_words_beside_the_colour():
    alarm = received("aaaa0001", "16:50", attention=("chest pain*",), lane="symptom")
    text = page(report(alarm, received("bbbb0002", "08:00")))
    assert '<span class="mark ATTENTION">ATTENTION</span>' in text
    assert '<span class="mark LATE">LATE</span>' in text
    assert "LATE by 6 h 00 min" in text
    assert text.index('id="first"') < text.index('id="late"')


def test_nothing_runs_and_nothing_is_fetched():
    read = Read(page(report(received("aaaa0001"))))
    assert read.elements["script"] == read.elements["link"] == read.elements["img"] == read.elements["iframe"] == 0
    assert not any(name.startswith("on") for _, name, _ in read.attributes)
    assert {name for _, name, _ in read.attributes}.isdisjoint({"src", "style", "action", "srcset", "background"})
    assert all(str(value).startswith(("#", "tel:+")) for value in read.values("href"))
    policy = next(str(value) for value in read.values("content") if "default-src" in str(value))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "url(" not in page(report())
    assert "@import" not in page(report())


def test_tables_say_what_they_hold_and_what_each_heading_is_for():
    done = received("bbbb0002").then(at("12:00"), Closed(result=CloseResult.ANSWERED))
    read = Read(page(report(received("aaaa0001"), done)))
    assert read.elements["table"] == read.elements["caption"] == 3
    assert read.elements["th"] == len(read.values("scope"))
    assert set(read.values("scope")) == {"col", "row"}
    assert read.values("lang") == ["en"]
    assert len(set(read.values("id"))) == len(read.values("id"))
    assert {str(value)[1:] for value in read.values("href") if str(value).startswith("#")} <= set(read.values("id"))


def test_what_was_said_is_text_isolated_and_makes_no_element():
    plain = Read(page(report(*(received(f"{n:08}", patient="P", request="R") for n, _ in enumerate(HOSTILE)))))
    told = report(*(received(f"{n:08}", patient=said, request=said) for n, said in enumerate(HOSTILE)))
    read = Read(page(told))
    assert read.elements == plain.elements
    assert sorted(map(str, read.values("class"))) == sorted(map(str, plain.values("class")))
    isolated = {" ".join(said.split()) for said in read.isolated}
    for said in HOSTILE:
        shown = " ".join(written(said).split())
        assert shown in isolated or not shown
    assert not set("".join(read.text)) & set("\x00\x1b\x07\x9b")


@given(reports())
@settings(max_examples=10)
def test_every_open_callback_of_any_day_is_there(told: DayReport):
    read = Read(page(told))
    ids = Counter(found for said in read.isolated for found in re.findall(r"id ([0-9a-f]{8})$", said))
    assert ids == Counter(item.callback.callback_id[:8] for item in told.open)
    assert f"{len(told.open)} open, {told.late} late" in read.isolated[0]


def test_more_than_a_telephone_can_show_is_said_and_left_to_the_workbook(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(making, "MOST_ROWS", 2)
    text = page(report(*(received(f"{n:08}") for n in range(5))))
    assert "3 more of these are not on this page, which shows the first 2: every one stands in the sheet Open" in text
    assert "(5)" in text


def test_only_a_number_in_full_can_be_dialled():
    told = report(
        received("aaaa0001"), received("bbbb0002", phone="javascript:alert(1)"), received("cccc0003", phone="911")
    )
    assert [value for value in Read(page(told)).values("href") if "tel" in str(value)] == ["tel:+14155550161"]


# The plots


def counts(told: DayReport) -> dict[str, list[int]]:
    return {plot.id: [bar.number for bar in plot.bars] for plot in plots(told)}


def test_the_plots_count_contacts_first_attempts_and_ages():
    told = report(
        received("aaaa0001", "09:00", lane="refill"),
        received("bbbb0002", "09:30", lane="refill"),
        tried(received("cccc0003", "10:30", lane="referral"), Disposition.NO_ANSWER),
        received("dddd0004", "10:00", days=-3),
    )
    found = counts(told)
    assert found["volume"] == [2, 1]
    assert found["first"] == [1]
    assert sum(found["ages"]) == 4
    drawn = next(plot for plot in plots(told) if plot.id == "volume")
    assert drawn.described == "Refill routing: 9:00 2; Referral: 10:00 1"


def test_the_time_to_the_first_attempt_is_counted_in_open_minutes():
    over_night = received("aaaa0001", "16:50", days=-3)  # the Friday before
    over_night.then(at("08:05"), Noted(disposition=Disposition.NO_ANSWER, waiting=True))
    told = report(over_night)
    drawn = next(plot for plot in plots(told) if plot.id == "first")
    assert drawn.described.startswith("up to 15 min: 1")


@given(reports())
@settings(max_examples=15)
def test_every_bar_stands_within_its_drawing(told: DayReport):
    for plot in plots(told):
        assert plot.described
        for bar in plot.bars:
            assert bar.number > 0
            assert 0 <= bar.x <= bar.x + bar.width <= 400
            assert -2 <= bar.y <= bar.y + bar.height <= plot.height


def test_a_day_without_anything_is_a_page_too():
    read = Read(page(report()))
    assert read.isolated[0] == "0 open, 0 late. Whose turn: nobody."
    assert read.elements["svg"] == 0
