"""A ledger with a portal message, words typed in a note and verdicts, as every version must read it."""

from callback_desk.domain.codes import Verdict
from callback_desk.store import Store
from tests.store.golden import faults_in, golden, lay_in

LINES = golden("alarms")


def test_the_lines_still_verify():
    assert faults_in(LINES) == []
    assert {"messaged", "flagged", "judged"} <= {line["kind"] for line in LINES}


def test_they_still_say_the_same(store: Store):
    lay_in(store, LINES)
    assert store.verify() == []
    okafor, nunez = sorted(store.all_callbacks(), key=lambda callback: callback.patient or "")
    assert (okafor.attempts, okafor.attention, okafor.verdict) == (1, ("chest pain*", "faint*"), Verdict.RIGHT)
    assert (okafor.acknowledged, okafor.attention_pending, okafor.owner) == (True, True, "role:nurse-line")
    assert (nunez.verdict, nunez.attempts, nunez.attention_pending) == (Verdict.MISSED, 0, False)
