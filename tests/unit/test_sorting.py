"""Sorting: words find the lane; attention words send an item to a licensed role, and can only widen."""

import time as stopwatch
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.domain import sorting
from callback_desk.domain.sorting import Sorter, phrase_words, tokens
from tests.unit.strategies import clinic_policy

SORTER = Sorter(clinic_policy())

# Invented messages, one or more for each group of warning signs, in plain words.
ALARMING = [
    "there is a pressure in my chest",
    "I have heart palpitations",
    "my heart is racing and I can't calm down",
    "my heart keeps skipping beats",
    "the watch says I have an irregular heartbeat",
    "palpitations on exertion",
    "my heart beats so fast at night",
    "sudden pain in heart",
    "a fluttering in my chest",
    "my heart rate is high, 140 at rest",
    "I've had chest pain for two days",
    "I get short of breath when walking up the stairs",
    "I can’t breathe well since this morning",
    "my mother is confused and her speech is slurred",
    "one side of his face is drooping",
    "it is the worst headache ever",
    "he passed out in the kitchen and won't wake up",
    "she had a seizure",
    "the cut won't stop bleeding",
    "I was coughing up some blood",
    "his tongue is all swollen",
    "she broke out in hives",
    "I don't want to live anymore",
    "I've been thinking about suicide",
    "my husband hits me",
    "he took too many of his pills",
    "8 weeks, spotting",
    "I'm pregnant and I am bleeding",
    "the baby isn't moving as much as usual",
    "my two month old has a fever of 101",
    "really bad stomach pain on the right side",
    "my mother fell this morning",
    "grandpa had a fall, he is on blood thinners",
    "a high fever and a stiff neck",
    "I suddenly lost vision in one eye",
    "I think it's a side effect of the new tablets",
    "the symptoms are getting worse",
    "Me duele el pecho y no puedo respirar bien",
    "siento una PRESIÓN fuerte en el pecho",
    "siento palpitaciones desde ayer",
    "tengo el corazón acelerado",
    "el corazón me late muy rápido",
    "tiene latidos irregulares",
    "se me sale el corazón",
    "tiene la cara caída y habla arrastrada",
    "se desmayó y no responde",
    "el sangrado es fuerte y no para",
    "tiene hinchada la lengua",
    "quiero morirme",
    "mi esposo me pega y tengo miedo",
    "tomó una sobredosis",
    "estoy embarazada y tengo sangrado",
    "mi bebé de dos meses tiene fiebre",
    "un dolor de estómago muy fuerte",
    "se cayó y se golpeó la cabeza",
    "fiebre alta y el cuello rígido",
    "de repente perdí la vista",
    "es un efecto secundario de la medicina nueva",
    "un síntoma nuevo, cada vez peor",
]


@pytest.mark.parametrize("message", ALARMING)
def test_alarming_words_send_an_item_to_the_lane_for_attention(message) -> None:
    found = SORTER.sort(message, None, None)
    assert found.lane == "symptom"
    assert found.attention


@pytest.mark.parametrize(
    ("message", "lane"),
    [
        ("I'd like to schedule my annual physical exam", "new-appointment"),
        ("Quisiera una primera cita con la doctora", "new-appointment"),
        ("I need to cancel the appointment I have tomorrow", "existing-patient"),
        ("necesito cambiar mi cita del jueves", "existing-patient"),
        ("Buenos días, ¿ya recibieron el referido?", "referral"),
        ("did you get the referral from my doctor", "referral"),
        ("does my insurance need a prior auth?", "insurance"),
        ("Need my blood pressure medicine refilled, 2 pills left", "refill"),
        ("necesito surtir mi receta en la farmacia", "refill"),
        ("please send my medical records to the new office", "records"),
        ("the video link for my visit does not open", "telehealth"),
        ("You sent a reminder that I'm due for a visit", "reminder"),
        ("I have a sore throat", "symptom"),
        ("I need to reschedule my appointment", "existing-patient"),
        ("I want to cancel my appointment", "existing-patient"),
        ("please reschedule my first visit", "existing-patient"),
        ("necesito reprogramar mi cita", "existing-patient"),
        ("quisiera reagendar la cita del martes", "existing-patient"),
        ("the link for Monday did not arrive", "telehealth"),
        ("Hello?? anybody there", None),
        ("", None),
    ],
)
def test_words_find_the_lane(message, lane) -> None:
    assert SORTER.sort(message, None, None) == (lane, ())


@pytest.mark.parametrize(
    ("message", "lane"),
    [
        ("wants a flu shot", None),
        ("I would like a flu shot", None),
        ("do you have covid vaccine", None),
        ("can I have a COVID-19 booster", None),
        ("flu and covid shots for my mother, please", None),
        ("my kids need their flu and covid-19 shots", None),
        ("vacunas de gripe y covid", None),
        ("we want to be vaccinated against the flu", None),
        ("does my insurance cover the flu shot", "insurance"),
        ("a copy of my covid vaccine record", "records"),
        ("make an appointment for a flu shot", "new-appointment"),
        ("quiero la vacuna contra la gripe", None),
        ("¿tienen la vacuna del covid?", None),
    ],
)
def test_who_asks_for_a_shot_tells_of_no_symptom(message, lane) -> None:
    assert SORTER.sort(message, None, None) == (lane, ())


@pytest.mark.parametrize(
    "message",
    [
        "my son has the flu",
        "I think I have covid",
        "I have the flu and had my flu shot in October",
        "I got my flu shot, but now I have the flu anyway",
        "a fever since my flu shot",
        "can I get the covid vaccine with a cough?",
        "tengo gripe y ya me puse la vacuna de la gripe",
        "me puse la vacuna del covid y tengo fiebre",
    ],
)
def test_what_else_is_said_beside_a_shot_still_tells_of_a_symptom(message) -> None:
    assert SORTER.sort(message, None, None).lane == "symptom"


def test_attention_is_never_taken_away_by_what_a_lane_leaves_out() -> None:
    policy = clinic_policy()
    symptom = policy.lanes["symptom"]._replace(
        except_for={"en": ("chest pain*", "pain visit")}, words={"en": ("pain",)}
    )
    sorter = Sorter(policy._replace(lanes={**policy.lanes, "symptom": symptom}))
    assert sorter.sort("pain visit", None, None).lane is None
    assert sorter.sort("chest pain", None, None) == ("symptom", ("chest pain*",))


def test_what_matched_is_shown_as_the_clinic_wrote_it() -> None:
    found = SORTER.sort("ME DUELE EL PECHO; short of BREATH", None, None)
    assert found.attention == ("short* breath*", "duele pecho")


def test_a_no_before_the_words_clears_nothing() -> None:
    found = SORTER.sort("I do NOT have any chest pain, just heartburn from this bill", None, None)
    assert found == ("symptom", ("chest pain*",))


def test_words_far_apart_are_no_phrase() -> None:
    far = "My chest of drawers arrived, thank you so much for the tip, and it was no pain to put it together"
    assert SORTER.sort(far, None, None).attention == ()


def test_the_list_that_an_item_came_in_decides_its_lane_but_never_hides_attention() -> None:
    assert SORTER.sort("question about the copay", None, "referral") == ("referral", ())
    assert SORTER.sort("nothing that we know", None, "referral") == ("referral", ())
    assert SORTER.sort("question about the copay", None, "no-such-lane") == ("insurance", ())
    assert SORTER.sort("chest pain", None, "referral").lane == "symptom"


def test_words_are_compared_without_case_accents_and_apostrophes() -> None:
    assert tokens("Can’t SEE—señor_Ibáñez!") == ["cant", "see", "senor", "ibanez"]
    assert tokens("che\u00adst\u200b pain") == ["chest", "pain"]
    assert [word.letters for word in phrase_words("isn't breath*ing")] == ["isnt", "breath", "ing"]
    assert [word.any_ending for word in phrase_words("well-known* word")] == [False, True, False]
    assert phrase_words(" !? ") == ()


WORDS = ["chest", "pain", "pains", "breath", "short", "of", "in", "my", "the", "no", "can't", "worst", "fell"]
some_words = st.sampled_from([*WORDS, "señor", "duele", "el", "pecho", "appointment", "headache"])
messages = st.lists(some_words | st.text(max_size=8), max_size=30).map(" ".join)
separators = st.sampled_from([" ", "\n", ". ", " — ", "\t"])


@given(messages, messages, separators, st.none() | st.sampled_from(["en", "es", "vi"]))
def test_more_text_never_takes_attention_away(message, more, between, language) -> None:
    before = set(SORTER.sort(message, None, None).attention)
    assert before <= set(SORTER.sort(message + between + more, language, None).attention)
    assert before <= set(SORTER.sort(more + between + message, None, "referral").attention)


@given(messages)
def test_case_and_accents_make_no_difference(message) -> None:
    found = SORTER.sort(message, None, None)
    assert SORTER.sort(unicodedata.normalize("NFD", message), None, None) == found
    assert SORTER.sort(unicodedata.normalize("NFC", message), None, None) == found
    plain = message.casefold()
    assert set(found.attention) <= set(SORTER.sort(plain, None, None).attention)


@given(st.sampled_from(ALARMING), messages, messages)
def test_alarming_words_are_found_within_anything(alarm, before, after) -> None:
    assert SORTER.sort(f"{before}\n{alarm.upper()}\n{after}", None, None).lane == "symptom"


KNOWN_WORDS = ("chest", "pain", "911", "call", "visit", "link", "letter", "for", "work", "refill", "bill", "quillwort")


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from(KNOWN_WORDS), max_size=8).map(" ".join), max_size=4))
def test_what_other_messages_said_changes_nothing(said) -> None:
    sorter = Sorter(clinic_policy())
    for message in said:
        assert sorter.sort(message, None, None) == Sorter(clinic_policy()).sort(message, None, None)


def test_more_words_than_are_remembered_change_nothing(monkeypatch) -> None:
    monkeypatch.setattr(sorting, "_MOST_KEPT", 5)
    sorter = Sorter(clinic_policy())
    for message in ("bill", "one two three four five six", "chest pain", "seven eight", "refill", "bill"):
        assert sorter.sort(message, None, None) == SORTER.sort(message, None, None)


def test_a_long_log_is_sorted_quickly() -> None:
    quiet = (
        "Hello, this is Ada Lindqvist on Juniper Lane, born twelfth of March. Please ring me whenever you"
        " find time today. Thank you very much, have a lovely afternoon. Goodbye now, and thanks once more."
    )
    assert SORTER.sort(quiet, None, None) == (None, ())
    took = []
    for _ in range(10):
        begins = stopwatch.thread_time()
        for _ in range(200):
            SORTER.sort(quiet, None, None)
        took.append((stopwatch.thread_time() - begins) / 200)
    assert min(took) < 60e-6  # about 6 microseconds on an idle machine


def test_a_message_of_a_million_letters_is_sorted_too() -> None:
    begins = stopwatch.thread_time()
    assert SORTER.sort("chest " * 200_000, None, None).attention == ()
    assert SORTER.sort("x" * 1_000_000 + " chest pain", None, None).attention
    assert stopwatch.thread_time() - begins < 5
