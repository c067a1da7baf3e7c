"""Any entries in any order fold to a callback that somebody owns, with something to do and a time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import holding
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS
from callback_desk.domain.codes import Channel, CloseResult, Disposition, HoldReason, Status, Stream
from callback_desk.domain.entries import (
    PAYLOADS,
    Acknowledged,
    Closed,
    Entry,
    Escalated,
    Held,
    Merged,
    Noted,
    Payload,
    Received,
    Reported,
    TalkSeen,
    Turn,
    draft,
    understood,
)
from callback_desk.domain.entry import KINDS
from callback_desk.domain.fold import fold
from tests.unit.strategies import REPLICAS, ledgers, payloads, turns

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
HERE, THERE, _ = REPLICAS


def test_what_is_understood_is_what_has_a_payload():
    assert set(PAYLOADS) == KINDS


@given(ledgers(), st.randoms(use_true_random=False))
def test_every_callback_has_an_owner_a_next_action_and_a_due_time(entries, random) -> None:
    random.shuffle(entries)
    callback = fold("c", entries)
    assert callback.owner
    assert callback.owner_at(callback.due_at + timedelta(days=9))
    assert callback.next_action.strip()
    assert callback.due_at.utcoffset() == timedelta(0)
    assert callback.target_at.utcoffset() == timedelta(0)
    assert callback.status_at(NOON) in Status


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_arrive_makes_no_difference(entries, random) -> None:
    expected = fold("c", entries)
    random.shuffle(entries)
    assert fold("c", entries) == expected


@given(ledgers())
def test_a_line_that_arrives_again_changes_nothing(entries) -> None:
    assert fold("c", [*entries, *entries]) == fold("c", entries)


def covered(alarm: Entry, by: Iterable[Entry]) -> bool:
    return any(
        later.seq > alarm.seq
        if later.replica_id == alarm.replica_id
        else later.seen.get(alarm.replica_id, 0) >= alarm.seq
        for later in by
    )


alarming = st.one_of(
    payloads(),
    st.builds(Escalated, to=st.just("role:nurse-line"), reason=st.just("asked for a nurse"), turn=turns()),
    st.builds(Closed, result=st.sampled_from(CloseResult)),
    st.builds(Acknowledged, told=st.just("Ana"), how=st.just("telephone"), at=st.just(NOON)),
)


@given(ledgers(alarming))
def test_an_escalation_that_nobody_acknowledged_is_never_closed(entries) -> None:
    redacted = {(entry.replica_id, entry.seq) for entry in entries if entry.payload is None}
    readable = [
        entry for entry in entries if understood(entry.kind, entry.v) and (entry.replica_id, entry.seq) not in redacted
    ]
    acknowledgements = [entry for entry in readable if entry.kind == "acknowledged"]
    alarms = [
        entry
        for entry in readable
        if entry.kind == "escalated" or (entry.kind == "received" and (entry.payload or {}).get("attention"))
    ]
    unanswered = [alarm for alarm in alarms if not covered(alarm, acknowledgements)]
    callback = fold("c", entries)
    if unanswered:
        assert callback.is_open
        assert callback.attention_rank == 0
    if any(alarm.kind == "escalated" for alarm in unanswered):
        assert callback.pinned


def entry(number: int, payload: Payload, replica: str = HERE, seen: dict[str, int] | None = None) -> Entry:
    made = draft("c", payload)
    return Entry(
        replica_id=replica,
        seq=number,
        stream=Stream.CALLBACK,
        subject_id="c",
        kind=made.kind,
        v=1,
        hlc=f"{number:04}",
        wall_at=NOON + timedelta(minutes=number),
        person_id="maria",
        role="assistant",
        policy="",
        seen=seen or {},
        payload=made.payload,
    )


def turn(owner: str = "role:scheduling", action: str = "call") -> Turn:
    return Turn(owner=owner, next_action=action, due_at=NOON, target_at=NOON)


def test_what_nobody_here_understands_is_the_front_desks_to_look_at() -> None:
    strange = entry(1, Received(channel=Channel.FAX, at=NOON, turn=turn()))._replace(kind="dreamt")
    callback = fold("c", [strange])
    assert (callback.owner, callback.next_action, callback.due_at) == (
        FRONT_DESK,
        LOOK_AT_THIS,
        strange.wall_at,
    )
    assert callback.newer == 1


def test_a_turn_that_names_nobody_or_nothing_falls_to_the_front_desk() -> None:
    callback = fold("c", [entry(1, Received(channel=Channel.FAX, at=NOON, turn=turn(owner="", action=" ")))])
    assert (callback.owner, callback.next_action) == (FRONT_DESK, LOOK_AT_THIS)


def test_a_line_that_was_redacted_on_one_desk_is_redacted_whichever_copy_comes_last() -> None:
    known = entry(1, Received(channel=Channel.FAX, at=NOON, turn=turn(), patient="Ana Ruiz"))
    hidden = known._replace(payload=None)
    assert fold("c", [known, hidden]).patient is None
    assert fold("c", [hidden, known]).patient is None


def test_what_two_copies_of_one_desk_both_carried_over_counts_once() -> None:
    opened = entry(1, Received(channel=Channel.VOICEMAIL, at=NOON, turn=turn()))
    at = f"{2:012x}-0000-"
    tried = entry(2, Noted(disposition=Disposition.BUSY, turn=turn()))._replace(hlc=at + HERE)
    again = tried._replace(replica_id=THERE, seq=1, hlc=at + THERE, seen={HERE: 1})
    assert fold("c", [opened, tried]).attempts == 1
    assert fold("c", [again, opened, tried]).attempts == 1
    assert fold("c", [opened, tried, again._replace(person_id="ben")]).attempts == 2
    assert fold("c", [opened, tried, again._replace(seen={HERE: 2})]).attempts == 2, "whoever knew of it did it again"


def test_a_record_that_two_desks_read_is_one_contact_with_what_either_read() -> None:
    before = Received(channel=Channel.MISSED_CALL, at=NOON, turn=turn(), source_key="phone:C1")
    after = before.model_copy(update={"channel": Channel.VOICEMAIL, "request": "please call about my pills"})
    for mine, theirs in ((before, after), (after, before)):
        met = fold("c", [entry(1, mine), entry(1, theirs, THERE)])
        assert (met.contacts, met.request, met.channel) == (1, "please call about my pills", Channel.VOICEMAIL)


def test_a_voicemail_that_only_one_of_two_desks_had_is_there_also_without_words() -> None:
    missed = Received(channel=Channel.MISSED_CALL, at=NOON, turn=turn(), source_key="phone:C1")
    left = missed.model_copy(update={"channel": Channel.VOICEMAIL})
    for mine, theirs in ((missed, left), (left, missed)):
        met = fold("c", [entry(1, mine), entry(1, theirs, THERE)])
        assert (met.contacts, met.channel) == (1, Channel.VOICEMAIL)


@pytest.mark.parametrize(
    "facts",
    [
        ({"patient": "Ana Lopez", "stated": True}, {"patient": "Ben Lopez", "stated": True}),
        ({"phone": "+15855550101"}, {"phone": "+15855550144"}),
        ({"birth_date": "2015-01-02"}, {"birth_date": "2018-05-06"}),
    ],
)
def test_two_patients_whose_records_have_one_key_are_two_contacts_where_two_desks_meet(facts: Any) -> None:
    mine, theirs = (
        Received(channel=Channel.BY_HAND, at=NOON, turn=turn(), source_key="list#1", **said) for said in facts
    )
    assert fold("c", [entry(1, mine), entry(1, theirs, THERE)]).contacts == 2
    assert fold("c", [entry(1, mine), entry(1, mine, THERE)]).contacts == 1


def test_closed_here_while_escalated_there_stays_open_for_somebody_to_look_at() -> None:
    opened = entry(1, Received(channel=Channel.VOICEMAIL, at=NOON, turn=turn()))
    closed = entry(2, Closed(result=CloseResult.ANSWERED))
    escalated = entry(
        1,
        Escalated(to="role:nurse-line", reason="chest pain", turn=turn("role:nurse-line")),
        THERE,
        {HERE: 1},
    )
    assert not fold("c", [opened, closed]).is_open
    both = fold("c", [opened, closed, escalated])
    assert both.is_open
    assert both.pinned


def texted(number: int, words: str, **facts: Any) -> Entry:
    said = Received(channel=Channel.TEXT_MESSAGE, at=NOON, turn=turn(), request=words, thread="T", **facts)
    return entry(number, said)


def test_a_thread_that_is_exported_again_with_more_is_told_once() -> None:
    assert fold("c", [texted(1, "one"), texted(2, "one\ntwo"), texted(3, "one\ntwo\nthree")]).request == (
        "one\ntwo\nthree"
    )


def test_a_voicemail_that_was_joined_into_a_miss_is_never_resolved_by_a_talk() -> None:
    missed = entry(1, Received(channel=Channel.MISSED_CALL, at=NOON, turn=turn()))
    talked = entry(3, TalkSeen(source_key="t", at=NOON + timedelta(hours=1), seconds=60, outbound=True))
    for left, asked in ((True, False), (False, True)):
        joined = entry(2, Merged(other="d", at=NOON, turn=turn(), message_left=left))
        assert fold("c", [missed, joined, talked]).maybe_resolved is asked


def test_a_note_outdates_what_another_system_reported_before_it() -> None:
    missed = entry(1, Received(channel=Channel.MISSED_CALL, at=NOON, turn=turn()))
    reported = entry(2, Reported(what="booked", at=NOON + timedelta(minutes=5)))
    tried = entry(3, Noted(disposition=Disposition.NO_ANSWER, turn=turn()))
    assert fold("c", [missed, reported]).reported is not None
    assert fold("c", [missed, reported, tried]).reported is None


def test_being_joined_with_another_ends_a_hold() -> None:
    missed = entry(1, Received(channel=Channel.MISSED_CALL, at=NOON, turn=turn()))
    held = entry(2, Held(reason=HoldReason.OFFICE, until=NOON + timedelta(hours=4), turn=turn()))
    joined = entry(12, Merged(other="d", at=NOON, turn=turn()))
    (span,) = holding.spans(fold("c", [missed, held, joined]))
    assert span.ends == joined.wall_at
