"""Two people take one callback without knowing of each other: one owner, both told, settled by who knows."""

from datetime import UTC, datetime, timedelta

import pytest

from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import Claimed, Entry, Escalated, HandedOver, Payload, Received, Released, Turn, draft
from callback_desk.domain.fold import fold
from callback_desk.domain.lapsing import lapses

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
HERE, THERE = "0a" * 16, "1b" * 16
MARIA, BEN = "person:maria", "person:ben"


def turn(owner: str, hours: int = 2) -> Turn:
    until = NOON + timedelta(hours=hours) if owner.startswith("person:") else None
    return Turn(
        owner=owner,
        next_action="call",
        due_at=NOON,
        target_at=NOON,
        owner_until=until,
        fallback_owner=None if until is None else "role:scheduling",
    )


def entry(place: int, payload: Payload, replica: str, seq: int, seen: dict[str, int], after: int = 0) -> Entry:
    made = draft("c", payload)
    return Entry(
        replica_id=replica,
        seq=seq,
        stream=Stream.CALLBACK,
        subject_id="c",
        kind=made.kind,
        v=1,
        hlc=f"{place:04}",
        wall_at=NOON + timedelta(minutes=place + after),
        person_id="maria" if replica == HERE else "ben",
        role="assistant",
        policy="",
        seen=seen,
        payload=made.payload,
    )


RECEIVED = entry(1, Received(channel=Channel.FAX, at=NOON, turn=turn("role:scheduling")), HERE, 1, {})
HERS = entry(2, Claimed(turn=turn(MARIA)), HERE, 2, {})
HIS = entry(3, Claimed(turn=turn(BEN)), THERE, 1, {HERE: 1})


@pytest.mark.parametrize("backwards", [False, True])
def test_the_first_in_the_ledgers_order_owns_it_and_both_are_named(backwards: bool) -> None:
    entries = [RECEIVED, HERS, HIS]
    callback = fold("c", reversed(entries) if backwards else entries)
    assert callback.owner == MARIA
    assert callback.claimed_at_once == (MARIA, BEN)


def test_a_claim_that_knew_of_the_other_is_an_ordinary_one() -> None:
    callback = fold("c", [RECEIVED, HERS, HIS._replace(seen={HERE: 2})])
    assert callback.owner == BEN
    assert callback.claimed_at_once == ()


@pytest.mark.parametrize(
    "payload",
    [
        Claimed(turn=turn(BEN)),
        Released(turn=turn("role:scheduling")),
        HandedOver(to="role:billing", turn=turn("role:billing")),
        Escalated(to="role:nurse-line", reason="chest pain", turn=turn("role:nurse-line")),
    ],
)
def test_the_next_who_has_seen_both_settles_it(payload: Payload) -> None:
    settled = entry(4, payload, THERE, 2, {HERE: 2})
    callback = fold("c", [RECEIVED, HERS, HIS, settled])
    assert callback.claimed_at_once == ()
    assert callback.owner == payload.turn.owner  # type: ignore[attr-defined]


def test_who_has_seen_one_of_them_only_settles_nothing() -> None:
    released = entry(4, Released(turn=turn("role:scheduling")), HERE, 3, {})
    assert fold("c", [RECEIVED, HERS, HIS, released]).claimed_at_once == (MARIA, BEN)


def test_a_claim_that_had_lapsed_is_taken_over_without_a_word() -> None:
    late = HIS._replace(wall_at=NOON + timedelta(hours=3))
    callback = fold("c", [RECEIVED, HERS, late])
    assert callback.owner == BEN
    assert callback.claimed_at_once == ()


def test_the_turn_of_whoever_came_second_never_was_and_hides_no_lapse() -> None:
    longer = entry(3, Claimed(turn=turn(BEN, hours=4)), THERE, 1, {HERE: 1})
    settled = entry(4, Claimed(turn=turn(BEN, hours=6)), THERE, 2, {HERE: 2}, after=180)
    callback = fold("c", [RECEIVED, HERS, longer, settled])
    assert callback.claimed_at_once == ()
    lapsed = lapses(callback, NOON + timedelta(hours=5))
    assert [(lapse.place, lapse.owner, lapse.at) for lapse in lapsed] == [(1, MARIA, NOON + timedelta(hours=2))]


def test_a_later_turn_of_whoever_came_second_lapses_like_any_other() -> None:
    unaware = entry(4, Released(turn=turn("role:scheduling")), HERE, 3, {})
    again = entry(5, Claimed(turn=turn(BEN)), THERE, 2, {HERE: 1})
    callback = fold("c", [RECEIVED, HERS, HIS, unaware, again])
    assert callback.claimed_at_once == (MARIA, BEN)
    assert [lapse.owner for lapse in lapses(callback, NOON + timedelta(hours=5))] == [BEN]
