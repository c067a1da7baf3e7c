"""Languages are called by their names wherever people read them."""

import pytest

from callback_desk.domain.language_names import NAMES
from callback_desk.domain.languages import is_code, language_name
from callback_desk.domain.text import clean_line
from callback_desk.intake.vocabulary import language_code
from tests.unit.said_words import callback, said


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("de", "German", "alemán"),
        ("ES-mx", "Spanish", "español"),
        ("zh-Hant", "Chinese", "chino"),
        ("hmn", "Hmong", "hmong"),
        ("tlh", "tlh", "tlh"),
    ],
)
def test_a_language_has_its_name_and_a_rare_one_its_code(code: str, english: str, spanish: str):
    assert (language_name(code), language_name(code, "es")) == (english, spanish)


def test_every_name_is_plain_and_is_read_from_a_list_again():
    for code, names in NAMES.items():
        assert is_code(code)
        for name in names:
            assert clean_line(name) == name
            if " " not in name and code not in ("cmn", "fil"):
                assert language_code(name) == code
    assert [language_code(name) for name in ("Mandarin", "Filipino", "NaN", "nah")] == ["zh", "tl", None, None]


def test_the_line_that_is_read_aloud_names_the_language():
    steps = " ".join(said(callback(lane="refill", language="de"), None).interpreter_steps)
    assert "I am calling an interpreter who speaks German." in steps
    assert "ask for German" in steps
