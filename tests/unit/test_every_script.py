"""Every script of the default policy, every lane and language, with and without each fact: whole, calm and short."""

import re

import pytest

from callback_desk.domain import script
from tests.unit.said_words import (
    BARE,
    FAMILIAR,
    LANES,
    POLICY,
    PRIVATE,
    PROMISES,
    callback,
    every_callback,
    said,
    sentences,
    texts,
)

UNFILLED = re.compile(r"[{}\[\]<>]|\b(None|True|False|Undefined)\b|  |\s[.,;?!:]|,,|\.\.|::|,\.|:\s*(\.|$)")
BEFORE_IDENTIFIED = ("recognition", "voicemail")


@pytest.mark.parametrize(("lane", "language"), [(lane, code) for lane in LANES for code in ("en", "es", "vi")])
def test_whatever_is_known_it_is_whole_calm_and_tells_nothing_too_early(lane, language):
    heard: set[str] = set()
    for known, about in every_callback(lane, pairs=language != "vi"):  # in Vietnamese there is only the English text
        for detailed in (False, True):
            spoken_now = said(about, language, detailed_voicemail=detailed)
            nothing_private_is_said_before_the_patient_is_identified_or_on_a_machine(spoken_now, known)
            assert detailed or "Thomas" not in spoken_now.voicemail, known
            for part, text in texts(spoken_now).items():
                if text not in heard:
                    heard.add(text)
                    nothing_is_left_unfilled_and_it_is_one_or_two_sentences(text, language, (part, known, text))
                    nothing_is_promised_and_it_says_something(text, (part, known, text))


def nothing_is_left_unfilled_and_it_is_one_or_two_sentences(text: str, language: str, where: tuple[str, ...]) -> None:
    assert text, where
    assert not UNFILLED.search(text), where
    assert text[0].isupper() or text[0] in "¿¡", where
    assert text[-1] in ".?", where
    assert 1 <= sentences(text) <= 2, where
    assert language != "es" or text.count("¿") == text.count("?"), where
    assert language != "es" or not FAMILIAR.search(text), where


def nothing_is_promised_and_it_says_something(text: str, where: tuple[str, ...]) -> None:
    lowered = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert not [words for words in (*PROMISES, *BARE) if words in lowered], where


def nothing_private_is_said_before_the_patient_is_identified_or_on_a_machine(
    spoken_now: script.Script, known: str
) -> None:
    for part in BEFORE_IDENTIFIED:
        text = getattr(spoken_now, part).casefold()
        assert not [word for word in PRIVATE if word.casefold() in text], (part, known, text)
        assert "okafor" not in text, (part, known, text)


def test_what_tells_nobody_s_reason_before_they_are_identified():
    assert script.Script.private == ("reason", "next_step", "confirmation")


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_lane_has_a_script_of_its_own_in_both_languages(lane, language):
    assert language in POLICY.lanes[lane].script
    spoken_now = said(callback(lane=lane), language)
    assert (spoken_now.language, spoken_now.general, spoken_now.interpreter) == (language, False, False)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_boundary_and_the_voicemail_are_there_in_both_languages_and_differ(language):
    assert language in POLICY.boundary
    assert language in POLICY.voicemail
    spoken_now = said(callback(lane="refill"), language)
    assert set(spoken_now.boundary) == set(script.BOUNDARIES)
    assert len(set(spoken_now.boundary.values())) == len(script.BOUNDARIES)
    assert "911" in spoken_now.boundary["emergency"]


def test_a_lane_without_a_text_of_its_own_speaks_from_the_general_one():
    lanes = {name: lane._replace(script={}) for name, lane in POLICY.lanes.items()}
    general = POLICY._replace(lanes=lanes)
    for lane in LANES:
        for language in ("en", "es"):
            for known, about in every_callback(lane, pairs=False):
                spoken_now = said(about, language, policy=general)
                assert spoken_now.general
                for part, text in texts(spoken_now).items():
                    assert not UNFILLED.search(text), (part, known, text)
                    assert 1 <= sentences(text) <= 2, (part, known, text)
