"""A ledger with a save taken back, a split, an exception and two claims at once, as every version must read it."""

from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.exceptions import exception_lines
from callback_desk.store import Store
from tests.store.golden import faults_in, golden, lay_in

LINES = golden("ownership")


def test_the_lines_still_verify():
    assert faults_in(LINES) == []


def test_they_still_say_the_same(store: Store):
    lay_in(store, LINES)
    assert store.verify() == []
    first, second = sorted(store.all_callbacks(), key=lambda callback: callback.split_from or "")
    assert (first.attempts, len(first.undone), first.lane) == (0, 1, "referral")
    assert first.split_into == (second.callback_id,)
    assert [(line.code, line.text) for line in exception_lines(first)] == [
        (ExceptionCode.NO_ACCESS, "the portal was down")
    ]
    assert (second.split_from, second.lane, second.patient) == (first.callback_id, "insurance", "Amara Okafor")
    assert second.owner == "person:maria"
    assert second.claimed_at_once == ("person:maria", "person:ben")
