"""What people and exports write in a phone cell, and what may be dialled of it."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.phone import display, normalised, offered_numbers, zone_of


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("415-555-0142", "+14155550142"),
        ("(626)555-1234", "+16265551234"),
        ("18005551212", "+18005551212"),
        ("119-967-1497", "+11199671497"),
        ("+15855550101", "+15855550101"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+(52 55 1234 5678)", "+525512345678"),
        ("+(525512345678)", "+525512345678"),
        ("011 52 55 1234 5678", "+525512345678"),
        ("00525512345678", "+525512345678"),
        ("+442079460018", "+442079460018"),
        ("\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff14\uff12", "+14155550142"),
        ("+1 585 555 0101\u200e", "+15855550101"),
        ("=15855550101", "+15855550101"),
        ('="5855550101"', "+15855550101"),
        ("tel:+15855550101", "+15855550101"),
        ("4155550142.0", "+14155550142"),
        ("4.155550142E9", "+14155550142"),
        (4155550142.0, "+14155550142"),
    ],
)
def test_a_possible_number_is_found_however_it_is_written(written: str | float, e164: str):
    assert normalised(written, "US").e164 == e164


@pytest.mark.parametrize(
    "written", ["Anonymous", "RESTRICTED", "private", "Unavailable", "UNKNOWN", "", "  ", None, "-1", -1, "0000000000"]
)
def test_a_withheld_number_is_none_and_says_so(written: str | float | None):
    number = normalised(written, "US")
    assert number.withheld
    assert number.e164 is None


@pytest.mark.parametrize("written", ["911", "988", "1002", "*97", "201", "Ext.201"])
def test_short_codes_and_extensions_are_never_numbers(written: str):
    number = normalised(written, "US")
    assert number.e164 is None
    assert number.extension is not None
    assert not number.withheld


@pytest.mark.parametrize(
    ("written", "e164", "extension", "note"),
    [
        ("5855550177 (daughter)", "+15855550177", None, "(daughter)"),
        ("1-415-555-0142 x23", "+14155550142", "23", None),
        ("415.555.0142 ext. 9", "+14155550142", "9", None),
        ("585-555-0101 / 585-555-0102", "+15855550101", None, "585-555-0102"),
        ("585-555-0101 (585-555-0102)", "+15855550101", None, "(585-555-0102)"),
        ("585-555-0101 or 585-555-0102", "+15855550101", None, "or 585-555-0102"),
        ("Cell: 585-555-0101", "+15855550101", None, "Cell:"),
        ("585-555-0101c", "+15855550101", None, "c"),
        ("+52 1 55 1234 5678", "+525512345678", None, "written +52 1 55 1234 5678"),
        ('"GARCIA MARIA" <5855550101>', "+15855550101", None, "GARCIA MARIA"),
        ("Pérez, José <(585) 555-0101>", "+15855550101", None, "Pérez, José"),
        ("Smith, Ann (+15855550101)", "+15855550101", None, "Smith, Ann"),
        ('"" <+15855550101>', "+15855550101", None, None),
        ("- (5855550101)", "+15855550101", None, None),
        ("Front Desk <201>", None, "201", "Front Desk"),
    ],
)
def test_what_stands_beside_a_number_is_kept(written: str, e164: str | None, extension: str | None, note: str | None):
    number = normalised(written, "US")
    assert (number.e164, number.extension, number.note) == (e164, extension, note)


@pytest.mark.parametrize(
    "written",
    [
        "415-555-014O",
        "4155550142O",
        "555-0100",
        "(206)752-121",
        "+66666",
        "4.15556E+09",
        "sip:5855550101@pbx.example",
        "+1 (800) FLOWERS",
        "see chart",
        "Ana <see chart>",
        "ana@example.test <ana>",
    ],
)
def test_what_is_no_whole_number_stays_a_note_letter_for_letter(written: str):
    number = normalised(written, "US")
    assert number.e164 is None
    assert number.note == written


def test_numbers_said_in_a_message_are_offered_once_and_in_order():
    said = "Mi número es 585-555-0133, o (585) 555-0144. Otra vez: 585.555.0133. Orden 99812."
    assert offered_numbers(said, "US") == ("+15855550133", "+15855550144")
    assert offered_numbers("2 pills left, $450.00, since 3/9/2026", "US") == ()


def test_a_number_knows_its_zone_only_where_there_is_one():
    assert zone_of("+15855550101") == "America/New_York"
    assert zone_of("+18005551212") is None
    assert zone_of("+15555550101") is None


def test_an_area_in_two_zones_tells_none_unless_the_exchange_does():
    assert zone_of("+12706009800") is None
    assert zone_of("+12708270101") == "America/Chicago"  # Henderson
    assert zone_of("+15025550101") == "America/New_York"  # Louisville
    assert zone_of("+15415550101") == "America/Los_Angeles"  # but for a few villages


def test_numbers_are_shown_in_groups():
    assert display("+15855550101") == "+1 585-555-0101"
    assert display("+525512345678") == "+52 55 1234 5678"


@given(st.one_of(st.text(max_size=40), st.text("0123456789+-() .xO/", max_size=30)))
def test_any_text_gives_a_number_of_plain_digits_or_none(written: str):
    number = normalised(written, "US")
    assert number.e164 is None or (number.e164[0] == "+" and number.e164[1:].isdecimal())
    assert number == normalised(written, "US")


def test_start_up_does_not_wait_for_the_number_tables():
    code = "import sys, callback_desk.domain.phone as p; p.normalised('(585) 555-0101', 'US');" + (
        "sys.exit(any(name.startswith('phonenumbers') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("written", ["a" * 2_000 + "<", "a" + " " * 20_000 + "b", "a (" * 2_000])
def test_a_long_text_that_is_no_number_is_told_at_once(written: str):
    """It took minutes: each way to part its letters into words was tried."""
    number = normalised(written, "US")
    assert (number.e164, number.extension) == (None, None)
