"""Fingerprints at the least cost there is: desks are paired in nearly every test here."""

import pytest

from callback_desk.sync import keys


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.WORK, "n", 16)
