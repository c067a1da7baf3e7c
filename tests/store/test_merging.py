"""What other desks wrote comes in whole, in any order, once; and the queue says what all of it together says."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import Escalated, PolicyAdopted, Reported, draft
from callback_desk.domain.line import Run
from callback_desk.store import Store, create_store
from callback_desk.store.feeds import FeedDamaged, FeedForked, FeedGap, Merged
from tests.store.writing import HOUR, KEY, NOON, behind, closed, id_of, queue, received, standing, turn, write

Make = Callable[[str], Store]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make stores of several desks."""
    made: list[Store] = []

    def one(name: str) -> Store:
        made.append(create_store(tmp_path / f"{name}.db", KEY, (name * 10)[:10]))
        return made[-1]

    yield one
    for store in made:
        store.close()


def run_of(store: Store, first: int = 1, last: int = 1 << 40) -> Run:
    run = store.run(store.replica_id, first, last)
    assert run is not None
    return run


def merge(store: Store, run: Run) -> Merged:
    with store.unit(person_id="maria", role="assistant", policy="0" * 16, now=NOON + HOUR) as unit:
        merged = unit.merge(run)
        unit.commit()
    return merged


def escalated(name: str):
    return draft(id_of(name), Escalated(to="nurse", reason="chest pain", turn=turn("role:nurse")))


def reported(name: str):
    return draft(id_of(name), Reported(what="booked", at=NOON, source_key="visit:1"))


def adopted():
    return draft("policy", PolicyAdopted(fingerprint="0" * 16, toml="# rules"), Stream.POLICY)


def test_an_intake_in_the_same_unit_joins_what_came_with_a_merge(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ana, received("a"))
    write(ben, received("b"))
    with ben.unit(person_id="maria", role="assistant", policy="0" * 16, now=NOON + HOUR) as unit:
        unit.merge(run_of(ana))
        unit.append_new([received("a", source_key="a later call")])
        unit.commit()
    assert standing(ben, "a").contacts == 2
    assert ben.verify() == []


def test_what_another_desk_wrote_is_in_the_queue(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ana, adopted(), received("a", patient="José Núñez"), received("b"))
    assert merge(ben, run_of(ana)) == Merged(3)
    assert queue(ben) == queue(ana)
    assert ben.verify() == []
    assert merge(ben, run_of(ana)) == Merged(0)
    assert queue(ben) == queue(ana)


def test_runs_that_overlap_come_in_once(make: Make):
    ana, ben = make("ana"), make("ben")
    for name in "abcd":
        write(ana, received(name))
    assert merge(ben, run_of(ana, 1, 3)).new == 3
    assert merge(ben, run_of(ana, 2, 4)).new == 1
    assert merge(ben, run_of(ana, 1, 2)).new == 0
    assert queue(ben) == queue(ana)
    assert ben.verify() == []


def test_a_run_with_lines_missing_before_it_waits(make: Make):
    ana, ben = make("ana"), make("ben")
    for name in "abcd":
        write(ana, received(name))
    merge(ben, run_of(ana, 1, 1))
    with pytest.raises(FeedGap, match="entries 2 to 3 are not here yet") as told:
        merge(ben, run_of(ana, 4, 4))
    assert told.value.have == 1
    assert ben.feed_head(ana.replica_id) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_desks_are_heard_makes_no_difference(make: Make, order: tuple[int, ...]):
    ana, ben, eve = make("ana"), make("ben"), make("eve")
    write(ana, received("a"), received("b"))
    merge(ben, run_of(ana))
    write(ben, closed("a"))
    write(ana, escalated("a"), now=NOON + timedelta(minutes=1))
    write(eve, received("b", patient="Jo"))
    runs = [run_of(ana), run_of(ben), run_of(eve)]
    late = make("late")
    for n in order:
        merge(late, runs[n])
    assert late.verify() == []
    assert standing(late, "a").is_open, "an escalation is never lost to a close"
    assert standing(late, "a").review == "closed on one desk while it changed on another"
    again = make("again")
    for run in runs:
        merge(again, run)
    assert queue(late) == queue(again)


def test_what_is_written_after_a_merge_comes_after_it_whatever_the_clock_says(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ana, received("a"), now=NOON + 3 * HOUR)
    merge(ben, run_of(ana))
    (entry,) = write(ben, closed("a"), now=NOON)
    assert entry.hlc > run_of(ana).lines[-1].hlc
    assert entry.seen == {ana.replica_id: 1}
    assert not standing(ben, "a").is_open


def test_two_histories_of_one_desk_are_told_apart(make: Make, tmp_path: Path):
    ana, ben = make("ana"), make("ben")
    twin = create_store(tmp_path / "twin.db", KEY, ana.replica_id)
    write(ana, received("a"))
    write(twin, received("z"), received("y"))
    merge(ben, run_of(ana))
    with pytest.raises(FeedForked, match="entry 1 is another one here"):
        merge(ben, run_of(twin))
    with pytest.raises(FeedForked, match="entry 1 is another one here"):
        merge(ben, run_of(twin, 2, 2))
    with pytest.raises(FeedForked, match="entry 1 is another one here"):
        merge(ana, run_of(twin))
    twin.close()
    assert queue(ben) == queue(ana)


def test_a_store_from_a_backup_does_not_take_its_own_feed_for_another(make: Make, tmp_path: Path):
    ana = make("ana")
    restored = create_store(tmp_path / "restored.db", KEY, ana.replica_id)
    write(ana, received("a"))
    with pytest.raises(FeedForked, match="brought back from a backup"):
        merge(restored, run_of(ana))
    restored.close()


def test_a_chain_that_does_not_hold_brings_nothing_in(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ana, received("a"), received("b"), received("c"))
    good = run_of(ana)
    first, second, third = good.lines
    changed = second._replace(person_id="mallory")
    backwards = third._replace(hlc=first.hlc)
    for lines in ([first, changed, third], [first, second._replace(payload="{}"), third], [first, second, backwards]):
        with pytest.raises(FeedDamaged):
            merge(ben, good._replace(lines=lines))
    with pytest.raises(FeedForked):
        merge(ben, good._replace(prev_hash="1" * 64))
    assert ben.feed_head(ana.replica_id) == 0
    assert queue(ben) == []


def test_an_erased_payload_comes_in_erased(make: Make, tmp_path: Path):
    ana, ben = make("ana"), make("ben")
    write(ana, received("a"), received("b", patient="Jo"))
    with behind(ana.path) as connection:
        connection.execute("INSERT INTO redaction VALUES (?, 1, 'p', 'maria', ?)", (ana.replica_id, "2026"))
        connection.execute("UPDATE entry SET payload = NULL, salt = NULL WHERE seq = 1")
    assert run_of(ana).lines[0].payload_hash is not None
    merge(ben, run_of(ana))
    assert ben.verify() == []
    assert standing(ben, "b").patient == "Jo"


def test_a_contact_that_is_in_two_callbacks_is_told_and_the_earlier_one_is_known(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ben, received("b", source_key="log:7"))
    write(ana, received("a", source_key="log:7"), now=NOON + HOUR)
    pair = tuple(sorted((id_of("a"), id_of("b"))))
    assert merge(ana, run_of(ben)).twice == {pair}
    assert merge(ben, run_of(ana)).twice == {pair}
    for store in (ana, ben):
        assert store.known_contacts(["log:7"]) == {"log:7": id_of("b")}
        assert store.verify() == []


def test_a_report_about_two_callbacks_makes_them_no_one(make: Make):
    ana, ben = make("ana"), make("ben")
    write(ben, received("b"), reported("b"))
    write(ana, received("a"), reported("a"), now=NOON + HOUR)
    assert merge(ana, run_of(ben)).twice == frozenset()
    assert merge(ben, run_of(ana)).twice == frozenset()
    assert ana.verify() == ben.verify() == []


def test_a_setting_stands_or_falls_with_its_unit(make: Make):
    ana = make("ana")
    with ana.unit(person_id="maria", role="assistant", policy="0" * 16, now=NOON) as unit:
        unit.remember("sync.a", "1")
    assert ana.settings("sync.") == {}
    with ana.unit(person_id="maria", role="assistant", policy="0" * 16, now=NOON) as unit:
        unit.remember("sync.a", "1")
        unit.commit()
    assert ana.settings("sync.") == {"sync.a": "1"}
    assert ana.setting("sync.a") == "1"
