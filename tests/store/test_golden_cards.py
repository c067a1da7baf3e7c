"""Lines about invented patients' cards that every later version must verify, and read as they were meant."""

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card, Representative
from callback_desk.domain.card_entries import CARD_PAYLOADS
from callback_desk.domain.card_identity import keys_of_patient, own_card_id
from callback_desk.domain.codes import CardFlag, MayBeTold, ReachWay, VoicemailConsent
from callback_desk.store import Store
from tests.store.golden import faults_in, golden, lay_in

LINES = golden("cards")


def test_the_lines_are_of_every_kind_and_still_verify():
    assert faults_in(LINES) == []
    assert set(CARD_PAYLOADS) <= {line["kind"] for line in LINES}


def test_they_still_say_the_same(store: Store):
    lay_in(store, LINES)
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
