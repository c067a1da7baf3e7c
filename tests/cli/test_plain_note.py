"""Every field of the note can be asked for, and an answer means one choice or is asked for again."""

import pytest

from callback_desk.cli.asking import one_of
from callback_desk.cli.plain_note import ASKED
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft

CHOICES = [("no-answer", "no answer"), ("not-in-service", "not in service"), ("no", "no"), ("busy", "busy")]


def test_every_field_is_asked_for():
    assert set(ASKED) == set(NoteDraft.model_fields)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1", "no-answer"), ("4", "busy"), ("BUSY", "busy"), ("b", "busy"), ("not", "not-in-service"), ("no", "no")],
)
def test_a_number_a_code_or_the_beginning_of_the_words_is_enough(text: str, code: str):
    assert one_of(text, CHOICES) == code


@pytest.mark.parametrize("text", ["", "0", "5", "n", "maybe", "x" * 200, "-1"])
def test_what_means_none_or_several_is_said(text: str):
    with pytest.raises(DeskError, match="give a number from 1 to 4, or the words"):
        one_of(text, CHOICES)
