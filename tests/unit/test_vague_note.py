"""A note that says nothing is named before it is saved; one that says something in few words is enough."""

import pytest

from callback_desk.domain import note, vagueness
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import Entry
from tests.unit.notes import NOW, POLICY, STILL_OPEN, TRANSCRIPT, WHOLE, callback, written


@pytest.mark.parametrize(
    "request_words",
    [
        *(
            "called patient",
            "Called pt.",
            "lvm",
            "LM",
            "spoke to pt",
            "spoke with patient",
            "pt called back",
            "n/a",
            "...",
        ),
        *(
            "returned the call",
            "talked to her about it",
            "she had a question",
            "appointment",
            "ok done",
            "see message",
        ),
        *("llamé al paciente", "hablé con la paciente", "?!", "123"),
    ],
)
def test_a_note_that_says_nothing_is_named_before_it_is_saved(request_words):
    draft = written(WHOLE, request=request_words)
    [sentence] = note.vague(draft, callback())
    assert "what the patient asked for" in sentence
    assert request_words not in sentence
    assert note.vague_fields(draft, callback()) == ["request"]
    assert not note.ready(POLICY, callback(), draft)
    assert not note.meter(POLICY, draft, callback()).request


@pytest.mark.parametrize(
    "request_words",
    [
        *(
            "first visit, cardiology; afternoons only",
            "records for school",
            "needs lisinopril refilled at CVS",
        ),
        *(
            "wants first appointment for knee",
            "asked if insurance covers the sleep study",
            "call after 4 pm, at work",
        ),
        *(
            "quiere cita para su rodilla, por la tarde",
            "要求预约心脏科下午",
            "move Friday's visit to next week",
        ),
    ],
)
def test_a_short_note_that_says_something_is_enough(request_words):
    assert note.vague(written(WHOLE, request=request_words), callback()) == []


@pytest.mark.parametrize(
    "pasted",
    [
        TRANSCRIPT,
        TRANSCRIPT.upper(),
        TRANSCRIPT.replace(",", " ").replace(".", ""),
        TRANSCRIPT.replace("something", "sth"),
        f"pt: {TRANSCRIPT}",
        "my primary doctor said he'd send something over",
    ],
)
def test_pasting_the_message_back_is_no_note(pasted):
    [sentence] = note.vague(written(WHOLE, request=pasted), callback())
    assert "your own words" in sentence
    assert "doctor" not in sentence


def test_an_earlier_message_pasted_back_is_no_note_either():
    early = "Could you tell me whether my insurance card arrived by mail"
    entry = Entry("a", 1, Stream.CALLBACK, "c", "received", 1, "0", NOW, "maria", "", "", {}, {"request": early})
    redacted = entry._replace(seq=2, payload=None)
    assert note.vague(written(WHOLE, request=early), callback(history=(entry, redacted)))


def test_own_words_may_share_some_with_the_message():
    draft = written(WHOLE, request="set up a first visit in the afternoon, waits for the letter of his doctor")
    assert note.vague(draft, callback()) == []
    assert note.vague(draft, callback(request=None)) == []
    assert not vagueness.is_pasted("", [TRANSCRIPT])


def test_a_long_message_is_compared_quickly():
    long = " ".join(f"word{number % 977}" for number in range(40_000))
    assert vagueness.is_pasted(long, [long + " end"])
    assert not vagueness.is_pasted("first visit, cardiology; afternoons only", [long])


@pytest.mark.parametrize("step", ["follow up", "TBD", "f/u", "see note", "...", "pending"])
def test_a_next_step_that_names_none_is_vague(step):
    draft = written(STILL_OPEN, next_action=step)
    assert note.vague_fields(draft, callback()) == ["next_action"]
    assert note.vague(written(STILL_OPEN), callback()) == []
