"""What other programs read of a callback: every key that was promised, always there, and each one told in the docs."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callback_desk.actions import escalating, judging, noting, preparing, reading
from callback_desk.actions.context import Desk, require
from callback_desk.actions.preparing import Got
from callback_desk.domain.codes import CloseResult, Verdict, View
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from tests.tui.driver import Patients

DOCS = Path(__file__).resolve().parents[2] / "docs" / "json.md"
QUEUE = (
    *("id", "patient", "phone", "lane", "channel", "language", "attention", "status", "received_at", "target_at"),
    *("due_at", "late_minutes", "contacts", "attempts", "next_action", "owner", "escalated_to", "acknowledged"),
    *("maybe_resolved", "referral"),
)
SHOW = (*QUEUE, "request", "preparation", "history", "notes", "script")
SCRIPT = ("recognition", "reason", "next_step", "confirmation", "boundary", "voicemail")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.policy = read_policy(with_person(desk.policy.text, "joan", "Joan", ("manager",)))
    return desk


@pytest.fixture
def documents(desk: Desk) -> list[dict[str, Any]]:
    """One callback of which nothing is known but a number, and one with all there is."""
    patients = Patients(desk)
    bare = patients.wrote(None, request=None, language=None)
    full = patients.wrote("Ana Ruiz", attention=("chest pain",), birth_date="1981-04-02")
    preparing.prepare(desk, full, Got(missing=("language",)))
    escalating.escalate(desk, full, "role:nurse-line", "chest pain", None)
    return [reading.show_document(desk, require(desk, one)) for one in (bare, full)]


def told() -> list[set[str]]:
    """The keys that each table of the docs has."""
    tables = DOCS.read_text(encoding="utf-8").split("\n## ")[1:]
    rows = [[line.split("|")[1] for line in table.splitlines() if line.startswith("| `")] for table in tables]
    return [{key for cell in cells for key in re.findall(r"`(\w+)`", cell)} for cells in rows]


def test_every_promised_key_is_there_and_the_others_are_told(desk: Desk, documents: list[dict[str, Any]]):
    in_queue, in_show = told()
    for row in reading.queue_document(desk, View.ALL):
        assert set(QUEUE) <= set(row) == in_queue
    for document in documents:
        assert set(SHOW) <= set(document) == in_queue | in_show
        assert set(SCRIPT) <= set(document["script"]) <= {*SCRIPT, "interpreter"}


def test_what_preparing_found_missing_stands_in_the_queue(desk: Desk, documents: list[dict[str, Any]]):
    bare, full = documents
    assert (bare["lacking"], full["lacking"]) == ([], ["language"])
    assert [row["lacking"] for row in reading.queue_document(desk, View.ALL)] == [["language"], []]


def test_a_verdict_stands_in_the_history(desk: Desk, documents: list[dict[str, Any]]):
    item = documents[1]["id"]
    escalating.acknowledge(desk, item, "Nurse Kim", "telephone", None)
    noting.close(desk, item, CloseResult.TRANSFERRED)
    judged = judging.judge(replace(desk, person_id="joan"), item, Verdict.RIGHT, "seen the same day")
    said = reading.show_document(desk, judged)["history"]
    assert "Joan: the escalation was right: seen the same day" in said[-1]
