"""Lines about invented patients' cards that every later version must verify, and read as they were meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card, Representative
from callback_desk.domain.card_entries import CARD_PAYLOADS
from callback_desk.domain.card_identity import keys_of_patient, own_card_id
from callback_desk.domain.codes import CardFlag, MayBeTold, ReachWay, VoicemailConsent
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

GOLDEN = Path(__file__).with_name("golden_cards.jsonl")


@pytest.fixture
def golden() -> list[dict[str, Any]]:
    """Lines that never change."""
    return [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def test_the_lines_are_of_every_kind_and_still_verify(golden: list[dict[str, Any]]):
    previous = FIRST_PREVIOUS
    for line in golden:
        assert list(line_faults(line, previous)) == []
        previous = line["entry_hash"]
    assert set(CARD_PAYLOADS) <= {line["kind"] for line in golden}


def test_they_still_say_the_same(golden: list[dict[str, Any]], store: Store, path: Path):
    with behind(path) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({marks})",
            [tuple(line[name] for name in COLUMNS) for line in golden],
        )
    store.rebuild_projection()
    assert store.verify() == []
    callbacks = {callback.patient: callback for callback in store.all_callbacks()}

    def card(patient: str | None) -> Card:
        callback: Callback = callbacks[patient]
        return store.card(keys_of_patient(callback), own_card_id(callback.callback_id)).card

    rosa = card("Rosa Delgado")
    assert (rosa.voicemail, rosa.phone, rosa.reach) == (VoicemailConsent.NONE, "+14155550199", (ReachWay.NOT_AT_WORK,))
    assert (rosa.language, rosa.interpreter, rosa.pronouns) == ("es", True, "she/her")
    assert rosa.representatives == (
        Representative("Ana Delgado", "daughter", MayBeTold.EVERYTHING, "not by letter", None),
    )
    assert (card("Leo Delgado").minor, card("Leo Delgado").guardian) == (True, "Ana Delgado")
    assert (card(None).flag, callbacks[None].owner) == (CardFlag.DECEASED, "role:front-desk")
    mia = callbacks["Mia Sato"]
    assert (card("Mia Sato").contact_reason, mia.may_call, mia.record_number) == ("changed doctors", True, "MRN-7")
