"""What two people see of one item at which both worked before they synced: the same, and all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callback_desk.actions import amending, claiming, escalating, noting
from callback_desk.actions.amending import Facts
from callback_desk.actions.context import Desk
from callback_desk.actions.reading import show_document
from callback_desk.domain.codes import CloseResult, Disposition
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.put_right import TRIED_MEANWHILE
from tests.sync.team import Team

NUMBER, BETTER, OTHER = "+14155550133", "+14155550199", "+14155550177"


class Meeting:
    """Maria and Ben at one item, the second of them two minutes later."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.maria, self.ben = (team.desks[name].desk for name in ("maria", "ben"))
        self.new()

    def new(self) -> None:
        self.item = self.team.add("maria", phone=NUMBER)
        self.team.settle(rounds=2)

    def later(self, desk: Desk) -> Desk:
        for name in ("maria", "ben"):
            self.team.clocks[name].advance(minutes=2)
        return desk

    def seen(self) -> dict[str, Any]:
        """What both see after they met: they see the same, but for who speaks in the script."""
        self.team.settle(rounds=2)
        shown = []
        for desk in (self.maria, self.ben):
            callback = desk.store.callback(self.item)
            assert callback is not None
            document = show_document(desk, callback, as_of=self.maria.clock())
            shown.append({**document, "script": None})
        assert shown[0] == shown[1]
        return shown[0]

    def history(self) -> list[str]:
        """Who did what, without the times and who added it."""
        return [line.split(" ", 4)[-1] for line in self.seen()["history"][1:]]


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    team = Team(tmp_path)
    yield Meeting(team)
    team.close()


def test_both_took_it_or_noted_it(meeting: Meeting):
    claiming.claim(meeting.maria, meeting.item)
    claiming.claim(meeting.later(meeting.ben), meeting.item)
    seen = meeting.seen()
    assert seen["owner"] == "Maria"
    assert seen["claimed_at_once"] == ["Maria", "Ben"]
    assert meeting.history() == ["Maria: took it", "Ben: took it"]
    meeting.new()
    noting.save_note(meeting.maria, meeting.item, NoteDraft(disposition=Disposition.NO_ANSWER))
    noting.save_note(meeting.later(meeting.ben), meeting.item, NoteDraft(disposition=Disposition.BUSY))
    assert meeting.seen()["attempts"] == 2
    assert [line.partition(" ·")[0] for line in meeting.history()] == [
        "Maria: no answer (try 1)",
        "Ben: busy (try 2)",
    ]


@pytest.mark.parametrize("closed_first", [True, False])
def test_one_closed_while_the_other_escalated(meeting: Meeting, closed_first: bool):
    if closed_first:
        noting.close(meeting.ben, meeting.item, CloseResult.ANSWERED)
    escalating.escalate(meeting.later(meeting.maria), meeting.item, "role:nurse-line", "symptom", None)
    if not closed_first:
        noting.close(meeting.later(meeting.ben), meeting.item, CloseResult.ANSWERED)
    seen = meeting.seen()
    assert (seen["status"], seen["escalated_to"], seen["acknowledged"]) == ("escalated", "role:nurse-line", False)
    assert seen["review"] == "closed on one desk while it changed on another"
    assert set(meeting.history()) == {"Maria: escalated it to Nurse line: symptom", "Ben: closed, answered"}
    escalating.acknowledge(meeting.ben, meeting.item, "Noor", "telephone", None)
    assert meeting.seen()["status"] == "escalated", "the close that knew nothing of it closes nothing"


@pytest.mark.parametrize("tried", [Disposition.WRONG_PERSON, Disposition.VOICEMAIL])
def test_one_put_the_number_right_while_the_other_tried_the_old_one(meeting: Meeting, tried: Disposition):
    amending.amend(meeting.maria, meeting.item, Facts(phone=BETTER))
    noting.save_note(meeting.later(meeting.ben), meeting.item, NoteDraft(disposition=tried))
    seen = meeting.seen()
    assert (seen["phone"], seen["status"], seen["review"]) == (BETTER, "review", TRIED_MEANWHILE)
    noting.save_note(meeting.ben, meeting.item, NoteDraft(disposition=Disposition.NO_ANSWER))
    assert meeting.seen()["review"] is None, "whoever tries again knows both"


def test_both_put_it_right_differently(meeting: Meeting):
    amending.amend(meeting.maria, meeting.item, Facts(phone=BETTER, language="es"))
    amending.amend(meeting.later(meeting.ben), meeting.item, Facts(phone=OTHER, patient="Ana Ruiz Vega", language="es"))
    seen = meeting.seen()
    assert (seen["phone"], seen["patient"], seen["language"]) == (OTHER, "Ana Ruiz Vega", "es")
    assert seen["review"] == "put right differently at two desks: phone"
    callback = meeting.team.at("maria", meeting.item)
    assert callback.offered_phones == (BETTER,), "the other number is not lost"
    amending.amend(meeting.maria, meeting.item, Facts(phone=BETTER))
    assert meeting.seen()["review"] is None


def test_one_closed_what_the_other_put_right(meeting: Meeting):
    amending.amend(meeting.maria, meeting.item, Facts(phone=BETTER))
    noting.close(meeting.later(meeting.ben), meeting.item, CloseResult.ANSWERED)
    seen = meeting.seen()
    assert (seen["status"], seen["phone"], seen["review"]) == ("closed", BETTER, None)
