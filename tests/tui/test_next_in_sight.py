"""The next action can be read in the context, however long what the patient said is and however small the screen."""

from callback_desk.actions import claiming, noting
from callback_desk.actions.context import Desk, require
from callback_desk.domain.codes import CloseResult
from callback_desk.tui.about import about, laid_out
from tests.tui.driver import Patients

LINES, WIDTH = 11, 46
"""The inside of the context pane on a screen of 100 by 30, the smallest that shows it below the queue."""


def in_sight(desk: Desk, callback_id: str) -> str:
    lines = laid_out(about(desk, require(desk, callback_id), desk.clock()), WIDTH)
    return "\n".join(line.plain for line in lines[:LINES])


def test_a_long_message_and_a_long_hand_over_leave_the_next_action_in_sight(desk: Desk, patients: Patients):
    item = patients.wrote("Thomas Okafor", birth_date="1981-04-02", request="about my knee, " * 200)
    assert "next       call · Scheduling" in in_sight(desk, item)
    claiming.hand_over(desk, item, "role:billing", "ask for the plan's name, " * 60)
    seen = in_sight(desk, item)
    assert "next       call · Billing" in seen
    assert "handed on  “ask for the plan's name" in seen


def test_the_context_of_a_closed_item_names_no_next_action(desk: Desk, patients: Patients):
    item = patients.wrote("Thomas Okafor")
    noting.close(desk, item, CloseResult.NOT_NEEDED, None)
    assert "next" not in in_sight(desk, item)
