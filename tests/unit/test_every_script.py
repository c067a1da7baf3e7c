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
EVERY = pytest.mark.parametrize(("lane", "language"), [(lane, code) for lane in LANES for code in ("en", "es", "vi")])


@EVERY
def test_nothing_is_left_unfilled_and_each_part_has_one_or_two_sentences(lane, language):
    for known, about in every_callback(lane):
        for detailed in (False, True):
            for part, text in texts(said(about, language, detailed_voicemail=detailed)).items():
                assert text, (part, known)
                assert not UNFILLED.search(text), (part, known, text)
                assert text[0].isupper() or text[0] in "¿¡", (part, known, text)
                assert text[-1] in ".?", (part, known, text)
                assert 1 <= sentences(text) <= 2, (part, known, text)
                assert text.count("¿") == text.count("?") or language != "es", (part, known, text)


@EVERY
def test_nothing_is_promised_and_no_opening_says_nothing(lane, language):
    for known, about in every_callback(lane):
        for detailed in (False, True):
            for part, text in texts(said(about, language, detailed_voicemail=detailed)).items():
                lowered = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
                assert not [words for words in (*PROMISES, *BARE) if words in lowered], (part, known, text)


@EVERY
def test_nothing_private_is_said_before_the_patient_is_identified_or_on_a_machine(lane, language):
    for known, about in every_callback(lane):
        for detailed in (False, True):
            spoken_now = said(about, language, detailed_voicemail=detailed)
            for part in BEFORE_IDENTIFIED:
                text = getattr(spoken_now, part)
                found = [word for word in PRIVATE if word.casefold() in text.casefold()]
                assert not found, (part, known, text)
                assert "okafor" not in text.casefold(), (part, known, text)
            assert detailed or "Thomas" not in spoken_now.voicemail, known
    assert script.Script.private == ("reason", "next_step", "confirmation")


@pytest.mark.parametrize("lane", LANES)
def test_spanish_says_usted_in_every_part(lane):
    for known, about in every_callback(lane):
        for part, text in texts(said(about, "es")).items():
            assert not FAMILIAR.search(text), (part, known, text)


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
    lanes = {name: lane.model_copy(update={"script": {}}) for name, lane in POLICY.lanes.items()}
    general = POLICY.model_copy(update={"lanes": lanes})
    for lane in LANES:
        for language in ("en", "es"):
            for known, about in every_callback(lane):
                spoken_now = said(about, language, policy=general)
                assert spoken_now.general
                for part, text in texts(spoken_now).items():
                    assert not UNFILLED.search(text), (part, known, text)
                    assert 1 <= sentences(text) <= 2, (part, known, text)
