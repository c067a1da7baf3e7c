"""What may wait for a network has a thread of its own, and the program may end without it."""

import threading
import time

import pytest

from callback_desk.tui.own_thread import OwnThread


def test_what_is_submitted_is_done_in_order_and_a_fault_ends_nothing():
    thread, done = OwnThread("test"), []
    first = thread.submit(lambda: done.append("first"))
    faulty = thread.submit(lambda: 1 // 0)
    last = thread.submit(lambda: done.append("last"))
    last.result(timeout=5)
    assert first.done()
    assert done == ["first", "last"]
    with pytest.raises(ZeroDivisionError):
        faulty.result()
    thread.stop(5)
    assert not thread.is_busy


def test_what_hangs_is_not_waited_for():
    thread, goes_on = OwnThread("test"), threading.Event()
    hangs = thread.submit(goes_on.wait)
    never = thread.submit(lambda: None)
    began = time.monotonic()
    thread.stop(0.05)
    assert time.monotonic() - began < 5
    assert thread.stopped.is_set()
    goes_on.set()
    hangs.result(timeout=5)
    assert not never.done()
