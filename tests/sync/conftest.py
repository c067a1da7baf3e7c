"""The two desks of nearly every test, and what costs most with them: fingerprints are cheap, rules are read once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from callback_desk.actions import sync_context
from callback_desk.domain.policy_text import for_every_desk
from callback_desk.sync import keys
from tests.sync.team import Team

_for_every_desk = cache(for_every_desk)


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.WORK, "n", 16)


@pytest.fixture(autouse=True)
def read_rules_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_context, "for_every_desk", _for_every_desk)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Maria and Ben, each paired with the other."""
    made = Team(tmp_path)
    yield made
    made.close()
