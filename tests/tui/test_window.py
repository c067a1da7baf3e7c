"""The window of rows: a long queue costs no more than a short one, and the cursor never loses its place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.codes import Channel
from callback_desk.domain.queue import QueueKey, QueueRow
from callback_desk.tui.panes.window import KEPT, Window

START = datetime(2026, 11, 23, 13, tzinfo=UTC)


def row(number: int) -> QueueRow:
    facts = {name: None for name in QueueRow._fields}
    due = START + timedelta(minutes=number)
    facts |= {
        "callback_id": f"{number:08}",
        "due_at": due,
        "attention_rank": 1,
        "contacts_rank": 1,
        "contacts": 1,
    }
    facts |= {"is_open": True, "channel": Channel.MISSED_CALL}
    return QueueRow(**facts)  # type: ignore[arg-type]


class Queue:
    """Rows in order, and how many were read."""

    def __init__(self, length: int) -> None:
        self.rows = [row(number) for number in range(length)]
        self.read = 0

    def page(self, after: QueueKey | None, before: QueueKey | None, limit: int) -> list[QueueRow]:
        rows = self.rows
        if after is not None:
            rows = [row for row in rows if row.key > after]
        elif before is not None:
            rows = [row for row in rows if row.key < before][-limit:]
        self.read += len(rows[:limit])
        return rows[:limit]

    def window(self) -> Window:
        window = Window(self.page)
        window.first()
        return window


def place(window: Window) -> int:
    assert window.current is not None
    return int(window.current.callback_id)


@given(st.integers(1, 1500), st.lists(st.sampled_from([1, -1, 37, -37, 400, -400]), max_size=20))
def test_the_cursor_is_where_the_keys_put_it(length: int, moves: list[int]):
    window, expected = Queue(length).window(), 0
    for by in moves:
        window.move(by)
        expected = min(max(expected + by, 0), length - 1)
        assert place(window) == expected
    assert len(window.rows) <= KEPT + 500


def test_a_long_queue_is_read_page_by_page():
    queue = Queue(5000)
    window = queue.window()
    assert queue.read == 100
    for _ in range(30):
        window.move(1)
    assert queue.read == 100
    for _ in range(30):
        window.move(1)
    assert queue.read == 200


def test_end_goes_to_the_last_row_and_back_up():
    queue = Queue(5000)
    window = queue.window()
    window.last()
    assert place(window) == 4999
    window.move(-120)
    assert place(window) == 4879
    assert queue.read < 500


def test_the_cursor_stays_with_its_callback():
    queue = Queue(20)
    window = queue.window()
    window.move(7)
    del queue.rows[3]
    window.reload()
    assert place(window) == 7


def test_what_comes_next_takes_the_place_of_what_went():
    queue = Queue(20)
    window = queue.window()
    window.move(7)
    del queue.rows[7]
    window.reload()
    assert place(window) == 8


@pytest.mark.parametrize(("at", "next_one"), [(0, "00000001"), (2, "00000001")])
def test_the_next_item_is_the_one_after_and_at_the_end_the_one_before(at: int, next_one: str):
    window = Queue(3).window()
    window.move(at)
    assert window.following() == next_one


def test_an_empty_queue_has_no_cursor():
    window = Queue(0).window()
    window.move(1)
    window.last()
    window.reload()
    assert window.current is None
    assert window.following() is None


def test_reading_again_deep_in_the_queue_stays_there():
    queue = Queue(3000)
    window = queue.window()
    window.move(2000)
    window.reload()
    assert place(window) == 2000
    assert not window.from_start
