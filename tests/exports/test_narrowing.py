"""Each reader is told what their work needs: of which lanes, whose turn, and in which columns."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from callback_desk.domain.cadence import action_of
from callback_desk.domain.codes import Channel, Disposition, Identifier, Result
from callback_desk.domain.entries import (
    Acknowledged,
    Appointment,
    Escalated,
    HandedOver,
    Noted,
    Prepared,
    Referral,
    Source,
)
from callback_desk.domain.policy_files import COLUMNS, FORMATS, SHEETS, Audience
from callback_desk.domain.turn_rules import FIND_NUMBER
from callback_desk.domain.turns import released
from callback_desk.exports.day import DayReport
from callback_desk.exports.fhir.bundle import resources
from callback_desk.exports.handoff import handoff
from callback_desk.exports.kinds import kinds_of
from callback_desk.exports.narrowing import WITHHELD, narrowed
from callback_desk.exports.own_words import own_words
from callback_desk.exports.page.making import page
from callback_desk.exports.tables import sheets
from callback_desk.exports.wording import ENGLISH, SPANISH
from tests.exports.days import DAY, POLICY, Story, at, received, report, sheet

FRONT_DESK = POLICY.audiences["front-desk"]
SAID = "invented private words"
DIGEST = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="


def told_much() -> Story:
    """A callback in which private words stand everywhere that they can."""
    story = received(
        "aaaa0001", request=SAID, lane="referral", attention=(SAID,), record_number=SAID, details={"note": SAID},
        phone_note=SAID, review=SAID, referral=Referral(number="R-1", reason=SAID, missing=(SAID,)),
        source=Source(
            preset="google-voice", file=SAID, line=f"file {SAID}", digest=DIGEST, inside=f"{SAID} - Missed.html"
        ),
        source_key=f"google-voice:{SAID}",
    )  # fmt: skip
    turn = story.callback
    now = released(POLICY, turn, at("09:30"))
    story.then(at("09:30"), Escalated(to="role:nurse-line", reason=SAID, words=SAID, turn=now))
    story.then(at("09:40"), Acknowledged(told=SAID, how=SAID, at=at("09:40")))
    story.then(at("09:45"), HandedOver(to="role:front-desk", needs=SAID, turn=now))
    note = Noted(
        disposition=Disposition.REACHED, result=Result.BOOKED, turn=now, request=SAID, told=SAID, remark=SAID,
        identified_by=(Identifier.NAME,), review=SAID, appointment=Appointment(at=at("10:00", 1), with_whom="Dr. Hale"),
    )  # fmt: skip
    return story.then(at("10:00"), note)


def test_the_sheets_and_columns_that_the_policy_may_name_are_those_that_there_are():
    made = sheets(report())
    assert tuple(one.name for one in made) == SHEETS
    titles = {column.title for one in made[1:] for column in one.columns}
    assert titles == set(COLUMNS)


def test_what_an_audience_is_not_shown_is_in_no_cell_no_text_and_no_callback():
    told = narrowed(report(told_much(), clock="17:05"), audience=FRONT_DESK)
    for one in sheets(told):
        assert SAID not in repr(list(one.rows)), one.name
    assert SAID not in page(told)
    for kind in kinds_of(FORMATS, told):
        made = BytesIO()
        kind.write(made, told)
        assert SAID.encode() not in made.getvalue(), kind.name
    assert SAID not in repr(list(resources(told)))
    assert SAID not in repr(list(told.callbacks))
    assert DIGEST not in repr([*resources(told), *told.callbacks]), "the file may be small enough to be guessed"
    assert "Rosa Delgado" in repr(list(told.callbacks))


def test_what_an_audience_is_shown_reads_as_without_it():
    whole, told = report(told_much()), narrowed(report(told_much()), audience=FRONT_DESK)
    for one in sheets(told)[1:]:
        titles = [column.title for column in one.columns]
        everything = [{key: row[key] for key in titles} for row in sheet(whole, one.name)]
        assert sheet(told, one.name) == everything
    assert told.headline == whole.headline


def test_what_must_be_said_of_an_escalation_says_that_it_is_not_for_this_reader():
    audience = Audience(title="X", columns=("patient",))
    told = narrowed(report(told_much()), audience=audience)
    assert {escalation.reason for escalation in told.escalations} == {WITHHELD}


def test_what_a_hand_over_needs_is_told_to_an_audience_that_has_its_column_and_to_no_other():
    story = received("aaaa0001")
    story.then(
        at("09:45"), HandedOver(to="role:front-desk", needs=SAID, turn=released(POLICY, story.callback, at("09:45")))
    )
    for columns, told in ((("needs",), True), (("patient", "request", "remark"), False)):
        day = narrowed(report(story), audience=Audience(title="X", columns=columns))
        texts = (handoff(day), page(day), repr(list(resources(day))), repr(sheet(day, "Open")))
        assert [SAID in text for text in texts] == [told] * 4


def test_what_preparing_found_missing_is_told_to_an_audience_that_has_its_column_and_no_other_word_of_it():
    marks = Prepared(done=("number",), missing=("insurance",), visit_type=SAID, remark=SAID, number="+14155550161")
    story = received("aaaa0001", lane="referral", referral=Referral(papers=("EKG",))).then(at("09:45"), marks)
    for columns, told in ((("lacking", "papers received"), True), (("missing papers", "papers received"), False)):
        day = narrowed(report(story), audience=Audience(title="X", columns=columns))
        assert ["insurance card" in text for text in (handoff(day), page(day))] == [told] * 2
        assert len(sheet(day, "Referral gaps")) == told
        assert SAID not in repr([*day.callbacks, *resources(day)]) + handoff(day)
        assert all("+14155550161" not in repr(one.preparation) for one in day.callbacks)


def test_an_audience_of_all_columns_sees_the_callbacks_as_they_are():
    whole = report(told_much())
    assert list(narrowed(whole, audience=POLICY.audiences["manager"]).callbacks) == list(whole.callbacks)


def three() -> DayReport:
    return report(
        received("aaaa0001", lane="referral"),
        received("bbbb0002", lane="insurance"),
        received("cccc0003", lane="refill"),
    )


@pytest.mark.parametrize(
    ("lanes", "owners", "audience", "kept"),
    [
        ((), (), None, "abc"),
        (("referral", "refill"), (), None, "ac"),
        ((), ("role:billing",), None, "b"),
        ((), (), "billing", "b"),
        (("referral",), (), "billing", ""),
        (("insurance", "refill"), (), "billing", "b"),
        (("refill",), ("role:billing",), None, ""),
    ],
)
def test_only_the_lanes_and_owners_asked_for_are_told(
    lanes: tuple[str, ...], owners: tuple[str, ...], audience: str | None, kept: str
):
    reader = None if audience is None else POLICY.audiences[audience]
    told = narrowed(three(), lanes=lanes, owners=owners, audience=reader)
    assert "".join(sorted(item.callback.callback_id[0] for item in told.open)) == kept
    assert bool(told.scope) is bool(lanes or owners or audience)


def test_a_period_tells_what_was_done_in_it_and_what_of_it_is_open():
    days = [received(f"{n:08}", days=n, channel=Channel.MISSED_CALL) for n in range(-3, 3)]
    told = DayReport.gather(
        policy=POLICY,
        day=DAY - timedelta(days=2),
        until=DAY,
        as_of=at("12:00", 3),
        callbacks=[d.callback for d in days],
    )
    assert [item.callback.callback_id for item in told.open] == ["-0000003", "-0000002", "-0000001", "00000000"]
    figures = {(row["part"], row["what"]): row["number"] for row in sheet(told, "Summary")}
    assert figures["came in in the period", "contacts"] == 3
    assert any("Sat 21 Nov 2026 to Mon 23 Nov 2026, as of Thu 26 Nov 12:00" in line for line in told.headings)
    assert replace(told, until=None).days == "2026-11-21"


def typed(**facts: Any) -> Story:
    """A callback of a note in which somebody typed what happens next, in private words."""
    story = received("dddd0004", lane="referral", **facts)
    turn = released(POLICY, story.callback, at("10:00")).model_copy(update={"next_action": SAID})
    note = Noted(disposition=Disposition.REACHED, result=Result.CALL_LATER, turn=turn)
    return story.then(at("10:00"), note)


def test_a_next_action_that_somebody_typed_is_shown_with_the_request_only():
    told = narrowed(report(typed()), audience=FRONT_DESK)
    assert sheet(told, "Open")[0]["next action"] == WITHHELD
    for text in (handoff(told), page(told), repr(list(resources(told))), repr(sheet(told, "Attempts"))):
        assert SAID not in text
    full = narrowed(report(typed()), audience=Audience(title="X", columns=("request",)))
    assert sheet(full, "Open")[0]["next action"] == SAID


@pytest.mark.parametrize("lane", sorted(POLICY.lanes))
def test_a_next_action_in_the_clinic_s_own_words_is_shown_to_everybody(lane: str):
    told = narrowed(report(received("aaaa0001", lane=lane)), audience=FRONT_DESK)
    assert sheet(told, "Open")[0]["next action"] == next(iter(told.callbacks)).next_action != WITHHELD
    own = own_words(POLICY)
    assert all(own(action_of(cadence, number)) for cadence in POLICY.cadences.values() for number in (1, 2, 3, 11))


def test_what_is_withheld_is_not_told_as_if_it_were_not_there():
    nobody = Audience(title="X", columns=("channel",))
    for words in (ENGLISH, SPANISH):
        text = handoff(narrowed(report(received("aaaa0001", request="a form")), audience=nobody), words)
        assert text.count(words.said["withheld"]) == 3
        for untrue in ("not known", "no number", "only the call"):
            assert words.said[untrue] not in text
        assert FIND_NUMBER not in text


def test_callbacks_and_attempts_that_an_audience_has_no_sheet_for_are_in_no_other_file_either():
    day = report(typed(), received("aaaa0001"))
    figures = narrowed(day, audience=Audience(title="X", sheets=("Summary",)))
    assert "2 open" in handoff(figures)
    assert "aaaa0001" not in handoff(figures)
    assert {made["resourceType"] for made in resources(figures)} == {"AuditEvent"}
    lines = narrowed(day, audience=Audience(title="X", sheets=("Open",)))
    assert "aaaa0001" in handoff(lines)
    assert SAID not in repr([made for made in resources(lines) if made["resourceType"] == "Communication"])
    assert "Maria" not in handoff(lines)
    assert len([made for made in resources(lines) if made["resourceType"] == "Task"]) == 2


def test_an_audience_takes_nothing_away_from_what_the_headings_say_of_lanes_and_owners():
    asked = narrowed(three(), lanes=["refill"], owners=["role:refill-desk"])
    read = narrowed(asked, audience=FRONT_DESK)
    assert read.scope.startswith(asked.scope)
    assert read.headings[-1].endswith(f"Only for {FRONT_DESK.title}.")


def test_what_is_undecided_is_counted_of_those_that_the_reader_is_told_of():
    stories = [received("aaaa0001", lane="referral"), received("aaaa0002", lane="refill")]
    day = report(*stories, undecided=["aaaa0001", "aaaa0002"])
    assert day.headline.startswith("NOT CLOSED: 2 undecided. 2 open")
    assert narrowed(day, lanes=["referral"]).headline.startswith("NOT CLOSED: 1 undecided. 1 open")
    assert narrowed(replace(day, undecided=("aaaa0002",)), lanes=["referral"]).headline.startswith("1 open")
