"""The writing thread keeps every save, in order, whoever stops waiting for it."""

import threading

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.store import Store, Writer
from tests.store.writing import id_of, received, standing, write


def test_writes_run_one_after_another_in_order():
    writer, done = Writer(), []
    futures = [writer.submit(done.append, n) for n in range(100)]
    writer.close()
    assert done == list(range(100))
    assert all(future.done() for future in futures)


def test_a_failing_write_says_so_and_the_next_one_runs(store: Store):
    writer = Writer()

    def fails() -> None:
        raise DeskError("not saved")

    failed = writer.submit(fails)
    saved = writer.submit(write, store, received("a"))
    with pytest.raises(DeskError, match="not saved"):
        failed.result()
    assert saved.result()[0].subject_id == id_of("a")
    writer.close()
    assert standing(store, "a").is_open


def test_a_save_is_never_cancelled():
    writer, hold, done = Writer(), threading.Event(), []
    writer.submit(hold.wait)
    waiting = writer.submit(done.append, "saved")
    assert waiting.cancel() is False
    hold.set()
    writer.close()
    assert done == ["saved"]


def test_closing_waits_for_what_was_submitted_and_takes_no_more():
    writer, done = Writer(), []
    for n in range(20):
        writer.submit(lambda n=n: (threading.Event().wait(0.002), done.append(n)))
    writer.close()
    assert done == list(range(20))
    with pytest.raises(RuntimeError):
        writer.submit(done.append, 20)


def test_everything_runs_on_one_thread_that_is_not_the_callers():
    writer = Writer()
    threads = {writer.submit(threading.get_ident).result() for _ in range(10)}
    writer.close()
    assert len(threads) == 1
    assert threading.get_ident() not in threads
