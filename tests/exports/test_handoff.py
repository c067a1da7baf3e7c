"""The text for the next shift: read aloud in order, it says what is urgent, what was done and whose turn it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callback_desk.domain import alarm_turns, preparing, turns
from callback_desk.domain.card import Card, Representative
from callback_desk.domain.code_words import LISTS
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    HoldReason,
    MayBeTold,
    ReachWay,
    Result,
    VoicemailConsent,
)
from callback_desk.domain.entries import (
    Acknowledged,
    Appointment,
    Closed,
    Escalated,
    ExceptionSeen,
    HandedOver,
    Noted,
    Payload,
    Prepared,
    Received,
    Referral,
    Reviewed,
)
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy_files import Audience
from callback_desk.domain.review_entries import ForReview
from callback_desk.exports.card_words import card_words
from callback_desk.exports.handoff import handoff, patient_note
from callback_desk.exports.narrowing import narrowed
from callback_desk.exports.page.making import page
from callback_desk.exports.wording import ENGLISH, LANGUAGES, SPANISH, Words, words_for
from tests.exports.days import BLNS, DAY, FORMULAS, POLICY, Story, at, received, report, sheet


def test_the_first_line_answers_the_question():
    text = handoff(report(received("aaaa0001"), received("bbbb0002", "16:55", lane="refill")))
    assert text.splitlines()[0] == "2 open, 1 late. Whose turn: Front desk 1 (1 late), Refill desk 1."


def test_what_is_not_closed_and_what_is_superseded_stand_on_top():
    told = replace(report(received("aaaa0001"), undecided=["aaaa0001"]), supersedes="cedar_2026-11-23_workbook.xlsx")
    lines = handoff(told).splitlines()
    assert lines[0].startswith("NOT CLOSED: 1 undecided. 1 open")
    assert lines[1].startswith("Supersedes cedar_2026-11-23_workbook.xlsx")


def test_escalations_come_first_then_what_is_late():
    alarm = received("alarm", "16:50", attention=("chest pain*",), lane="symptom", patient="Alma Reyes")
    escalation = alarm_turns.escalated(POLICY, alarm.callback, "nurse-line", at("16:55"))
    alarm.then(at("16:55"), Escalated(to="role:nurse-line", reason="chest pain", words="it hurts", turn=escalation))
    text = handoff(report(received("later", "16:59", patient="Lee"), received("late", "08:00", patient="Kim"), alarm))
    assert text.index("Alma Reyes") < text.index("Kim") < text.index("Lee")
    assert 'Escalated: to Nurse line, Mon 23 Nov 16:55: chest pain; in their words "it hurts"' in " ".join(text.split())
    assert "NOBODY YET" in text
    alarm.then(at("17:00"), Acknowledged(told="Nurse Kim", how="telephone", at=at("17:00")))
    assert "Told:       Nurse Kim, telephone, Mon 23 Nov 17:00" in handoff(report(alarm))


def reached(story: Story) -> Story:
    later = turns.noted(POLICY, story.callback, "role:scheduling", "send the forms", at("10:00", 1), at("11:00"))
    return story.then(
        at("11:00"),
        Noted(
            disposition=Disposition.REACHED,
            result=Result.SETTLED,
            request="wants an earlier visit",
            confirmed=("number", "insurance"),
            told="scheduling calls tomorrow",
            turn=later,
        ),
    )


def test_each_item_says_what_was_asked_what_was_confirmed_what_is_open_whose_turn_and_by_when():
    referral = Referral(missing=("office note", "EKG"))
    text = handoff(report(reached(received("aaaa0001", request="Can I come sooner?", referral=referral))))
    for line in (
        "1. Rosa Delgado, +1 415-555-0161",
        "   Asked:      Can I come sooner?",
        "   Last try:   1st, Mon 23 Nov 11:00, reached, María Santos",
        "   They need:  wants an earlier visit",
        "   They know:  scheduling calls tomorrow",
        "   Missing:    office note, EKG",
        "   Still open: send the forms",
        "   Whose turn: Scheduling, by Tue 24 Nov 10:00",
    ):
        assert line in text
    confirmed = next(line for line in text.splitlines() if "Confirmed:" in line)
    assert all(POLICY.code_title(code) in confirmed for code in ("number", "insurance"))


def test_what_was_escalated_and_never_told_shows_how_late_it_is():
    text = handoff(report(received("aaaa0001", "09:00")))
    assert "by Mon 23 Nov 11:00 (LATE by 5 h 00 min)" in text


def test_a_caller_without_name_number_or_words_is_there_too():
    text = handoff(report(received("aaaa0001", patient=None, phone=None, review="no number to call")))
    assert "1. Name not known, no number" in text
    assert "nothing left, only the call" in text
    assert "Look at it: no number to call" in text


def test_who_else_rang_from_the_number_and_a_number_that_is_not_whole_are_told():
    two = received("aaaa0001", patient="Nobody Carl")
    turn = turns.for_contact(POLICY, None, at("09:05"), at("09:05"))
    two.then(at("09:05"), Received(at=at("09:05"), turn=turn, channel=Channel.MISSED_CALL, patient="Nobody Clara"))
    told = report(two, received("aaaa0002", phone=None, phone_note="555-0116"))
    text = " ".join(handoff(told).split())
    assert "Look at it: the same number rang as Nobody Clara, too: perhaps another person" in text
    assert "Look at it: in place of a number stands: 555-0116" in text
    narrow = handoff(narrowed(told, audience=Audience(title="Office", columns=("lane", "request"))))
    assert "Clara" not in narrow
    assert "555-0116" not in narrow


def test_hostile_texts_cannot_leave_their_line_or_command_a_terminal():
    texts = [*BLNS, *FORMULAS, "\x1b]0;title\x07", "two\nlines\n1. Forged, +1", "\u202eturned", "x" * 5000]
    plain = handoff(report(*(received(f"{n:08}", patient="P", request="R") for n, _ in enumerate(texts))))
    text = handoff(report(*(received(f"{n:08}", patient=said, request=said) for n, said in enumerate(texts))))
    assert not any((ord(mark) < 32 and mark != "\n") or 0x7F <= ord(mark) <= 0x9F for mark in text)
    assert not set(text) & set("\u202e\u2028\u2029\u200f")
    numbered = [line for line in text.splitlines() if line.partition(". ")[0].isdecimal()]
    assert len(numbered) == len([line for line in plain.splitlines() if line.partition(". ")[0].isdecimal()])


def test_lines_fit_a_narrow_screen():
    long = received("aaaa0001", request="please " * 200, patient="Rosa Delgado")
    text = handoff(report(reached(long)))
    assert all(len(line) <= 80 for line in text.splitlines()[1:])
    assert "more characters]" in text


def test_what_waits_comes_last():
    story = received("aaaa0001", patient="Waits")
    later = turns.noted(POLICY, story.callback, "role:scheduling", "call · 2nd try", at("10:00", 1), at("11:00"))
    story.then(at("11:00"), Noted(disposition=Disposition.NO_ANSWER, turn=later, waiting=True))
    text = handoff(report(story, received("bbbb0002", patient="Open")))
    assert text.index("Open") < text.index("WAITING (1)") < text.index("Waits")


def test_what_was_done_today_is_counted():
    assert "Done today: 1 attempts, 1 reached;" in handoff(report(reached(received("aaaa0001"))))


def test_the_same_text_in_spanish_says_the_same():
    told = report(reached(received("aaaa0001", request="¿Ya está?", referral=Referral(missing=("EKG",)))))
    lines = handoff(replace(told, supersedes="x.xlsx", undecided=("aaaa0001",)), SPANISH).splitlines()
    assert lines[0] == "SIN CERRAR: 1 sin decidir. 1 abiertos, 0 atrasados. A quién le toca: Scheduling 1."
    assert lines[1] == "Reemplaza a x.xlsx y los archivos que van con él."
    assert lines[2] == "Cedar Family Medicine, lun 23 nov 2026, hasta: 17:05 EST"
    for line in (
        "   Pidió:      ¿Ya está?",
        "   Últ. int.:  1.º, lun 23 nov 11:00, contestó, María Santos",
        "   Se le dijo: scheduling calls tomorrow",
        "   Falta:      EKG",
        "   Pendiente:  send the forms",
        "   Le toca a:  Scheduling, a más tardar el mar 24 nov 10:00",
    ):
        assert line in lines


def test_what_came_on_a_list_is_called_so():
    told = report(received("aaaa0001", channel=Channel.BY_HAND, source_key="referral:1"))
    assert "referral list of Mon 23 Nov 09:00" in handoff(told)
    assert "lista de referidos del lun 23 nov 09:00" in handoff(told, SPANISH)


def test_every_phrase_is_there_in_every_language():
    for words in LANGUAGES.values():
        assert words.labels.keys() == ENGLISH.labels.keys()
        assert words.said.keys() >= ENGLISH.said.keys()
        assert all(len(label) < 12 for label in words.labels.values())
        assert set(words.channels) == set(Channel)
        assert set(words.lists) == set(LISTS.values())
        assert set(words.dispositions) == set(Disposition)
        assert set(words.results) == set(Result)
        assert set(words.closings) == set(CloseResult)
        assert set(words.holds) == set(HoldReason)
    assert words_for("es-MX") is SPANISH
    with pytest.raises(DeskError, match="choose one of en, es"):
        words_for("fr")


def test_typeset_marks_become_plain_ones_so_that_a_pasted_text_reads_the_same():
    text = handoff(report(received("aaaa0001", request="\u201cit\u2019s\u00a0urgent\u201d \u2013 call\u2026")))
    assert "it's urgent" in text
    assert not set(text) & set("\u201c\u201d\u2019\u2013\u2026\u00a0\u00b7")
    assert handoff(report()).isascii()


# The note of one patient


def test_a_patients_note_has_a_fact_a_line_and_ends_with_whose_turn_it_is():
    story = reached(received("aaaa0001", request="Can I come sooner?", birth_date="1986-07-14", record_number="42"))
    assert patient_note(report(story), "aaaa0001").splitlines() == [
        "Rosa Delgado, +1 415-555-0161, born 1986-07-14, record 42",
        "Existing-patient question, voicemail of Mon 23 Nov 09:00, id aaaa0001",
        "Asked: Can I come sooner?",
        "Try: 1st, Mon 23 Nov 11:00, reached, María Santos",
        "Result: settled",
        "They need: wants an earlier visit",
        f"Confirmed: {POLICY.code_title('number')}, {POLICY.code_title('insurance')}",
        "They know: scheduling calls tomorrow",
        "Still open: send the forms",
        "Whose turn: Scheduling, by Tue 24 Nov 10:00",
        "Cedar Family Medicine, as of Mon 23 Nov 17:05",
        "A note of the callback desk, no part of the patient's record until somebody puts it there.",
    ]


def test_a_patients_note_begins_with_attention_where_nobody_was_told():
    alarm = received("aaaa0001", "16:50", attention=("chest pain*",), lane="symptom")
    assert patient_note(report(alarm), "aaaa0001").startswith("ATTENTION: nobody of the licensed role was told yet\n")
    assert patient_note(report(alarm), "aaaa0001", SPANISH).startswith("ATENCIÓN: ")


def test_a_closed_callbacks_note_says_how_it_ended():
    story = received("aaaa0001").then(at("12:00"), Closed(result=CloseResult.ANSWERED))
    note = patient_note(report(story), "aaaa0001")
    assert "Closed: answered, Mon 23 Nov 12:00" in note
    assert "Whose turn" not in note


@pytest.mark.parametrize("said", ["two\nlines\nWhose turn: nobody", "\x1b]0;title\x07", "\u202eturned"])
def test_nothing_that_was_said_leaves_its_line_in_a_patients_note(said: str):
    plain = patient_note(report(received("aaaa0001", patient="P", request="R")), "aaaa0001")
    note = patient_note(report(received("aaaa0001", patient=said, request=said)), "aaaa0001")
    assert len(note.splitlines()) == len(plain.splitlines())
    assert not set(note) & set("\x1b\x07\u202e")


def test_what_was_booked_and_what_was_unforeseen_stand_before_what_is_open():
    booked = received("aaaa0001", "08:00", patient="Kim Lee")
    turn = turns.noted(POLICY, booked.callback, "role:scheduling", "call", at("17:00"), at("10:00"))
    visit = Appointment(at=at("09:30", 8), with_whom="Dr. Hale", kind="new patient")
    booked.then(at("10:00"), Noted(disposition=Disposition.REACHED, result=Result.BOOKED, appointment=visit, turn=turn))
    booked.then(at("10:00"), Closed(result=CloseResult.BOOKED))
    odd = received("bbbb0002", "16:50", patient="Rosa Delgado")
    odd.then(at("16:55"), ExceptionSeen(code=ExceptionCode.NO_ACCESS, text="portal down"))
    day = report(booked, odd)
    lines = handoff(day).splitlines()
    first = lines.index("BOOKED TODAY (1)")
    assert lines[first + 1] == "- Kim Lee, +1 415-555-0161: Tue 1 Dec 09:30, Dr. Hale, new patient"
    odd_one = lines.index("EXCEPTIONS TODAY (1)")
    told = " ".join(" ".join(lines[odd_one + 1 : odd_one + 3]).split())
    assert told.endswith("0161: no access: portal down (María Santos, Mon 23 Nov 16:55)")
    assert first < odd_one < lines.index("OPEN (1)")
    assert "CITAS HECHAS HOY (1)" in handoff(day, SPANISH)
    assert "sin acceso: portal down" in handoff(day, SPANISH)
    assert "booked, Tue 1 Dec 09:30, Dr. Hale, new patient" in page(day)
    figures = narrowed(day, audience=Audience(title="X", sheets=("Open",)))
    assert "Dr. Hale" not in handoff(figures) + page(figures)
    assert "portal down" not in handoff(figures)


def booked_for_review(*then: Payload) -> Story:
    """A visit that is final only after the practice manager looked at it, and what came after."""
    story = received("aaaa0001", patient="Tess", lane="new-appointment")
    later = turns.noted(POLICY, story.callback, "role:scheduling", "call", at("17:00"), at("10:00"))
    review = turns.to_review(POLICY, story.callback, "manager", "book", at("10:00"))
    asked = ForReview(steps=("book",), reviewer="role:manager", then=later)
    visit = Appointment(at=at("09:30", 8), with_whom="Dr. Hale")
    note = Noted(
        disposition=Disposition.REACHED, result=Result.BOOKED, appointment=visit, turn=review, for_review=asked
    )
    story.then(at("10:00"), note)
    for payload in then:
        story.then(at("11:00"), payload, "manager")
    return story


@pytest.mark.parametrize(
    ("then", "english", "spanish"),
    [
        ((), "not final: Practice manager looks at it first", "sin confirmar: antes la revisa Practice manager"),
        (
            (Reviewed(approved=False, change="which visit?"),),
            "not final: it was returned",
            "sin confirmar: se devolvió",
        ),
        ((Reviewed(approved=True),), None, None),
        ((Closed(result=CloseResult.BOOKED),), None, None),
    ],
)
def test_a_booking_that_somebody_must_look_at_first_is_not_told_as_final(then, english, spanish):
    day, front_desk = report(booked_for_review(*then)), POLICY.audiences["front-desk"]
    for told, words, mark in (
        (day, ENGLISH, english),
        (day, SPANISH, spanish),
        (narrowed(day, audience=front_desk), ENGLISH, english),
    ):
        visit = f"{words.clock(told, at('09:30', 8))}, Dr. Hale{f' ({mark})' if mark else ''}"
        assert f"- Tess, +1 415-555-0161: {visit} " in " ".join([*handoff(told, words).split(), ""])
        assert ("not final" in handoff(told) + page(told)) is (mark is not None)


def test_the_next_shift_is_told_what_the_patient_s_card_says():
    card = Card(
        voicemail=VoicemailConsent.NONE,
        interpreter=True,
        language="vi",
        do_not_contact=True,
        contact_reason="by letter, please",
        representatives=(Representative("Linh", "daughter", MayBeTold.APPOINTMENTS, until=DAY - timedelta(days=1)),),
    )
    day = replace(report(received("aaaa0001", language="en")), card=lambda callback: card)
    said = " ".join(handoff(day).split())
    assert (
        "Card: asked not to be contacted (by letter, please); leave no message; needs an interpreter;"
        " speaks Vietnamese; Linh (daughter) may be told of appointments until 2026-11-22: that is over"
    ) in said
    assert "leave no message" in page(day)
    spanish = " ".join(handoff(day, SPANISH).split())
    assert (
        "pidió que no le contacten (by letter, please); no dejar mensaje; necesita intérprete; habla vietnamita"
        in spanish
    )
    assert "leave no message" not in handoff(narrowed(day, audience=POLICY.audiences["front-desk"]))


def test_what_a_hand_over_says_is_needed_stands_in_every_file_until_they_were_talked_to():
    story, words = received("aaaa0001", "16:00", patient="Carl"), "ask for Clara too, she rang from the same number"
    given = turns.handed(POLICY, story.callback, "role:scheduling", at("16:10"), None)
    story.then(at("16:10"), HandedOver(to="role:scheduling", needs=words, turn=given))
    silent = turns.noted(POLICY, story.callback, "role:scheduling", "call · 2nd try", at("10:00", 1), at("16:20"))
    story.then(at("16:20"), Noted(disposition=Disposition.NO_ANSWER, turn=silent, waiting=True))
    day = report(story)
    said = " ".join(handoff(day).split())
    assert f"Handed on: {words} (María Santos, Mon 23 Nov 16:10) Still open: call" in said
    assert f"Encargo: {words} (María Santos, lun 23 nov 16:10)" in " ".join(handoff(day, SPANISH).split())
    assert f"Handed on: {words}" in patient_note(day, "aaaa0001")
    assert words in page(day)
    assert [sheet(day, name)[0]["needs"] for name in ("Open", "Unreached")] == [words, words]
    assert words not in handoff(report(reached(story))) + page(report(reached(story)))


def test_what_preparing_found_missing_is_told_beside_the_papers_of_the_list():
    story = received("aaaa0001", lane="referral", referral=Referral(missing=("demographics",)))
    codes = ("number", "authorization", "insurance", "referral-papers")
    story.then(at("10:00"), Prepared(missing=(*codes, "device")))  # the last one is on another lane's checklist
    day = report(story)
    for words in LANGUAGES.values():
        titles = [preparing.title(POLICY, code, missing=True, language=words.language) for code in codes[:3]]
        missing = f"{words.labels['missing']}: {', '.join(('demographics', *titles))} {words.labels['open']}:"
        assert missing in " ".join(handoff(day, words).split())
    assert [sheet(day, name)[0]["lacking"] for name in ("Open", "Referral gaps")] == ["; ".join(codes)] * 2
    assert preparing.title(POLICY, "insurance", missing=True) in page(day)


def test_the_urgency_that_a_form_or_a_list_says_is_told():
    assert "   Urgency:    Urgent" in handoff(report(received("aaaa0001", details={"urgency": "Urgent"})))


@pytest.mark.parametrize("consent", VoicemailConsent)
@pytest.mark.parametrize("words", [ENGLISH, SPANISH])
def test_every_wish_of_a_card_has_words_in_both_languages(consent: VoicemailConsent, words: Words):
    card = Card(
        voicemail=consent,
        reach=tuple(ReachWay),
        reach_note="after six",
        phone="+14155550199",
        minor=True,
        pronouns="they",
        deceased=consent is VoicemailConsent.NONE,
        representatives=tuple(Representative(told.value, may_be_told=told) for told in MayBeTold),
    )
    told = list(card_words(card, received("aaaa0001").callback, DAY, words.language))
    assert len(set(told)) == 6 + len(MayBeTold) + (consent is VoicemailConsent.NONE) + 1
    assert {code.value for code in ExceptionCode} == {code.value for code in words.exceptions}


def test_what_is_due_by_closing_time_is_late_after_it_and_everywhere():
    story = received("aaaa0001", "15:00")
    (item,) = report(story, clock="20:00").open
    assert (item.callback.due_at, item.late, item.late_minutes) == (at("17:00"), True, 0)
    text = handoff(report(story, clock="20:00"))
    assert "1 open, 1 late." in text
    assert "by Mon 23 Nov 17:00 (LATE)" in text


def test_what_is_late_for_days_says_days_and_another_year_is_named():
    text = handoff(report(received("aaaa0001", "08:00", days=-400)))
    assert "voicemail of Sun 19 Oct 2025 08:00" in text
    assert "by Mon 20 Oct 2025 10:00 (LATE by 399 days)" in " ".join(text.split())
