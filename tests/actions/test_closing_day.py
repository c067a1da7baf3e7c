"""The day's close gives claims back with its files, and keeps them where there are none."""

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callback_desk.actions import card_changing, claiming
from callback_desk.actions.closing_day import close_day, handoff_text
from callback_desk.actions.context import Desk, require
from callback_desk.actions.protecting import Protection
from callback_desk.domain.errors import DeskError
from tests.tui.driver import Patients

PLAIN = Protection(plain_files=True)


def close(desk: Desk, folder: Path, **named: Any) -> str:
    """Close the day as it is and return the handoff text that it wrote."""
    done = close_day(desk, folder=folder, as_is=True, protection=PLAIN, **named)
    return Path(next(file["path"] for file in done.files if file["kind"] == "handoff")).read_text("utf-8")


@pytest.fixture
def mine(desk: Desk, patients: Patients) -> str:
    """An item that Maria took."""
    item = patients.wrote("Cy Invented", ago=150)
    claiming.claim(desk, item)
    return item


def test_a_close_that_was_stopped_leaves_every_claim_where_it_was(desk: Desk, mine: str, tmp_path: Path):
    def stop(said: str) -> None:
        if said.startswith("writing"):
            raise DeskError("stopped: no file was written")

    with pytest.raises(DeskError, match="stopped"):
        close(desk, tmp_path / "files", progress=stop)
    assert require(desk, mine).owner == "person:maria"
    assert [entry.kind for entry in require(desk, mine).history] == ["received", "claimed"]


def test_the_files_name_whose_turn_it_is_once_the_claims_are_given_back(desk: Desk, mine: str, tmp_path: Path):
    assert "Whose turn: Scheduling 1" in close(desk, tmp_path / "files")
    assert require(desk, mine).owner == "role:scheduling"


def test_claims_that_are_kept_are_told_as_they_are(desk: Desk, mine: str, tmp_path: Path):
    assert "Whose turn: Maria" in close(desk, tmp_path / "files", keep_claims=True)
    assert require(desk, mine).owner == "person:maria"


def test_a_folder_made_for_the_files_is_the_user_s_alone(desk: Desk, mine: str, tmp_path: Path):
    close(desk, tmp_path / "files")
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_the_text_for_the_next_shift_has_what_the_card_of_a_patient_says(desk: Desk, mine: str):
    assert "Card:" not in handoff_text(desk)
    card_changing.change(desk, mine, {"voicemail": "none"})
    assert "Card:       leave no message" in handoff_text(desk)


def test_the_text_for_the_next_shift_tells_of_the_moment_that_is_asked_for(desk: Desk, mine: str):
    told = handoff_text(desk, as_of=desk.clock() + timedelta(days=1, minutes=5)).splitlines()
    assert told[0].startswith("NOT CLOSED: 1 undecided. 1 open, 1 late. Whose turn: Scheduling 1")
    assert told[1].endswith("Tue 24 Nov 2026, as of 14:17 EST")
    assert handoff_text(desk).splitlines()[1].endswith("Mon 23 Nov 2026, as of 14:12 EST")
