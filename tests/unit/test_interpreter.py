"""Where a language has no script: English, marked as such, and how an interpreter is brought on the line."""

from callback_desk.domain import script
from callback_desk.domain.policy import check, read_policy
from callback_desk.policy import default_policy_text
from tests.unit.said_words import LANES, POLICY, PROMISES, callback, every_callback, said, sentences

DEFAULT = default_policy_text()


def test_the_steps_name_the_language_the_number_and_what_to_say():
    for lane in LANES:
        spoken_now = said(callback(lane=lane, language="vi"), None)
        assert (spoken_now.language, spoken_now.interpreter) == ("en", True)
        steps = " ".join(spoken_now.interpreter_steps)
        assert "415-555-0190" in steps
        assert "ask for Vietnamese" in steps
        assert "One moment, please. I am calling an interpreter who speaks Vietnamese." in steps
        assert "interpreter needed" in steps


def test_a_patient_who_has_a_script_and_asks_for_an_interpreter_hears_so_in_their_own_language():
    for lane in LANES:
        for language, line in (("es-MX", "Estoy llamando a un intérprete de español."), ("en", "who speaks English.")):
            spoken_now = said(callback(lane=lane, language=language), None, interpreter=True)
            steps = " ".join(spoken_now.interpreter_steps)
            assert spoken_now.interpreter
            assert line in steps
            assert "{" not in steps


def test_where_the_language_is_not_known_no_language_is_asked_for_by_name():
    steps = " ".join(said(callback(lane="refill"), "en", interpreter=True).interpreter_steps)
    assert "ask for the right language" in steps
    assert "English" not in steps


def test_every_step_is_short_and_promises_nothing():
    for language in ("vi", "zh-Hant", "so", "ht"):
        for known, about in every_callback("refill"):
            about.language = language
            for step in said(about, None).interpreter_steps:
                assert sentences(step) <= 3, known
                assert not [words for words in PROMISES if words in step.casefold()], step
                assert "{" not in step


def test_a_language_with_a_script_needs_none_whatever_is_on_the_screen():
    assert said(callback(lane="refill", language="es"), "en").interpreter_steps == ()
    assert said(callback(lane="refill", language="vi"), "es").interpreter_steps


def test_a_line_in_the_patients_own_language_goes_before_the_english_one():
    text = DEFAULT.replace("[interpreter.say]\n", '[interpreter.say]\nvi = "Xin cho mot chut."\n')
    assert check(text) == []
    steps = said(callback(lane="refill", language="vi"), None, policy=read_policy(text)).interpreter_steps
    assert any("Xin cho mot chut." in step for step in steps)


def test_a_policy_without_the_part_has_no_steps_and_is_sound():
    bare = POLICY._replace(interpreter=None)
    spoken_now = said(callback(lane="refill", language="vi"), None, policy=bare)
    assert (spoken_now.interpreter, spoken_now.interpreter_steps) == (True, ())


def test_english_is_needed_and_a_step_that_names_an_unknown_fact_is_told():
    told = [
        finding.sentence for finding in check(DEFAULT.replace("[interpreter.say]\nen =", "[interpreter.say]\nvi ="))
    ]
    assert told == ["interpreter.say.en: is missing; add en there: it is said where a language has no line"]
    wrong = [finding.key for finding in check(DEFAULT.replace("Before dialling: {{ reach }}", "{{ number }}"))]
    assert wrong == ["interpreter.steps entry 1"]


def test_show_has_the_steps_only_where_they_are_needed():
    assert "interpreter" not in script.document(said(callback(lane="refill")))
    told = script.document(said(callback(lane="refill", language="vi"), None))
    assert len(told["interpreter"].splitlines()) == 4
