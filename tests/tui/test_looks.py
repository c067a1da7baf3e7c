"""How it looks: colours that can be told apart and read, columns cut by cells, lines that fit the screen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from textual.color import Color

from callback_desk.actions.clinics import OtherClinic
from callback_desk.domain.queue import QueueCounts
from callback_desk.tui import keys, theme, words
from callback_desk.tui.panes.footer import footer
from callback_desk.tui.panes.header import HeaderFacts, header
from callback_desk.tui.plain import fitted
from callback_desk.tui.queue_columns import HEADINGS, MARK, columns, in_columns
from callback_desk.tui.queue_lines import QueueLine, Tone

NOW = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)


PAIRS = [(name, *pair) for name, palette in (("dark", theme.DARK), ("light", theme.LIGHT)) for pair in palette.pairs()]


@pytest.mark.parametrize(("name", "what", "text", "ground"), PAIRS, ids=[f"{pair[1]}, {pair[0]}" for pair in PAIRS])
def test_every_colour_can_be_read(name: str, what: str, text: str, ground: str):
    assert contrast(text, ground) >= 4.5


def contrast(text: str, ground: str) -> float:
    """The ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    lighter, darker = sorted((luminance(text), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


NAMES = ["Rosa Delgado", "李" * 30, "e\u0301" * 40, "👩‍👩‍👧‍👦" * 9, "محمد " * 9, "", "a" * 500]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [78, 88, 118, 138, 198])
def test_a_line_of_the_queue_fills_its_width_whatever_the_name(name: str, width: int):
    line = QueueLine("!!", "late 1h05", name, "new appt", "voicemail", "es", "1st", f"call {name}", name, Tone.PLAIN)
    assert cell_len(in_columns(line, width)) == width


@pytest.mark.parametrize("cells", range(12))
def test_text_is_cut_by_cells(cells: int):
    assert cell_len(fitted("日本語のテキスト", cells)) == cells
    assert cell_len(fitted("plain words", cells)) == cells


@pytest.mark.parametrize(
    ("width", "given_way"), [(138, ()), (98, ()), (92, ()), (90, ("from",)), (78, ("from", "try"))]
)
def test_how_it_came_in_and_then_the_try_give_way_to_the_next_action(width: int, given_way: tuple[str, ...]):
    shown = in_columns(HEADINGS, width).split("  ")
    words = [word for heading in shown for word in heading.replace("next action", "next-action").split()]
    headings = ("due", "patient", "about", "from", "lg", "try", "next-action", "owner")
    assert words == [heading for heading in headings if heading not in given_way]


ACTIONS = ["escalate to nurse line", "call · 3rd try · last", "call before the visit", "waiting · call · 2nd try"]


@pytest.mark.parametrize("width", [*range(78, 199)])
def test_a_next_action_can_be_read_on_every_screen(width: int):
    for action in ACTIONS:
        line = QueueLine(
            ">", "late 1h05", "Latoya Washington", "new appt", "voicemail", "es", "3rd", action, "", Tone.LATE
        )
        assert action in in_columns(line, width)


@pytest.mark.parametrize("width", [60, 78, 98, 138, 198])
def test_the_columns_stand_where_they_do_whatever_is_in_them(width: int):
    assert sum(cells for _, cells in columns(width).shown) + MARK == width + 1
    short = QueueLine("", "", "", "", "", "", "", "#", "", Tone.PLAIN)
    long = QueueLine("!!*", *["x" * 99] * 6, "#" * 99, "x" * 99, Tone.PLAIN, missing="y")
    assert in_columns(short, width).index("#") == in_columns(long, width).index("#")


@pytest.mark.parametrize("width", [80, 100, 140, 200])
@pytest.mark.parametrize("clinic", ["Oak", "Cedar Family Medicine", "The Very Long Named Clinic of Saint Somebody"])
def test_the_header_keeps_its_figures(width: int, clinic: str):
    facts = HeaderFacts(clinic, "Maria", NOW, ZoneInfo("America/New_York"), QueueCounts(1, 12, 5, 123))
    shown = header(facts, width)
    assert shown.cell_length <= width
    for figure in ("1 att", "12 late", "5 ", "123 open", "14:12"):
        assert figure in shown.plain


OTHERS = (
    OtherClinic("Oak Street", QueueCounts(1, 2, 1, 14)),
    OtherClinic("Elm", QueueCounts(0, 0, 3, 9)),
    OtherClinic("Pine Hill Family Practice", None, "locked"),
)


@pytest.mark.parametrize(
    ("width", "wanted"),
    [
        (60, "others 1! 2>"),
        (80, "others 1! 2>"),
        (120, "others 1! 2>"),
        (127, "others: 1 att · 2 late"),
        (134, "   Oak Street: 1 att · 2 late"),
        (140, "   Oak Street: 1 attention · 2 late"),
        (200, "   Oak Street: 1 attention · 2 late   Pine Hill Family Practice: locked"),
    ],
)
def test_the_header_tells_what_waits_elsewhere_in_the_room_there_is(width: int, wanted: str):
    facts = HeaderFacts("Cedar Family Medicine", "Maria", NOW, ZoneInfo("America/New_York"), QueueCounts(1, 2, 5, 23))
    shown = header(replace(facts, others=OTHERS), width)
    assert width < 80 or shown.cell_length <= width
    assert wanted in shown.plain
    assert "1 att" in shown.plain


def test_a_locked_clinic_is_left_out_before_the_figures_are():
    facts = HeaderFacts("Cedar Family Medicine", "Maria", NOW, ZoneInfo("America/New_York"), QueueCounts(1, 2, 5, 23))
    assert header(replace(facts, others=OTHERS[2:]), 110).plain == header(facts, 110).plain


def test_a_clinic_where_nothing_is_late_is_not_told():
    facts = HeaderFacts("Cedar", "Maria", NOW, ZoneInfo("America/New_York"), QueueCounts(1, 2, 5, 23), OTHERS[1:2])
    assert header(facts, 140).plain == header(replace(facts, others=()), 140).plain


def test_the_header_is_whole_where_there_is_room():
    zone = ZoneInfo("America/New_York")
    shown = header(HeaderFacts("Cedar Family Medicine", "Maria", NOW, zone, QueueCounts(1, 2, 5, 23)), 140)
    assert shown.plain == (
        " Cedar Family Medicine   Maria   Mon 23 Nov 14:12   1 attention · 2 late · 5 due this hour   23 open"
    )


@pytest.mark.parametrize("calling", [False, True])
@pytest.mark.parametrize("width", [80, 140])
def test_the_footer_fits_and_always_leads_to_all_keys(calling: bool, width: int):
    shown = footer(keys.footer(calling=calling, one_pane=width < 100), width)
    assert shown.cell_length <= width
    assert "keys" in shown.plain


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "0m"), (42, "42m"), (65, "1h05"), (599, "9h59"), (600, "10h"), (2879, "47h"), (4320, "3d")],
)
def test_spans_of_time_are_short(minutes: int, shown: str):
    assert words.span(minutes) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_attempts_are_counted_in_words(number: int, shown: str):
    assert words.ordinal(number) == shown


def test_what_is_late_for_days_says_so_in_calendar_days():
    assert words.late_by(42, NOW, NOW) == "late 42m"
    assert words.late_by(0, NOW - timedelta(hours=3), NOW) == "late"
    assert words.late_by(5000, NOW - timedelta(days=12), NOW) == "late 12d"
    assert words.late_by(900_000, NOW - timedelta(days=3434), NOW) == "late 9y"


@pytest.mark.parametrize("days", [0, 1, 2, 9, 99, 343, 699, 700, 3434, 40_000, 99_999])
def test_what_is_late_fits_its_column_however_late_it_is(days: int):
    assert len(words.late_by(days * 24 * 60, NOW - timedelta(days=days), NOW)) <= 9
