"""Names that caller id shows: of people, and not of the place where a number is registered."""

import pytest

from callback_desk.intake.area_states import STATE_OF
from callback_desk.intake.names import caller_id_name

OF_NEW_YORK, OF_MICHIGAN, TOLL_FREE, OF_CANADA = "+15855550101", "+13135550101", "+18005550101", "+14165550101"
OF_MEXICO = "+525555550101"


@pytest.mark.parametrize("shown", ["GARCIA MA", "SMITH, AL", "LOPEZ CO", "NGUYEN MI", "PARK IN", "DELGADO LA"])
@pytest.mark.parametrize("number", [OF_NEW_YORK, OF_MEXICO])
def test_a_name_that_ends_as_a_state_is_a_name_where_the_number_is_of_another(shown: str, number: str):
    assert caller_id_name(shown, number) == shown


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("ROCHESTER NY", OF_NEW_YORK), ("ROCHESTER    NY", OF_NEW_YORK), ("ROCHESTER, NY", OF_NEW_YORK),
        ("DETROIT MI", OF_MICHIGAN), ("DETROIT MI", None), ("ROCHESTER NY", TOLL_FREE), ("ROCHESTER NY", OF_CANADA),
    ],
)  # fmt: skip
def test_a_place_in_the_state_of_the_number_or_where_none_is_known_is_no_name(shown: str, number: str | None):
    assert caller_id_name(shown, number) is None


@pytest.mark.parametrize("shown", ["WIRELESS CALLER", "Cell Phone NY", "CELL PHONE MI", "V", "12345", ""])
def test_what_a_carrier_shows_of_everybody_is_no_name_whatever_the_number(shown: str):
    assert caller_id_name(shown, OF_NEW_YORK) is None


def test_short_and_mixed_names_are_names():
    for shown in ("LEE AL", "Dr. Ok", "Ana Co", "OKAFOR,THOMAS"):
        assert caller_id_name(shown, OF_NEW_YORK) == shown


def test_every_area_code_is_three_digits_of_one_state():
    assert all(len(area) == 3 and area.isdecimal() and area[0] > "1" for area in STATE_OF)
    assert len(set(STATE_OF.values())) == 52
