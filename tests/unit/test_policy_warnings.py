"""`policy check` warns of what had better not be said, and of numbers that ring nowhere."""

import pytest

from callback_desk.domain.policy import check, warnings
from callback_desk.domain.policy_warnings import PRESETS
from callback_desk.intake import presets
from callback_desk.policy import default_policy_text

DEFAULT = default_policy_text()
OPENING = "I'm calling about the refill you asked for{% if asked_on %} {{ asked_on }}{% endif %}."
SPANISH = "Le llamo por el resurtido que nos pidió{% if asked_on %} {{ asked_on }}{% endif %}."
KEY = "lanes.refill.script.{}.reason"


def warned(said: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Key, words and problem of the warnings about a reason that says this."""
    text = DEFAULT.replace(OPENING if language == "en" else SPANISH, said)
    assert text != DEFAULT
    assert check(text) == []
    return [(found.key, found.value, found.problem) for found in warnings(text) if "lanes" in found.key]


def test_the_default_policy_says_nothing_that_is_warned_of_and_its_invented_numbers_are():
    found = warnings(DEFAULT)
    assert {warning.problem for warning in found} == {"is an invented number that rings nowhere"}
    keys = [warning.key for warning in found]
    assert {"clinic.phone", "clinic.own_numbers", "roles.nurse-line.reach", "roles.nurse-line.after_hours"} <= set(keys)
    assert check(DEFAULT) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("What do you need?", "what do you need"),
        ("How can I help you today?", "how can i help you"),
        ("I'm returning a call.", "returning a call"),
        ("I'm returning your call.", "returning your call"),
        ("You called us?", "you called us"),
    ],
)
def test_an_opening_that_says_nothing_is_named(said: str, words: str):
    assert warned(said) == [(KEY.format("en"), f'"{words}"', "says nothing yet")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("¿Qué necesita?", "que necesita"),
        ("¿En qué le puedo ayudar?", "en que le puedo ayudar"),
        ("Le estoy devolviendo su llamada.", "devolviendo su llamada"),
    ],
)
def test_a_spanish_opening_that_says_nothing_is_named(said: str, words: str):
    assert warned(said, "es") == [(KEY.format("es"), f'"{words}"', "says nothing yet")]


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("en", "We guarantee a refill.", "guarantee"),
        ("en", "You will definitely be seen today.", "definitely"),
        ("en", "You will definitely be seen today.", "will definitely be seen today"),
        ("en", "You'll be seen today.", "youll be seen today"),
        ("en", "Don\N{RIGHT SINGLE QUOTATION MARK}t worry.", "dont worry"),
        ("en", "You're covered.", "youre covered"),
        ("en", "You are covered.", "you are covered"),
        ("es", "Le garantizamos el resurtido.", "garantizamos"),
        ("es", "Lo atenderán hoy.", "lo atenderan hoy"),
        ("es", "No se preocupe.", "no se preocupe"),
        ("es", "Está cubierto.", "esta cubierto"),
    ],
)
def test_a_promise_is_named_with_what_would_be_better(language: str, said: str, words: str):
    found = warned(said, language)
    assert (KEY.format(language), f'"{words}"', "promises what nobody here can promise") in found


@pytest.mark.parametrize(
    "said",
    ["I'm returning your call about {{ topic }}.", "You called us about your refill.", "{# guarantee #}Your refill."],
)
def test_an_opening_that_names_its_reason_is_not_warned_of(said: str):
    assert warned(said) == []


def test_a_warning_reads_as_one_sentence_with_key_words_and_what_would_be_better():
    text = DEFAULT.replace(OPENING, "You are covered.")
    sentences = [found.sentence for found in warnings(text) if found.key == KEY.format("en")]
    assert sentences == [
        'lanes.refill.script.en.reason: "you are covered" promises what nobody here can promise;'
        " say that billing looks up what the plan states"
    ]


def test_a_text_that_is_no_policy_has_no_warnings():
    assert warnings("this is no policy") == []
    assert check("this is no policy")


def test_a_voicemail_without_a_number_to_call_is_warned_of():
    text, number = default_policy_text(), 'phone = "415-555-0100"\n'
    assert number in text
    said = "names no number to call"
    assert any(said in finding.sentence for finding in warnings(text.replace(number, "", 1)))
    assert not any(said in finding.sentence for finding in warnings(text))


def test_a_mistyped_kind_of_file_that_would_be_taken_in_alone_is_named():
    text = DEFAULT.replace("[intake]", '[intake]\napply_without_asking = ["astersik", "table"]', 1)
    (found,) = [warning for warning in warnings(text) if warning.key == "intake.apply_without_asking"]
    assert ("astersik" in found.value, found.remedy) == (True, 'did you mean "asterisk"?')
    assert set(PRESETS) == {known.name for known in presets.PRESETS}
