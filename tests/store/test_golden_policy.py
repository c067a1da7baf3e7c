"""A ledger with rules that a desk works by, and rules for every desk, as every version must read it."""

from callback_desk.domain.entries import checked
from callback_desk.domain.policy_standing import standing
from callback_desk.store import Store
from tests.store.golden import faults_in, golden, lay_in

LINES = golden("policy")


def test_the_lines_still_verify():
    assert faults_in(LINES) == []


def test_they_still_say_the_same(store: Store):
    lay_in(store, LINES)
    assert store.verify() == []
    entries = store.of_policy()
    assert [(entry.kind, entry.person_id) for entry in entries] == [
        ("policy_adopted", "maria"),
        ("policy_adopted", "ben"),
        ("policy_published", "maria"),
        ("policy_adopted", "ben"),
    ]
    assert all(checked(entry.kind, entry.v, entry.payload or {}) for entry in entries)
    founder, joined = entries[0].replica_id, entries[1].replica_id
    assert (entries[1].payload or {})["invited_by"] == founder
    said = standing(entries, joined)
    assert said.founder == "maria"
    assert [refused.entry.person_id for refused in said.refused] == ["maria"], "these rules were never whole"
