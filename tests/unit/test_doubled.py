"""Which keys are only the one that closed a dialog once more: by when they were pressed, not by when they are read."""

import pytest

from callback_desk.tui.doubled import Doubled, Pressed, Whose

CLOSED = 100.0


def meant(*pressed: tuple[str, float]) -> list[str]:
    """Which of these keys act, each so many seconds after enter closed a dialog, all of them typed before one acts."""
    doubled, act = Doubled(), []
    doubled.acts("enter")
    doubled.closed(CLOSED)
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


def again(doubled: Doubled, key: str, *, is_text: bool = False) -> Whose:
    """Whose this key is, pressed right after a dialog has closed."""
    doubled.closed(CLOSED)
    return doubled.whose([Pressed(key, CLOSED + 0.1)], is_text=is_text)


def test_the_same_key_is_meant_where_it_is_text():
    doubled = Doubled()
    doubled.acts("l")
    assert again(doubled, "l", is_text=True) is Whose.MEANT


def test_a_letter_that_begins_a_word_with_two_of_it_waits_for_nothing():
    doubled = Doubled()
    doubled.acts("l")
    doubled.closed(CLOSED)
    word = [Pressed("l", CLOSED + 0.4), Pressed("l", CLOSED + 0.47)]
    assert doubled.whose(word[:1], is_text=True) is Whose.MEANT
    assert doubled.whose(word, is_text=True) is Whose.MEANT


def test_a_key_pressed_before_the_mouse_closed_the_dialog_is_meant():
    doubled = Doubled()
    doubled.acts("x")
    doubled.clicked()
    assert again(doubled, "x") is Whose.MEANT


def test_a_key_that_closed_one_dialog_is_not_blamed_for_the_next_that_the_mouse_closes():
    doubled = Doubled()
    doubled.acts("x")
    doubled.closed(CLOSED - 0.1)
    doubled.clicked()
    assert again(doubled, "x") is Whose.MEANT


def test_escape_may_leave_one_dialog_after_another():
    doubled = Doubled()
    doubled.acts("escape")
    assert again(doubled, "escape") is Whose.MEANT
