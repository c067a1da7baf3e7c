"""What an intake asks: what it has seen before, and where a contact may belong."""

from datetime import date

from callback_desk.domain.entries import TalkSeen, draft
from callback_desk.domain.moments import utc_text
from callback_desk.store import Store
from tests.store.writing import HOUR, NOON, closed, id_of, received, write

NUMBER = "+14155550123"


def test_a_contact_is_known_by_its_source_key_and_by_its_version(store: Store):
    write(store, received("a", version_key="test:a@1"))
    write(store, received("a", version_key="test:a@2"))
    asked = ["test:a", "test:a@1", "test:a@2", "test:a@3", "test:b"]
    assert store.known_contacts(asked) == dict.fromkeys(["test:a", "test:a@1", "test:a@2"], id_of("a"))
    assert store.known_contacts([]) == {}


def test_what_a_known_record_told_is_told_in_every_state(store: Store):
    write(store, received("a", phone=NUMBER))
    write(store, received("a", version_key="test:a@1", request="it hurts"), received("b", request="no matter"))
    write(store, received("a~2", patient="Ben Ortiz"), received("c", channel="voicemail"))
    found = store.told_in(["test:a", "test:a@1", "test:c", "test:d"])
    told = {key: [(one.number, one.words, one.patient, one.voicemail) for one in known] for key, known in found.items()}
    a = [(NUMBER, None, None, False), (None, "it hurts", None, False), (None, None, "Ben Ortiz", False)]
    assert {key: sorted(known, key=str) for key, known in told.items()} == {
        "test:a": sorted(a, key=str),
        "test:c": [(None, None, None, True)],
    }
    assert store.told_in([]) == {}


def test_the_only_contact_of_a_callback_is_told_by_its_number_and_moment(store: Store):
    write(store, received("a", phone=NUMBER), received("b"), received("c")._replace(subject_id=id_of("b")))
    assert store.only_contacts(["test:a", "test:b", "test:c", "test:d"]) == {"test:a": (NUMBER, utc_text(NOON - HOUR))}


def test_a_talk_is_known_as_a_talk_only(store: Store):
    seen = TalkSeen(source_key="test:t", at=NOON, seconds=60, outbound=True)
    write(store, received("a"), draft(id_of("a"), seen))
    assert store.known_talks(["test:t", "test:a", "test:u"]) == {"test:t"}
    assert store.known_contacts(["test:t"]) == {}


def test_open_callbacks_of_a_number_the_earliest_first(store: Store):
    write(
        store,
        received("a", phone=NUMBER, at=NOON, patient="Amara Okafor", stated=True, attention=("fell",)),
        received("b", phone=NUMBER, at=NOON - HOUR, referral={"status": "incomplete"}),
        received("c", phone=NUMBER),
        received("d", phone="+14155550199"),
        closed("c"),
    )
    found = store.open_by_number([NUMBER, NUMBER, "+14155550100"])
    assert list(found) == [NUMBER]
    second, first = reversed(found[NUMBER])
    assert (first.callback_id, first.received_at, first.is_referral) == (id_of("b"), NOON - HOUR, True)
    assert (second.patient, second.stated, second.attention) == ("Amara Okafor", True, ("fell",))
    assert (second.contacts, second.last_contact_at, second.is_referral) == (1, NOON, False)


def test_whoever_waits_is_told_from_family_by_the_birth_date(store: Store):
    write(
        store, received("a", phone=NUMBER, patient="Maria Garcia", birth_date="1980-05-01"), received("b", phone=NUMBER)
    )
    assert {match.birth_date for match in store.open_by_number([NUMBER])[NUMBER]} == {date(1980, 5, 1), None}


def test_open_callbacks_of_a_thread(store: Store):
    write(store, received("a", thread="T1"), received("b", thread="T2"), closed("b"))
    assert [match.callback_id for match in store.open_by_thread(["T1", "T2"])["T1"]] == [id_of("a")]
    assert "T2" not in store.open_by_thread(["T2"])


def test_the_last_closed_callback_of_a_number(store: Store):
    write(store, received("a", phone=NUMBER), received("b", phone=NUMBER), received("c", phone=NUMBER))
    assert store.last_closed_by_number([NUMBER]) == {}
    write(store, closed("b"), now=NOON)
    write(store, closed("a"), now=NOON + HOUR)
    assert store.last_closed_by_number([NUMBER]) == {NUMBER: id_of("a")}


def test_callbacks_that_are_open_or_were_written_about_since_a_moment(store: Store):
    write(store, received("a"), received("b"), received("c", at=NOON + 24 * HOUR), now=NOON - 30 * HOUR)
    write(store, closed("a"), now=NOON - 29 * HOUR)
    write(store, received("d"), closed("d"), now=NOON - HOUR)
    with store.snapshot(NOON - 2 * HOUR) as recent, store.snapshot(NOON - 40 * HOUR) as all_of_them:
        assert recent.ids(NOON) == [id_of(name) for name in "bcd"]
        assert [callback.callback_id for callback in recent.read(map(id_of, "dbc"))] == [id_of(name) for name in "dbc"]
        assert set(all_of_them.ids(NOON)) == {id_of(name) for name in "abcd"}
    assert {c.callback_id for c in store.all_callbacks()} == {id_of(name) for name in "abcd"}


def test_a_snapshot_stays_as_it_was_while_others_write(store: Store):
    write(store, received("a"), received("b", at=NOON + HOUR), now=NOON)
    with store.snapshot(NOON) as moment:
        assert len(moment.undecided(NOON, NOON + 90 * HOUR)) == 2
        write(store, closed("a"), received("c"), now=NOON + HOUR)
        assert moment.ids(NOON) == [id_of("a"), id_of("b")]
        assert [callback.is_open for callback in moment.read(moment.ids(NOON))] == [True, True]
        assert moment.undecided(NOON, NOON + 90 * HOUR) == [id_of("a"), id_of("b")]
    with store.snapshot(NOON) as later:
        assert (set(later.ids(NOON)), later.ids(NOON)[-1]) == ({id_of(name) for name in "abc"}, id_of("a"))
