"""The page's plots: what is counted, and where each bar stands. Lengths are in units of the drawing."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from callback_desk.exports.report import DayReport
from callback_desk.exports.tally import AGES, LONGER, WAITS

WIDTH = 400
_LABELS = 118
_ROW = 26
_BAR = 15
_AXIS = 18


class Bar(NamedTuple):
    """A bar of a plot, and the number that it stands for."""

    x: float
    y: float
    width: float
    height: float
    number: int


class Label(NamedTuple):
    """A word of a plot and where it stands; `end` tells that it ends there instead of beginning."""

    x: float
    y: float
    said: str
    end: bool = False


class Plot(NamedTuple):
    """A drawing with its title, what it shows in words for whoever does not see it, and a line on what is counted."""

    id: str
    title: str
    counted: str
    described: str
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


def plots(report: DayReport) -> list[Plot]:
    """Return the plots that have something to show."""
    made = (_volume(report), _first_attempts(report), _ages(report))
    return [plot for plot in made if plot.bars]


def _volume(report: DayReport) -> Plot:
    """Return how many contacts came in by hour, one strip for each lane."""
    counts = report.tally.hours
    lanes = sorted(counts, key=lambda lane: (-counts[lane].total(), lane))
    hours = [hour for lane in counts.values() for hour in lane]
    bars, labels = _strips([counts[lane] for lane in lanes], range(min(hours, default=0), max(hours, default=0) + 1))
    titles = [report.policy.lane(lane).title for lane in lanes]
    labels += [Label(0, place * _ROW + _ROW - 4, _short(title)) for place, title in enumerate(titles)]
    described = "; ".join(
        f"{title}: " + ", ".join(f"{hour}:00 {counts[lane][hour]}" for hour in sorted(counts[lane]))
        for title, lane in zip(titles, lanes, strict=True)
    )
    return Plot(
        "volume", "Contacts by hour and lane", "every contact of a patient that came in, by the clinic's clock",
        described, len(lanes) * _ROW + _AXIS, tuple(bars), tuple(labels),
    )  # fmt: skip


def _strips(rows: Sequence[Counter[int]], hours: range) -> tuple[list[Bar], list[Label]]:
    """Return the bars of each row over the hours, all to one scale, and the hours under them."""
    step = (WIDTH - _LABELS) / len(hours)
    most = max((max(row.values()) for row in rows), default=1)
    bars = []
    for place, row in enumerate(rows):
        for hour, count in sorted(row.items()):
            height = max(2.0, count / most * _BAR)
            x, y = _LABELS + (hour - hours.start) * step, place * _ROW + _ROW - 3 - height
            bars.append(Bar(round(x, 1), round(y, 1), round(max(step - 3, 2), 1), round(height, 1), count))
    every = 1 + len(hours) // 12
    foot = len(rows) * _ROW + 12
    return bars, [Label(round(_LABELS + (hour - hours.start) * step, 1), foot, str(hour)) for hour in hours[::every]]


def _first_attempts(report: DayReport) -> Plot:
    """Return how long the first attempts of the day were in coming, in the clinic's open minutes."""
    return _lying(
        "first", "Time to first attempt", "open minutes from the first contact, for first attempts of the day",
        report.tally.waits, WAITS,
    )  # fmt: skip


def _ages(report: DayReport) -> Plot:
    """Return how old the open items are, by the wall clock."""
    counted = "by the wall clock since the first contact"
    return _lying("ages", "Age of open items", counted, report.tally.ages, AGES)


def _lying(plot_id: str, title: str, counted: str, found: Counter[str], steps: Sequence[tuple[str, int]]) -> Plot:
    """Return a plot of lying bars: how many values are within each step and above the last."""
    names = [*(name for name, _ in steps), LONGER]
    room, most = WIDTH - _LABELS - 34, max(found.values(), default=1)
    bars, labels = [], []
    for place, name in enumerate(names):
        count, y = found[name], place * _ROW + 6
        width = round(count / most * room, 1)
        if count:
            bars.append(Bar(_LABELS, y, max(width, 2), _BAR, count))
        labels += [Label(_LABELS - 8, y + 12, name, end=True), Label(_LABELS + width + 6, y + 12, str(count))]
    described = ", ".join(f"{name}: {found[name]}" for name in names)
    return Plot(plot_id, title, counted, described, len(names) * _ROW + 6, tuple(bars), tuple(labels))


def _short(title: str) -> str:
    return title if len(title) <= 20 else f"{title[:19]}…"
