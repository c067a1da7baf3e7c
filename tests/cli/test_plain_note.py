"""Every field of the note can be asked for, and an answer means one choice or is asked for again."""

from datetime import datetime
from pathlib import Path

import pytest

from callback_desk.cli.asking import one_of
from callback_desk.cli.plain_note import ASKED, tell_if_closed
from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from tests.tui.driver import Clock, close_desk, make_desk

CHOICES = [("no-answer", "no answer"), ("not-in-service", "not in service"), ("no", "no"), ("busy", "busy")]


def test_every_field_is_asked_for():
    assert set(ASKED) == set(NoteDraft.model_fields)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1", "no-answer"), ("4", "busy"), ("BUSY", "busy"), ("b", "busy"), ("not", "not-in-service"), ("no", "no")],
)
def test_a_number_a_code_or_the_beginning_of_the_words_is_enough(text: str, code: str):
    assert one_of(text, CHOICES) == code


def test_an_appointment_while_the_clinic_is_closed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    desk = make_desk(tmp_path, Clock())
    for hour in (10, 20):
        tell_if_closed(desk, Typed(datetime(2026, 11, 24, hour, tzinfo=desk.zone), None, None))
    assert capsys.readouterr().err == "booked for Tue 24 Nov 20:00: the clinic is closed at that hour\n"
    close_desk(desk)


@pytest.mark.parametrize("text", ["", "0", "5", "n", "maybe", "x" * 200, "-1"])
def test_what_means_none_or_several_is_said(text: str):
    with pytest.raises(DeskError, match="give a number from 1 to 4, or the words"):
        one_of(text, CHOICES)
