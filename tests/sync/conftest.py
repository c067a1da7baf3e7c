"""What costs most where desks are paired in nearly every test: fingerprints are cheap, and rules are read once."""

from functools import cache

import pytest

from callback_desk.actions import sync_context
from callback_desk.domain.policy_text import for_every_desk
from callback_desk.sync import keys

_for_every_desk = cache(for_every_desk)


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.WORK, "n", 16)


@pytest.fixture(autouse=True)
def read_rules_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_context, "for_every_desk", _for_every_desk)
