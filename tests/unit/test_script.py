"""What is said on a call: specific to this patient, private only after recognition, never a promise."""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import script, spoken
from callback_desk.domain.codes import Channel
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from callback_desk.domain.text import clean_line
from callback_desk.policy import default_policy_text
from tests.unit.said_words import LANES, NOW, POLICY, callback, said, texts

ZONE = ZoneInfo("America/New_York")
THREE_DAYS = timedelta(days=3)

SYMPTOM_QUESTIONS = (
    "how do you feel",
    "how are you",
    "pain",
    "since when",
    "worse",
    "cómo se siente",
    "dolor",
    "peor",
)

FACTS: dict[str, dict[str, Any]] = {
    "name": {"patient": "Thomas Okafor", "stated": True},
    "message": {"request": "Please call me about my visit.", "channel": Channel.VOICEMAIL},
    "earlier": {"received_at": NOW - THREE_DAYS},
    "provider": {"details": {"provider": "Lee, Robert DO"}},
}
REFERRALS: tuple[dict[str, Any] | None, ...] = (
    None,
    {},
    {"specialty": "Cardiology", "referred_by": "Dr. Hale", "papers": ["Demographics"]},
    {"specialty": "Cardiology", "missing": ["EKG"]},
    {"referred_by": "Dr. Hale", "missing": ["Last office note", "EKG", "Labs"]},
)


def test_recognition_says_who_calls_and_asks_for_the_patient_by_first_name():
    about = callback(lane="new-appointment", **FACTS["name"])
    assert said(about).recognition == (
        "Hello, this is Maria with Cedar Family Medicine. May I speak with Thomas, please?"
    )
    assert said(about, "es").recognition == (
        "Hola, le habla Maria, de Cedar Family Medicine. ¿Podría hablar con Thomas, por favor?"
    )


def test_an_unknown_caller_is_asked_for_as_whoever_called_and_nobody_is_told_who_was_expected():
    assert said(callback(lane="records")).recognition.endswith("the person who called us from this number?")
    by_form = callback(lane="records", channel=Channel.WEB_FORM)
    assert said(by_form).recognition.endswith("May I ask who I am speaking with?")


@pytest.mark.parametrize(
    ("lane", "words"),
    [
        ("new-appointment", "visit with Dr. Lee"),
        ("referral", "your referral to cardiology from Dr. Hale"),
        ("insurance", "insurance question"),
        ("refill", "refill you asked for on Friday"),
        ("records", "records or the form"),
        ("telehealth", "video visit with Dr. Lee"),
        ("reminder", "follow-up visit with Dr. Lee"),
        ("symptom", "nurse line"),
    ],
)
def test_the_reason_names_what_the_patient_asked(lane, words):
    facts = {**FACTS["name"], **FACTS["message"], **FACTS["earlier"], **FACTS["provider"]}
    assert words in said(callback(lane=lane, referral=REFERRALS[2], **facts)).reason


@pytest.mark.parametrize("lane", [lane for lane in LANES if lane != "symptom"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_papers_that_are_missing_are_named_in_the_next_step(lane, language):
    with_missing = callback(lane=lane, referral=REFERRALS[3])
    named = "EKG" if language == "en" else "electrocardiograma"
    assert named in said(with_missing, language).next_step
    assert named not in said(callback(lane=lane), language).next_step


def test_a_referral_list_is_nobodys_asking():
    listed = callback(lane="referral", channel=Channel.BY_HAND, request="Palpitations", referral=REFERRALS[3])
    assert "asked" not in said(listed).reason
    assert "Palpitations" not in " ".join(texts(said(listed)).values())


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_symptom_goes_to_the_nurse_line_without_a_question_about_it(language):
    spoken_now = said(callback(lane="symptom", **FACTS["message"]), language)
    everything = " ".join(texts(spoken_now).values()).casefold()
    assert not [words for words in SYMPTOM_QUESTIONS if words in everything]
    nurse_line = "nurse line" if language == "en" else "línea de enfermería"
    assert nurse_line in spoken_now.next_step
    assert nurse_line in spoken_now.boundary["symptom"]
    assert "911" in spoken_now.boundary["emergency"]


def test_each_language_is_used_where_there_is_one_and_an_interpreter_where_there_is_none():
    for lane in LANES:
        assert not said(callback(lane=lane)).general
        assert said(callback(lane=lane), "es-MX").language == "es"
        assert not said(callback(lane=lane), "ES").interpreter
        vietnamese = said(callback(lane=lane, language="vi"), None)
        assert (vietnamese.language, vietnamese.interpreter) == ("en", True)
        assert said(callback(lane=lane, language="vi"), "en").interpreter
        assert not said(callback(lane=lane, language="es"), "en").interpreter
    assert script.languages(POLICY, "refill") == ("en", "es")


def test_a_lane_that_was_taken_out_of_the_policy_speaks_as_the_default_lane():
    assert said(callback(lane="gone")) == said(callback(lane=POLICY.default_lane))


def test_the_voicemail_gives_nothing_away_unless_the_patient_allowed_more():
    about = callback(lane="referral", **FACTS["name"], referral=REFERRALS[3])
    neutral = POLICY.clinic._replace(spoken_name="Cedar Office", phone="415-555-0100")
    policy = POLICY._replace(clinic=neutral)
    assert script.render(policy, about, "en", person_name="Maria Reyes", now=NOW).voicemail == (
        "Hello, this is Maria from Cedar Office. Please call us back at 415-555-0100, Monday to Friday,"
        " 8 am to noon and 1 pm to 5 pm."
    )
    detailed = said(about, detailed_voicemail=True).voicemail
    assert "Thomas" in detailed
    assert "request" in detailed
    assert "referral" not in detailed


@pytest.mark.parametrize(
    ("attempts", "said_why"),
    [
        (0, ""),
        (1, "leave no message on this try, the 2nd: the plan leaves one on the 1st and 3rd"),
        (2, ""),
        (3, ""),
    ],
)
def test_a_message_is_left_on_the_tries_that_the_cadence_names_and_after_the_last(attempts: int, said_why: str):
    left = said(callback(lane="referral", attempts=attempts))
    assert left.no_message == said_why
    assert bool(left.voicemail) is not bool(said_why)


def test_a_cadence_that_names_no_try_leaves_no_message():
    silent = POLICY.cadence_of("referral")._replace(voicemail_on=())
    policy = POLICY._replace(cadences={**POLICY.cadences, "referral": silent})
    left = script.render(policy, callback(lane="referral"), "en", person_name="Maria", now=NOW)
    assert (left.voicemail, left.no_message) == ("", "leave no message on this try, the 1st: the plan leaves none")


def test_a_clinic_without_a_number_leaves_the_number_out():
    silent = POLICY._replace(clinic=POLICY.clinic._replace(phone=None))
    left = script.render(silent, callback(), "en", person_name="Maria", now=NOW).voicemail
    assert "Please call us back, Monday" in left


@pytest.mark.parametrize(
    "hostile", ["{{ 7 * 7 }}", "{% for x in y %}", "{{ clinic.__class__ }} Ana", "<b>Ana</b>", "[/]"]
)
def test_what_a_patient_said_is_never_read_as_a_template(hostile):
    about = callback(
        lane="new-appointment",
        patient=hostile,
        stated=True,
        request=hostile,
        referral={"specialty": hostile, "referred_by": hostile, "missing": [hostile]},
        details={"provider": hostile},
    )
    spoken_now = said(about)
    everything = " ".join(texts(spoken_now).values())
    assert "49" not in everything
    assert hostile in spoken_now.next_step


@given(st.text(max_size=80), st.booleans(), st.sampled_from(LANES))
def test_any_name_at_all_leaves_one_line_that_a_terminal_may_show(name, stated, lane):
    recognition = said(callback(lane=lane, patient=name, stated=stated)).recognition
    assert clean_line(recognition) == recognition
    assert recognition.startswith("Hello, this is Maria")
    assert len(recognition) < 200


def test_a_text_that_names_an_unknown_fact_is_told_with_its_place():
    wrong = default_policy_text().replace("about the refill you asked for", "about {{ docter }}")
    policy = read_policy(wrong)
    with pytest.raises(DeskError, match=r"lanes\.refill\.script\.en\.reason .*docter.*patient_first"):
        script.render(policy, callback(lane="refill"), "en", person_name="Maria", now=NOW)
    assert [fault.split()[0] for fault in script.faults(policy)] == ["lanes.refill.script.en.reason"]


@pytest.mark.parametrize(
    "template", ["{% if topic %}", "{{ ''.__class__.__mro__ }}", "{{ caller.no() }}", "{{ 1 / 0 }}"]
)
def test_a_text_that_is_no_template_or_reaches_out_is_told(template):
    lane = POLICY.lanes["refill"]
    broken = lane._replace(script={"en": lane.script["en"]._replace(reason=template)})
    policy = POLICY._replace(lanes={**POLICY.lanes, "refill": broken})
    with pytest.raises(DeskError, match=r"lanes\.refill\.script\.en\.reason"):
        script.render(policy, callback(lane="refill"), "en", person_name="Maria", now=NOW)


def test_the_default_texts_name_only_facts_that_there_are():
    assert list(script.faults(POLICY)) == []
    for fact in script.FACTS:
        assert re.search(rf"^#.*\b{fact}\b", default_policy_text(), re.MULTILINE), fact


def test_a_policy_without_any_text_says_what_to_add():
    lanes = {name: lane._replace(script={}) for name, lane in POLICY.lanes.items()}
    bare = POLICY._replace(lanes=lanes, scripts={}, boundary={}, voicemail={})
    spoken_now = script.render(bare, callback(), "es", person_name="Maria", now=NOW)
    assert "[scripts.en]" in spoken_now.reason
    assert "[boundary.en]" in spoken_now.boundary["symptom"]
    assert "[voicemail.en]" in spoken_now.voicemail


def test_the_document_has_the_keys_of_show():
    document = script.document(said(callback(lane="refill")))
    assert list(document) == ["recognition", "reason", "next_step", "confirmation", "boundary", "voicemail"]
    assert len(document["boundary"].splitlines()) == 3


def test_the_script_follows_the_cursor():
    about = callback(lane="referral", referral=REFERRALS[4], **FACTS["name"], **FACTS["message"])
    seconds = []
    for _ in range(200):
        started = time.thread_time()
        said(about, "es")
        seconds.append(time.thread_time() - started)
    assert median(seconds) < 0.001


@pytest.mark.parametrize(
    ("name", "stated", "first"),
    [
        ("María García", True, "María"),
        ("García López, María Fernanda", True, "María"),
        ("GARCIA,MARIA", False, "Maria"),
        ("PÉREZ, JOSÉ", True, "José"),
        ("O'BRIEN-NÚÑEZ,SEÁN", False, "Seán"),
        ("PEREZ JOSE", True, "Perez Jose"),
        ("(proxy) Linh Trần for Nguyễn, Thị Minh Khai", True, "Minh Khai"),
        ("Đặng Văn Lâm", True, "Lâm"),
        ("Mary-Kate St. John, RN", True, "Mary-Kate"),
        ("Washington-Smith III, D'Angelo", True, "D'Angelo"),
        ("SMITH, JOHN JR", False, "John"),
        ("van der Berg, Johannes Jacobus", True, "Johannes"),
        ("李小龙 (Bruce Lee)", True, "李小龙"),
        ("محمد علي", True, "محمد"),
        ("Ana  (two spaces)  Ruiz", True, "Ana"),
        ("Mrs. Ana Ruiz", True, "Ana"),
        ("Mr. Smith", True, "Mr. Smith"),
        ("J. Smith", True, "J. Smith"),
        ("Private, Joe", True, "Joe"),
        ("O", True, "O"),
        ("maria", True, "Maria"),
        ("WIRELESS CALLER", False, None),
        ("ROCHESTER NY", False, None),
        ("ROCHESTER    NY", False, None),
        ("TOLL FREE CALL", False, None),
        ("Spam Likely", False, None),
        ("V5855550100", False, None),
        ("Anonymous", True, None),
        ("unknown caller", True, None),
        ("585-555-0100", True, None),
        ("[NAME]", True, None),
        (" , ", True, None),
        ("", True, None),
        (None, True, None),
    ],
)
def test_the_first_name_is_found_in_what_lists_and_telephones_send(name, stated, first):
    assert spoken.first_name(name, stated=stated) == first


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Okafor, Chidi MD", "Dr. Okafor"),
        ("OKAFOR, CHIDI MD", "Dr. Okafor"),
        ("Chidi Okafor, MD", "Dr. Okafor"),
        ("Ruiz, Ana NP", "Ana Ruiz"),
        ("Dr. Hale", "Dr. Hale"),
        ("St. Mary's ED", "St. Mary's ED"),
        ("any", None),
        ("", None),
        (None, None),
    ],
)
def test_a_doctor_is_named_as_people_say_it(written, words):
    assert spoken.clinician(written) == words


@pytest.mark.parametrize(
    ("ago", "english", "spanish"),
    [
        (timedelta(hours=3), "today", "hoy"),
        (timedelta(days=1), "yesterday", "ayer"),
        (THREE_DAYS, "on Friday", "el viernes"),
        (timedelta(days=20), "on November 3", "el 3 de noviembre"),
        (timedelta(days=385), "on November 3, 2025", "el 3 de noviembre de 2025"),
        (timedelta(days=-2), None, None),
    ],
)
def test_the_day_is_said_as_people_say_it(ago, english, spanish):
    assert spoken.day_asked(NOW - ago, NOW, ZONE, "en") == english
    assert spoken.day_asked(NOW - ago, NOW, ZONE, "es") == spanish
    assert spoken.day_asked(NOW - ago, NOW, ZONE, "vi") is None


def test_a_call_before_midnight_in_utc_was_on_the_clinics_day():
    late = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # Sunday evening at the clinic
    assert spoken.day_asked(late, NOW, ZONE, "en") == "yesterday"


@pytest.mark.parametrize(
    ("spans", "english", "spanish"),
    [
        ([(8, 12), (13, 17)], "8 am to noon and 1 pm to 5 pm", "de 8 de la mañana al mediodía y de 1 a 5 de la tarde"),
        ([(9, 17)], "9 am to 5 pm", "de 9 de la mañana a 5 de la tarde"),
        ([(8, 11)], "8 am to 11 am", "de 8 a 11 de la mañana"),
        ([(12, 20)], "noon to 8 pm", "del mediodía a 8 de la noche"),
    ],
)
def test_open_hours_are_said_as_people_say_them(spans, english, spanish):
    week = {"mon": [(clock(start), clock(end)) for start, end in spans]}
    assert spoken.open_hours(week, "en") == f"Monday, {english}"
    assert spoken.open_hours(week, "es") == f"lunes, {spanish}"


def test_papers_are_listed_as_people_say_them():
    assert spoken.listed(["EKG"], "en") == "EKG"
    assert spoken.listed(["EKG", "labs"], "en") == "EKG and labs"
    assert spoken.listed(["a", "b", "c", "d", "e"], "en") == "a, b, c and 2 more"
    assert spoken.listed(["nota", "informe"], "es") == "nota e informe"
    assert spoken.as_said("Last office note") == "last office note"
    assert spoken.as_said("EKG") == "EKG"


def test_a_paper_without_spanish_words_is_read_as_the_list_has_it_and_such_a_specialty_is_left_out():
    about = callback(lane="referral", referral={"specialty": "Sleep medicine", "missing": ["Actigraphy log"]})
    assert "actigraphy log" in said(about, "es").next_step
    assert "leep" not in said(about, "es").reason
    assert "sleep medicine" in said(about, "en").reason


def test_names_of_the_desk_are_said_by_first_name_too():
    for person, first in (("Maria Reyes", "Maria"), ("Dr. Ana Ruiz", "Ana"), ("Ben", "Ben")):
        rendered = script.render(POLICY, callback(), "en", person_name=person, now=NOW)
        assert f"this is {first} with" in rendered.recognition


def test_one_callback_in_two_lanes_is_told_apart():
    about = callback(lane="refill", **FACTS["message"])
    assert said(about).reason != said(replace(about, lane="records")).reason
