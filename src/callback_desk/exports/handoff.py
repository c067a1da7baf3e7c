"""The text for the next shift, and the note of one patient: plain, and safe to paste anywhere.

What a patient or a file said is shown cleaned and on one line; a very long request is shortened and says so.
"""

import textwrap
from collections.abc import Iterable, Iterator

from callback_desk.domain.codes import CloseResult, Disposition
from callback_desk.domain.exceptions import exception_lines
from callback_desk.domain.text import clean_line
from callback_desk.exports.report import WATCHED, DayReport, Item
from callback_desk.exports.target import Target, text
from callback_desk.exports.telling import Fact, Telling, sections
from callback_desk.exports.wording import ENGLISH, Words, pasteable

_WIDTH = 78
_LABEL = 12
_MARGIN = "   "


def handoff(report: DayReport, words: Words = ENGLISH) -> str:
    """Return the text: how many are open, how many late and whose turn first, then each open item."""
    return "".join(_lines(report, words))


def write_handoff(target: Target, report: DayReport, words: Words = ENGLISH) -> None:
    """Write the text line by line, however long it is."""
    with text(target) as file:
        file.writelines(_lines(report, words))


def _lines(report: DayReport, words: Words) -> Iterator[str]:
    yield from (f"{pasteable(line)}\n" for line in _told(report, words))


def _told(report: DayReport, words: Words) -> Iterator[str]:
    telling = Telling(report, words)
    yield from (clean_line(heading) for heading in words.headings(report))
    yield ""
    yield from _done(report, words)
    yield from _booked(telling)
    yield from _exceptions(telling)
    number = 0
    for title, items in sections(report) if report.has_sheet("Open") else ():
        yield from ("", f"{words.said[title].upper()} ({len(items)})")
        for item in items:
            if number % WATCHED == 0:
                report.watch("the handoff text", number)
            number += 1
            yield from ("", *_item(telling, item, number))


def patient_note(report: DayReport, callback_id: str, words: Words = ENGLISH) -> str:
    """Return the note of one callback of the report, a fact a line: attention, who, what was asked, what was tried
    and confirmed, what is still open, whose turn it is and by when.

    Its lines are not folded, because the program that it is pasted into folds them itself.
    """
    (item,) = report.listed([callback_id])
    telling = Telling(report, words)
    facts = [*telling.asked(item), *telling.every_try(item), *telling.still_open(item)]
    lines = [
        *([words.said["attention"]] if item.attention else []),
        ", ".join((telling.who(item), *_identity(item, words))),
        telling.what(item),
        *(f"{words.labels[fact.label]}: {clean_line(fact.said)}" for fact in facts),
        f"{clean_line(report.clinic)}, {words.said['as of'].format(words.clock(report, report.as_of))}",
        words.said["no record"],
    ]
    return "".join(f"{pasteable(line)}\n" for line in lines)


def _identity(item: Item, words: Words) -> Iterator[str]:
    for name, known in (("born", item.callback.birth_date), ("record", item.callback.record_number)):
        if known:
            yield words.said[name].format(clean_line(known))


def _done(report: DayReport, words: Words) -> Iterator[str]:
    tally = report.tally
    closed = ", ".join(
        f"{tally.results[result]} {words.closings[result]}" for result in CloseResult if tally.results[result]
    )
    reached = tally.ended[Disposition.REACHED]
    yield words.said["done"].format(words.said[report.when], len(report.attempts), reached)
    yield words.said["completed"].format(len(report.completed), f" ({closed})" if closed else "")


def _booked(telling: Telling) -> Iterator[str]:
    """Yield what was booked, which the next shift is asked about first."""
    report = telling.report
    if not report.booked or not report.has_sheet("Attempts"):
        return
    yield from ("", f"{_heading(telling, 'booked')} ({len(report.booked)})")
    for attempt in report.booked:
        who = telling.who(report.item(attempt.callback))
        yield from _hanging(f"- {who}: {telling.booked(attempt)}{telling.not_final(attempt)}")


def _exceptions(telling: Telling) -> Iterator[str]:
    """Yield what the workflow did not foresee, whether what it was about is open or not."""
    report, words = telling.report, telling.words
    lines = [
        f"- {telling.who(item)}: {words.exceptions[line.code]}"
        + (f": {line.text}" if line.text else "")
        + f" ({report.person(line.person_id)}, {telling.clock(line.at)})"
        for item in report.listed(report.tally.excepted)
        for line in exception_lines(item.callback)
        if report.view.is_today(line.at)
    ]
    if lines and report.has_sheet("Exceptions"):
        yield from ("", f"{_heading(telling, 'exceptions')} ({len(lines)})")
        for line in lines:
            yield from _hanging(line)


def _heading(telling: Telling, name: str) -> str:
    said = telling.words.said
    return said[name].format(said[telling.report.when]).upper()


def _hanging(line: str) -> list[str]:
    return textwrap.wrap(clean_line(line), _WIDTH, subsequent_indent="  ")


def _item(telling: Telling, item: Item, number: int) -> Iterator[str]:
    yield f"{number}. {telling.who(item)}"
    yield f"{_MARGIN}{telling.what(item)}"
    yield from _labelled(telling.words, (*telling.asked(item), *telling.tried(item), *telling.still_open(item)))


def _labelled(words: Words, facts: Iterable[Fact]) -> Iterator[str]:
    """Yield each fact as lines: its label, then what is to be said, later lines under the first."""
    for fact in facts:
        start = _MARGIN + f"{words.labels[fact.label]}:".ljust(_LABEL)
        said = clean_line(fact.said)
        yield from textwrap.wrap(said, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start)) or [start]
