"""The queue in its order, view by view, page by page, and its figures at one moment."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.domain.codes import Channel, HoldReason, View
from callback_desk.domain.entries import (
    Acknowledged,
    Claimed,
    Escalated,
    HandedOver,
    Held,
    Noted,
    Snoozed,
    TalkSeen,
    draft,
)
from callback_desk.domain.queue import QueueCounts
from callback_desk.store import Store, create_store
from tests.store.writing import HOUR, KEY, ME, NOON, closed, id_of, names, queue, received, turn, write


def test_alarms_lead_then_what_is_due_then_who_called_again(store: Store):
    write(
        store,
        received("a", patient="Later", whose=turn(due_at=NOON + 3 * HOUR)),
        received("b", patient="Sooner", whose=turn(due_at=NOON + HOUR)),
        received("c", patient="Twice", whose=turn(due_at=NOON + HOUR)),
        received("c", source_key="test:c2", whose=turn(due_at=NOON + HOUR)),
        received("d", patient="Alarm", attention=("fell",), whose=turn(due_at=NOON + 4 * HOUR)),
        received("e", patient="Escalated"),
        draft(id_of("e"), Escalated(to="role:nurse", reason="fell", turn=turn("role:nurse", NOON + 5 * HOUR))),
    )
    assert names(queue(store)) == ["Escalated", "Alarm", "Twice", "Sooner", "Later"]


def test_of_those_due_at_one_moment_whoever_has_waited_longest_is_first(store: Store):
    waited = {"a": 3, "b": 20, "c": 1, "d": 7, "e": 2}
    write(store, *(received(name, patient=name, at=NOON - waited[name] * HOUR) for name in waited))
    assert names(queue(store)) == ["b", "d", "a", "e", "c"]
    (last,) = queue(store, after=queue(store)[3].key)
    assert last.patient == "c"


def test_a_row_says_what_the_callback_says(store: Store):
    write(
        store,
        received(
            "a",
            channel=Channel.FAX,
            patient="José Núñez",
            phone="+14155550123",
            language="es",
            lane="referral",
            referral={"status": "incomplete", "missing": ("MRI report",)},
            whose=turn(ME, fallback_owner="role:front-desk", owner_until=NOON + 2 * HOUR),
        ),
        draft(id_of("a"), Noted(disposition="no-answer", turn=turn(due_at=NOON + 2 * HOUR), waiting=True)),
    )
    (row,) = queue(store)
    callback = store.callback(id_of("a"))
    assert callback is not None
    shared = set(row._fields) - {"has_referral", "referral_status", "missing", "needs"}
    assert {name: getattr(row, name) for name in shared} == {name: getattr(callback, name) for name in shared}
    assert (row.has_referral, row.referral_status, row.missing) == (True, "incomplete", ("MRI report",))
    assert store.queue_row(id_of("a")) == row
    assert store.queue_row(id_of("b")) is None


def every_kind(store: Store) -> None:
    """One callback of each standing, each patient named after it."""
    mine = turn(ME, owner_until=NOON + HOUR, fallback_owner="role:front-desk")
    lapsed = turn(ME, owner_until=NOON - HOUR, fallback_owner="role:front-desk")
    to_me = turn("role:nurse", owner_until=NOON - HOUR, fallback_owner=ME)
    write(
        store,
        *(received(name, patient=name) for name in ("open", "mine", "lapsed", "waiting", "held", "rested")),
        *(received(name, patient=name) for name in ("to-me", "told", "alarm", "closed", "yesterday")),
        received("no-number", patient="no-number", review="no number to call"),
        draft(id_of("mine"), Claimed(turn=mine)),
        draft(id_of("lapsed"), Claimed(turn=lapsed)),
        draft(id_of("waiting"), Snoozed(until=NOON + HOUR, turn=turn(due_at=NOON + HOUR))),
        draft(id_of("rested"), Snoozed(until=NOON - HOUR, turn=turn(due_at=NOON - HOUR))),
        draft(id_of("held"), Held(reason=HoldReason.PATIENT, until=NOON + HOUR, turn=turn())),
        draft(id_of("to-me"), Escalated(to="role:nurse", reason="x", turn=to_me)),
        draft(id_of("to-me"), Acknowledged(told="Ann", how="phone", at=NOON)),
        draft(id_of("told"), Escalated(to="role:nurse", reason="x", turn=turn("role:nurse"))),
        draft(id_of("told"), Acknowledged(told="Ann", how="phone", at=NOON)),
        draft(id_of("alarm"), Escalated(to="role:nurse", reason="x", turn=turn("role:nurse"))),
        closed("closed"),
    )
    write(store, closed("yesterday"), now=NOON - timedelta(days=1))


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (View.MINE, {"mine", "to-me"}),
        (View.WAITING, {"waiting", "held"}),
        (View.ESCALATED, {"to-me", "told"}),
        (View.REVIEW, {"no-number"}),
        (View.CLOSED, {"closed"}),
        (View.UNCLAIMED, {"open", "lapsed", "waiting", "rested", "held", "told", "no-number"}),
        (View.ALL, {"open", "mine", "lapsed", "waiting", "rested", "held", "to-me", "told", "no-number"}),
    ],
)
def test_each_view_shows_its_own_and_what_is_pinned_first(store: Store, view: View, shown: set[str]):
    every_kind(store)
    assert names(queue(store, view))[0] == "alarm"
    assert sorted(map(str, names(queue(store, view)))) == sorted({"alarm", *shown})


def test_what_is_a_role_s_turn_is_of_whoever_answers_for_it(store: Store):
    every_kind(store)
    shown = queue(store, View.MINE, roles=("role:nurse",))
    assert sorted(map(str, names(shown))) == ["alarm", "mine", "to-me", "told"]
    pages = [
        row
        for after in (None, shown[0].key, shown[1].key)
        for row in queue(store, View.MINE, roles=("role:nurse",), after=after, limit=1)
    ]
    assert pages == shown[:3]


def test_what_was_closed_today_is_in_the_order_of_its_closing_page_by_page(store: Store):
    write(store, *(received(name, patient=name, whose=turn(due_at=NOON + n * HOUR)) for n, name in enumerate("abcd")))
    for minutes, name in enumerate("cadb"):
        write(store, closed(name), now=NOON + timedelta(minutes=minutes))
    rows = queue(store, View.CLOSED)
    assert names(rows) == ["c", "a", "d", "b"]
    assert [row.due_at for row in rows[:2]] == [NOON + 2 * HOUR, NOON]
    assert names(queue(store, View.CLOSED, after=rows[1].key, limit=1)) == ["d"]
    assert names(queue(store, View.CLOSED, before=rows[2].key, limit=2)) == ["c", "a"]


@pytest.mark.parametrize("view", View)
def test_a_view_agrees_with_what_each_row_says_of_itself(store: Store, view: View):
    every_kind(store)
    says = {
        View.MINE: lambda row: row.owner_at(NOON) == ME,
        View.UNCLAIMED: lambda row: row.owner_at(NOON).startswith("role:"),
        View.WAITING: lambda row: row.status_at(NOON) in ("waiting", "on-hold"),
        View.ESCALATED: lambda row: row.status_at(NOON) == "escalated",
        View.REVIEW: lambda row: row.status_at(NOON) == "review",
        View.CLOSED: lambda row: row.status_at(NOON) == "closed",
        View.ALL: lambda row: row.is_open,
    }
    rows = queue(store, view)
    assert all(row.pinned or says[view](row) for row in rows)
    if view is not View.CLOSED:
        assert names(rows) == [row.patient for row in queue(store) if row.pinned or says[view](row)]


def test_a_claim_lapses_by_the_moment_asked_for(store: Store):
    claim = turn(ME, owner_until=NOON + HOUR, fallback_owner="role:front-desk")
    write(store, received("a", patient="A"), draft(id_of("a"), Claimed(turn=claim)))
    assert names(queue(store, View.MINE, as_of=NOON + HOUR)) == ["A"]
    assert names(queue(store, View.MINE, as_of=NOON + 2 * HOUR)) == []
    assert names(queue(store, View.UNCLAIMED, as_of=NOON + 2 * HOUR)) == ["A"]
    assert names(queue(store, owner="role:front-desk", as_of=NOON + 2 * HOUR)) == ["A"]
    assert names(queue(store, owner=ME, as_of=NOON + 2 * HOUR)) == []


@pytest.mark.parametrize("view", View)
def test_an_escalation_that_was_told_and_not_answered_in_time_is_on_top_again(store: Store, view: View):
    every_kind(store)
    write(store, received("words", patient="words", attention=("fell",), whose=turn(due_at=NOON + 3 * HOUR)))
    at_noon = names(queue(store, view))
    later = queue(store, view, as_of=NOON + 2 * HOUR)
    assert names(later)[:3] == ["alarm", "to-me", "told"] or names(later)[:3] == ["alarm", "told", "to-me"]
    assert {row.attention_rank for row in later[:3]} == {0}
    assert len(set(names(later))) == len(later)
    assert names(queue(store, view, as_of=NOON)) == at_noon
    paged = [*later[:2], *queue(store, view, as_of=NOON + 2 * HOUR, after=later[1].key)]
    assert paged == later
    assert queue(store, view, as_of=NOON + 2 * HOUR, before=later[2].key) == later[:2]
    assert store.counts(as_of=NOON, hour_until=NOON).attention == 2
    assert store.counts(as_of=NOON + 2 * HOUR, hour_until=NOON + 2 * HOUR).attention == 4


def test_handing_an_escalation_back_takes_it_off_the_top(store: Store):
    write(store, received("a", patient="A"), received("b", patient="B", whose=turn(due_at=NOON)))
    write(store, draft(id_of("a"), Escalated(to="role:nurse", reason="x", turn=turn("role:nurse"))))
    assert names(queue(store)) == ["A", "B"]
    write(store, draft(id_of("a"), Acknowledged(told="Ann", how="phone", at=NOON)))
    write(store, draft(id_of("a"), HandedOver(to="role:front-desk", turn=turn())))
    assert names(queue(store)) == ["B", "A"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("okafor", ["Amara Okafor"]),
        ("OKA ama", ["Amara Okafor"]),
        ("nunez", ["José Núñez"]),
        ("Núñez", ["José Núñez"]),
        ("refill", ["Amara Okafor"]),
        ("okafor nunez", []),
        ("555-0123", ["Amara Okafor"]),
        ("(415) 555 0123", ["Amara Okafor"]),
        ("4155550123", ["Amara Okafor"]),
        ("100%", ["José Núñez"]),
        ("_", []),
        ("unknown", [None]),
        ("unknown call", [None]),
        ("", ["Amara Okafor", "José Núñez", None]),
        ("   ", ["Amara Okafor", "José Núñez", None]),
    ],
)
def test_find_looks_in_name_number_and_request(store: Store, words: str, found: list[str]):
    write(
        store,
        received("a", patient="Amara Okafor", phone="+14155550123", request="Refill, please", whose=turn(due_at=NOON)),
        received("b", patient="José Núñez", phone="+14155550199", request="It hurts 100% of the time"),
        received("c", request="hello?"),
    )
    assert names(queue(store, words=words)) == found


def test_lane_and_owner_narrow_every_view(store: Store):
    write(
        store,
        received("a", patient="A", lane="refill", whose=turn("role:nurse")),
        received("b", patient="B", lane="refill"),
        received("c", patient="C", lane="records"),
    )
    assert sorted(map(str, names(queue(store, lane="refill")))) == ["A", "B"]
    assert names(queue(store, lane="refill", owner="role:nurse")) == ["A"]
    assert names(queue(store, View.UNCLAIMED, lane="records")) == ["C"]


def test_the_figures_at_one_moment(store: Store):
    write(
        store,
        received("late", whose=turn(due_at=NOON - HOUR)),
        received("now", whose=turn(due_at=NOON)),
        received("soon", whose=turn(due_at=NOON + HOUR / 2)),
        received("later", whose=turn(due_at=NOON + 2 * HOUR)),
        received("alarm", attention=("fell",), whose=turn(due_at=NOON - HOUR)),
        received("gone", whose=turn(due_at=NOON - HOUR)),
        closed("gone"),
    )
    assert store.counts(as_of=NOON, hour_until=NOON + HOUR) == QueueCounts(1, 2, 2, 5)
    assert store.counts(as_of=NOON + 3 * HOUR, hour_until=NOON + 4 * HOUR) == QueueCounts(1, 5, 0, 5)


def test_what_is_undecided_is_due_before_the_moment_or_an_alarm(store: Store):
    write(
        store,
        received("late", patient="late", whose=turn(due_at=NOON - HOUR)),
        received("later", patient="later", whose=turn(due_at=NOON + 9 * HOUR)),
        received("alarm", patient="alarm", attention=("fell",), whose=turn(due_at=NOON + 9 * HOUR)),
        received("gone", whose=turn(due_at=NOON - HOUR)),
        closed("gone"),
    )
    assert names(store.undecided(NOON, NOON)) == ["alarm", "late"]


def test_an_id_may_be_shortened_while_it_is_the_only_one(store: Store):
    from callback_desk.domain.errors import DeskError, NotUnique

    write(store, *(received(f"n{n}") for n in range(300)))
    assert store.resolve_id(id_of("n7")) == id_of("n7")
    assert store.resolve_id(id_of("n7").upper()[:12]) == id_of("n7")
    with pytest.raises(NotUnique, match="no callback"):
        store.resolve_id("ffffffff-ffff")
    for bad in ("abc", "", "' OR 1=1 --", "%%%%"):
        with pytest.raises(DeskError):
            store.resolve_id(bad)
    write(store, *(closed(f"n{n}")._replace(subject_id=f"abcd{n}") for n in range(2)))
    with pytest.raises(NotUnique, match="several"):
        store.resolve_id("abcd")


def test_what_another_program_committed_is_noticed_and_read(store: Store):
    from callback_desk.store import open_store

    beside = open_store(store.path, KEY)
    before = beside.data_version()
    write(store, received("a", patient="A"))
    assert beside.data_version() != before
    assert names(queue(beside)) == ["A"]
    beside.close()


people = st.sampled_from(["person:maria", "person:ben", "role:front-desk", "role:nurse"])
moments = st.integers(-3, 3).map(lambda hours: NOON + hours * HOUR)
turns = st.builds(turn, people, moments, owner_until=st.none() | moments, fallback_owner=st.none() | people)
steps = st.one_of(
    st.builds(Claimed, turn=turns),
    st.builds(Snoozed, until=moments, turn=turns),
    st.builds(Held, reason=st.sampled_from(HoldReason), until=moments, turn=turns),
    st.builds(Escalated, to=people, reason=st.just("x"), turn=turns),
    st.builds(Acknowledged, told=st.just("Ann"), how=st.just("phone"), at=moments),
    st.builds(TalkSeen, source_key=st.just("t"), at=moments, seconds=st.just(60), outbound=st.just(True)),
    st.just(None),
)


@settings(max_examples=25)
@given(
    made=st.lists(st.tuples(turns, st.booleans(), st.lists(steps, max_size=3)), max_size=25),
    limit=st.integers(1, 7),
    as_of=moments,
)
def test_pages_forward_and_backward_are_the_whole_list(
    tmp_path_factory: pytest.TempPathFactory, made: list[Any], limit: int, as_of: Any
):
    store = create_store(tmp_path_factory.mktemp("pages") / "desk.db", KEY)
    drafts = []
    for n, (whose, alarm, happened) in enumerate(made):
        drafts.append(received(f"n{n}", patient=f"n{n}", whose=whose, attention=("fell",) if alarm else ()))
        drafts += [closed(f"n{n}") if step is None else draft(id_of(f"n{n}"), step) for step in happened]
    write(store, *drafts)
    for view in View:
        whole = queue(store, view, as_of=as_of, limit=1000)
        assert whole == sorted(whole, key=lambda row: row.key)
        assert len({row.callback_id for row in whole}) == len(whole)
        forward, backward, after, before = [], [], None, None
        while page := queue(store, view, as_of=as_of, after=after, limit=limit):
            forward += page
            after = page[-1].key
        if whole:
            backward, before = whole[-1:], whole[-1].key
        while before and (page := queue(store, view, as_of=as_of, before=before, limit=limit)):
            backward = page + backward
            before = page[0].key
        assert forward == backward == whole
    every = [row for row in map(store.queue_row, map(id_of, (f"n{n}" for n in range(len(made))))) if row]
    on_top = {
        row.callback_id
        for row in every
        if row.pinned or (row.status_at(as_of), row.due_at < as_of) == ("escalated", True)
    }
    assert {row.callback_id for row in queue(store, View.MINE, as_of=as_of, limit=99)} == on_top | {
        row.callback_id for row in every if row.is_open and row.owner_at(as_of) == ME
    }
    for view, statuses in ((View.WAITING, ("waiting", "on-hold")), (View.ESCALATED, ("escalated",))):
        assert {row.callback_id for row in queue(store, view, as_of=as_of, limit=99)} == on_top | {
            row.callback_id for row in every if row.status_at(as_of) in statuses
        }
    store.close()
