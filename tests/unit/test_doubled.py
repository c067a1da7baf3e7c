"""Which keys are only the one that closed a dialog once more: by when they were pressed, not by when they are read."""

import pytest

from callback_desk.tui.doubled import Doubled, Pressed, Whose

CLOSED = 100.0


def meant(*pressed: tuple[str, float]) -> list[str]:
    """Which of these keys act, each so many seconds after enter closed a dialog, all of them typed before one acts."""
    doubled, act = Doubled(), []
    doubled.closed("enter", CLOSED)
    waiting = [Pressed(key, CLOSED + after) for key, after in pressed]
    while waiting:
        if doubled.whose(waiting) is Whose.UNSURE:  # nothing follows
            doubled.forget()
            continue
        key = waiting.pop(0)
        if doubled.whose([key, *waiting]) is Whose.MEANT:
            act.append(key.key)
    return act


@pytest.mark.parametrize("after", [-0.5, 0.0, 0.05, 0.29])
def test_the_same_key_so_soon_is_a_repeat(after: float):
    assert meant(("enter", after)) == []


@pytest.mark.parametrize("after", [0.31, 0.5, 0.99, 1.5, 60])
def test_the_same_key_a_moment_later_is_meant(after: float):
    assert meant(("enter", after)) == ["enter"]


@pytest.mark.parametrize("begins", [0.25, 0.4, 0.5, 0.66, 0.95])
@pytest.mark.parametrize("beat", [0.02, 0.033, 0.09])
def test_a_key_that_is_held_down_does_nothing_however_long(begins: float, beat: float):
    assert meant(*(("enter", begins + beat * each) for each in range(100))) == []


def test_a_key_is_meant_again_once_it_was_let_go():
    held = [("enter", 0.5 + 0.033 * each) for each in range(30)]
    assert meant(*held, ("enter", held[-1][1] + 0.2)) == ["enter"]


def test_two_presses_much_later_are_both_meant():
    assert meant(("enter", 5), ("enter", 5.05)) == ["enter", "enter"]


def test_another_key_is_meant_at_once_and_so_is_what_follows_it():
    assert meant(("n", 0.02), ("enter", 0.05)) == ["n", "enter"]


def test_a_slip_leaves_the_keys_after_it_alone():
    assert meant(("enter", 0.1), ("n", 0.12)) == ["n"]


def test_two_deliberate_presses_of_a_finger_both_act():
    assert meant(("enter", 0.5), ("enter", 0.7)) == ["enter", "enter"]
