"""What a card changes in a call: what may be said to whom, and whether it is made."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import card_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import EMPTY, Card, Representative, fold_card
from callback_desk.domain.card_rules import Talk, limits
from callback_desk.domain.codes import Disposition, MayBeTold, SpokeWith, VoicemailConsent
from callback_desk.domain.note import NoteDraft, fields_for
from callback_desk.domain.prefilling import prefilled
from tests.unit.card_ledgers import card_ledgers
from tests.unit.strategies import FIRST, callbacks, clinic_policy

TODAY = date(2026, 11, 23)
ROSA = Callback("c", "role:scheduling", "call", FIRST, FIRST, FIRST, patient="Rosa Delgado", stated=True)
ANA = Representative("Ana", "daughter", MayBeTold.EVERYTHING)
REPRESENTATIVE = Talk(Disposition.REACHED, SpokeWith.REPRESENTATIVE)
PATIENT = Talk(Disposition.REACHED, SpokeWith.PATIENT)


def withheld(card: Card | None, talk: Talk, lane: str = "insurance") -> str | None:
    return limits(ROSA, card, lane, talk, TODAY).withheld


@pytest.mark.parametrize("talk", [card_rules.NOBODY_YET, Talk(Disposition.REACHED), PATIENT])
def test_the_patient_hears_everything_once_identified(talk: Talk):
    assert withheld(None, talk) is None
    assert withheld(replace(EMPTY, representatives=(ANA,)), talk) is None


@pytest.mark.parametrize(
    "talk",
    [
        *[Talk(one) for one in Disposition if one is not Disposition.REACHED],
        Talk(Disposition.REACHED, SpokeWith.OTHER),
    ],
)
@given(card=card_ledgers().map(fold_card))
def test_nobody_else_hears_anything_whatever_the_card_says(talk: Talk, card: Card):
    assert withheld(card, talk) is not None


@pytest.mark.parametrize(
    ("may_be_told", "until", "lane", "said"),
    [
        (MayBeTold.EVERYTHING, None, "insurance", None),
        (MayBeTold.EVERYTHING, TODAY, "insurance", None),
        (MayBeTold.EVERYTHING, date(2026, 11, 22), "insurance", "Ana could be told until 2026-11-22: that is over"),
        (MayBeTold.APPOINTMENTS, None, "new-appointment", None),
        (MayBeTold.APPOINTMENTS, None, "insurance", "Ana may be told of appointments only"),
        (MayBeTold.NOTHING, None, "new-appointment", "Ana may be told nothing"),
    ],
)
def test_a_representative_hears_what_they_may_and_only_while_it_holds(
    may_be_told: MayBeTold, until: date | None, lane: str, said: str | None
):
    card = replace(EMPTY, representatives=(replace(ANA, may_be_told=may_be_told, until=until),))
    assert withheld(card, REPRESENTATIVE, lane) == said


def test_a_representative_who_is_not_on_the_card_hears_nothing():
    assert withheld(None, REPRESENTATIVE) == "no such representative is on the card"
    assert withheld(replace(EMPTY, representatives=(ANA,)), REPRESENTATIVE._replace(representative="Eva")) is not None


def test_of_several_representatives_it_is_said_which_one():
    luis = Representative("Luis", None, MayBeTold.NOTHING)
    card = replace(EMPTY, representatives=(ANA, luis))
    assert withheld(card, REPRESENTATIVE) == "which representative? tick who it is"
    assert withheld(card, REPRESENTATIVE._replace(representative="ana")) is None
    assert withheld(card, REPRESENTATIVE._replace(representative="Luis")) == "Luis may be told nothing"


def test_of_a_minor_the_guardian_hears_and_the_child_does_not():
    card = replace(EMPTY, minor=True, guardian="Ana Delgado")
    assert withheld(card, PATIENT) == "a minor: the private lines are for the guardian"
    assert withheld(card, REPRESENTATIVE) is None
    assert limits(ROSA, card, "insurance", PATIENT, TODAY).minds == ("a minor: ask for Ana Delgado",)


@given(callbacks(), card_ledgers().map(fold_card))
def test_nobody_calls_who_died_or_asked_not_to_be_called(callback: Callback, card: Card):
    why = card_rules.no_call(callback, card)
    assert (why is None) == (not card.deceased and (not card.do_not_contact or callback.may_call))
    told = limits(callback, card, "insurance", PATIENT, TODAY)
    assert told.no_call is (why is not None)
    assert why is None or told.withheld is not None


def test_the_note_asks_which_representative_only_where_there_are_several():
    policy = clinic_policy()
    draft = NoteDraft.model_validate({"disposition": "reached", "result": "settled", "spoke_with": "representative"})
    one, two = replace(EMPTY, representatives=(ANA,)), replace(EMPTY, representatives=(ANA, replace(ANA, name="Eva")))
    assert "representative" not in fields_for(policy, ROSA, draft, one)
    assert "representative" in fields_for(policy, ROSA, draft, two)
    assert prefilled(policy, ROSA, draft, FIRST, one).representative == "Ana"
    assert prefilled(policy, ROSA, draft, FIRST, two).representative is None


def test_the_talk_about_a_minor_is_with_the_guardian():
    draft = NoteDraft.model_validate({"disposition": "reached", "result": "settled"})
    card = replace(EMPTY, minor=True, guardian="Ana Delgado", representatives=(replace(ANA, name="Eva"),))
    known = prefilled(clinic_policy(), ROSA, draft, FIRST, card)
    assert (known.spoke_with, known.representative) == (SpokeWith.REPRESENTATIVE, "Ana Delgado")
    assert prefilled(clinic_policy(), ROSA, draft, FIRST).spoke_with is SpokeWith.PATIENT


def test_the_note_s_language_is_the_card_s():
    draft = NoteDraft.model_validate({"disposition": "reached", "result": "settled"})
    callback = replace(ROSA, language="en")
    assert prefilled(clinic_policy(), callback, draft, FIRST, replace(EMPTY, language="es")).language == "es"
    assert prefilled(clinic_policy(), callback, draft, FIRST, EMPTY).language == "en"


@given(callbacks(), st.none() | card_ledgers().map(fold_card))
def test_the_card_s_number_and_language_go_first(callback: Callback, card: Card | None):
    said = card_rules.as_card_says(callback, card)
    assert said.phone == ((card and card.phone) or callback.phone)
    assert said.language == ((card and card.language) or callback.language)
    assert card_rules.voicemail_refused(card) is (card is not None and card.voicemail is VoicemailConsent.NONE)
