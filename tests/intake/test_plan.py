"""What each contact would do: open a callback, join one, or nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.phone import Number
from callback_desk.intake.plan import plan
from callback_desk.intake.planned import Plan
from callback_desk.intake.threads import TextMessage, Threads
from callback_desk.intake.units import FileReading, Unit
from tests.intake.desk import NEW_YORK, Ledger, Open, units_of

NINE = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
ANA, BEN = "+15855550101", "+15855550102"


def call(minute: int, number: str | None = ANA, outcome: str = "missed", **facts: Any) -> Unit:
    at = NINE + timedelta(minutes=minute)
    return Unit(f"asterisk:{minute}.{number}", "call", str(minute), at, outcome=outcome, number=number, **facts)


def message(minute: int, name: str | None, number: str | None = ANA, **facts: Any) -> Unit:
    at = NINE + timedelta(minutes=minute)
    return Unit(
        f"list:{minute}", "message", str(minute), at, number=number, patient=name, stated=name is not None, **facts
    )


def planned(*units: Unit, ledger: Ledger | None = None) -> Plan:
    reading = FileReading("log.csv", "table", rows=len(units), units=list(units))
    return plan([reading], ledger or Ledger(), zone=NEW_YORK, talk_seconds=20)


def fates(made: Plan) -> tuple[int, int, int, int]:
    (document,) = made.documents()
    return tuple(document[name] for name in ("new_callbacks", "joined", "already_known", "no_callback"))


def ledger_with(**facts: Any) -> Ledger:
    ledger = Ledger()
    ledger.open["open-1"] = Open("open-1", ANA, NINE, NINE, **facts)
    return ledger


def test_misses_of_one_number_are_one_callback_named_after_the_earliest():
    made = planned(call(30), call(5), call(10, BEN))
    assert fates(made) == (2, 1, 0, 0)
    assert {contact.callback_id for contact in made.contacts if contact.unit.number == ANA} == {
        callback_id_for("asterisk:5.+15855550101")
    }


def test_talks_outgoing_and_internal_calls_make_no_callback():
    made = planned(
        call(1, outcome="answered"), call(2, direction="outbound", outcome="missed"), call(3, direction="internal")
    )
    assert fates(made) == (0, 0, 0, 3)


@pytest.mark.parametrize("outcome", ["missed", "voicemail", "unattended"])
def test_whoever_nobody_talked_to_is_called_back(outcome: str):
    assert fates(planned(call(1, outcome=outcome))) == (1, 0, 0, 0)


def test_withheld_numbers_are_never_put_together():
    made = planned(call(1, None), call(2, None, "voicemail"))
    assert fates(made) == (2, 0, 0, 0)
    assert [contact.review for contact in made.contacts] == ["no number to call"] * 2


def test_a_call_joins_by_number_whatever_caller_id_shows():
    made = planned(call(5, patient="GARCIA M"), ledger=ledger_with(patient="Ana Ortiz", stated=True))
    assert [(contact.callback_id, contact.is_new) for contact in made.contacts] == [("open-1", False)]


@given(st.integers(0, 4))
def test_family_of_one_name_and_number_stay_apart_however_a_list_is_split(at: int):
    born = (1980, 2012, 2012, 1980)
    rows = [message(n, "Maria Garcia", birth_date=date(year, 5, 1)) for n, year in enumerate(born)]
    ledger = Ledger()
    for part in (rows[:at], rows[at:]):
        ledger.apply(planned(*part, ledger=ledger))
    assert {one.birth_date for one in ledger.open.values()} == {date(1980, 5, 1), date(2012, 5, 1)}
    assert len({ledger.keys[f"list:{n}"] for n in (0, 3)}) == len({ledger.keys[f"list:{n}"] for n in (1, 2)}) == 1


def test_nothing_but_its_list_joins_a_referral():
    ledger = ledger_with(patient="Ana Ortiz", stated=True, is_referral=True)
    made = planned(call(5), message(6, "Ana Ortiz", BEN), ledger=ledger)
    assert fates(made) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("open_name", "stated", "said", "joins"),
    [
        ("GARCIA,MARIA", False, "María García", True),
        ("GARCIA MARIA", False, "García López, María Fernanda", True),
        ("WASHINGTON-SMIT", False, "D'Angelo Washington-Smith III", True),
        (None, False, "María García", True),
        ("PEREZ JOSE", False, "María García", False),
        ("María García", True, "GARCIA, Maria", True),
        ("María García", True, "José García", False),
        ("María", True, "María García", False),
    ],
)
def test_a_stated_name_joins_where_the_names_agree(open_name: str | None, stated: bool, said: str, joins: bool):
    made = planned(message(5, said), ledger=ledger_with(patient=open_name, stated=stated))
    (contact,) = made.contacts
    assert contact.is_new is not joins
    if not joins:
        assert contact.unit.details["perhaps the same as"] == "open-1"
        assert contact.review is None


def test_one_name_with_two_birth_dates_is_two_patients():
    made = planned(
        message(1, "Ana Ortiz", birth_date=NINE.date() - timedelta(days=9000)),
        message(2, "Ana Ortiz", birth_date=NINE.date() - timedelta(days=9001)),
    )
    assert fates(made) == (2, 0, 0, 0)


def test_a_miss_followed_by_a_talk_the_same_day_is_perhaps_resolved():
    talk = call(70, outcome="answered", direction="outbound", talk_seconds=40)
    made = planned(call(5), talk)
    (document,) = made.documents()
    assert document["maybe_resolved"] == 1
    assert [(found.callback_id, found.seconds) for found in made.talks] == [(made.contacts[0].callback_id, 40)]


@pytest.mark.parametrize(
    ("first", "talk"),
    [
        (call(5, outcome="voicemail"), call(70, outcome="answered", talk_seconds=40)),
        (call(5), call(70, outcome="answered", talk_seconds=19)),
        (call(5), call(60 * 24, outcome="answered", talk_seconds=40)),
        (call(5), call(1, outcome="answered", talk_seconds=40)),
        (call(5), call(70, BEN, outcome="answered", talk_seconds=40)),
    ],
    ids=["voicemail", "too short", "next day", "before", "other number"],
)
def test_what_does_not_perhaps_resolve_a_miss(first: Unit, talk: Unit):
    (document,) = planned(first, talk).documents()
    assert document["maybe_resolved"] == 0


def test_a_talk_in_a_later_file_is_evidence_for_the_open_callback_once():
    ledger = ledger_with()
    talk = call(70, outcome="answered", talk_seconds=40)
    made = planned(talk, ledger=ledger)
    assert [found.callback_id for found in made.talks] == ["open-1"]
    ledger.apply(made)
    assert planned(talk, ledger=ledger).talks == []


def test_a_contact_after_closing_opens_a_new_callback_linked_to_the_old():
    ledger = ledger_with()
    ledger.close("open-1")
    (contact,) = planned(call(5), ledger=ledger).contacts
    assert (contact.is_new, contact.follows) == (True, "open-1")


def test_a_cancellation_joins_an_open_callback_and_otherwise_makes_none():
    cancelled = message(5, "Ana Ortiz", finished=True)
    assert fates(planned(cancelled)) == (0, 0, 0, 1)
    assert fates(planned(cancelled, ledger=ledger_with(patient="Ana Ortiz", stated=True))) == (0, 1, 0, 0)


def test_the_same_record_in_two_files_of_one_run_is_known_the_second_time():
    readings = [FileReading(name, "table", rows=1, units=[call(5)]) for name in ("one.csv", "two.csv")]
    made = plan(readings, Ledger(), zone=NEW_YORK, talk_seconds=20)
    assert [document["already_known"] for document in made.documents()] == [0, 1]
    assert [made.writes(name) for name in ("one.csv", "two.csv")] == [True, False]


def test_a_file_that_could_not_be_read_says_so_in_its_document():
    reading = FileReading("x.csv", "", error="x.csv is empty: export it again")
    (document,) = plan([reading], Ledger(), zone=NEW_YORK, talk_seconds=20).documents()
    assert document["error"] == "x.csv is empty: export it again"
    assert document["rows"] == 0


UNITS = st.lists(
    st.builds(
        call,
        st.integers(0, 3000),
        st.sampled_from([ANA, BEN, None]),
        st.sampled_from(["missed", "voicemail", "answered", "unattended"]),
        direction=st.sampled_from(["inbound", "outbound", "internal"]),
        talk_seconds=st.integers(0, 60),
    )
    | st.builds(
        message,
        st.integers(0, 3000),
        st.sampled_from(["Ana Ortiz", "Ortiz, Ana", "Ben Diaz", None]),
        st.sampled_from([ANA, BEN, None]),
        finished=st.booleans(),
        thread=st.sampled_from(["t1", None]),
    ),
    max_size=25,
    unique_by=lambda unit: unit.source_key,
)


@given(UNITS)
def test_any_file_twice_is_nothing_new_and_every_unit_is_in_one_fate(units: list[Unit]):
    ledger = Ledger()
    first = planned(*units, ledger=ledger)
    (document,) = first.documents()
    assert units_of(document) == len(units)
    ledger.apply(first)
    again = planned(*units, ledger=ledger)
    (repeated,) = again.documents()
    assert (repeated["new_callbacks"], repeated["joined"], again.talks) == (0, 0, [])
    assert repeated["already_known"] == document["new_callbacks"] + document["joined"]


@given(UNITS, st.randoms())
def test_the_order_of_rows_does_not_change_the_plan(units: list[Unit], chance: Any):
    shuffled = list(units)
    chance.shuffle(shuffled)
    one, other = planned(*units), planned(*shuffled)
    assert [(c.unit.source_key, c.callback_id) for c in one.contacts] == [
        (c.unit.source_key, c.callback_id) for c in other.contacts
    ]


def referral_of(name: str, born: date, minute: int = 1, **facts: Any) -> Unit:
    unit = message(minute, name, None, birth_date=born, referral={"number": "R-1"}, **facts)
    return unit._replace(kind="referral", source_key="referral:R-1", version_key=f"referral:R-1@{minute}")


def test_a_referral_number_of_quite_another_patient_joins_nothing_and_is_looked_at():
    ana, ben = referral_of("Ana Ortiz", date(1986, 7, 14)), referral_of("Ben Ruiz", date(1959, 11, 2), 2)
    made = planned(ana, ben)
    assert fates(made) == (2, 0, 0, 0)
    assert "another patient" in (made.contacts[1].review or "")
    ledger = Ledger()
    ledger.apply(made)
    assert fates(planned(ben, ledger=ledger))[0] == 0


def test_a_referral_under_a_slightly_different_name_or_date_is_the_same():
    again = referral_of("ORTIZ, ANA M", date(1986, 7, 14), 2), referral_of("Ana Ortiz", date(1986, 7, 15), 3)
    assert fates(planned(referral_of("Ana Ortiz", date(1986, 7, 14)), *again)) == (1, 2, 0, 0)


def thread_until(last: int) -> Unit:
    threads = Threads("quo", "US")
    for minute in range(last):
        at = NINE + timedelta(minutes=minute)
        threads.take(TextMessage(str(minute), "T", at, False, Number(ANA), "", f"m{minute}", f"id{minute}"))
    (unit,) = threads.units()
    return unit


@given(st.permutations([1, 2, 3]))
def test_an_older_export_of_a_thread_brings_nothing_new(order: list[int]):
    together = planned(*map(thread_until, order))
    assert [contact.unit.request for contact in together.contacts] == ["m0\nm1\nm2"]
    ledger = Ledger()
    ledger.apply(planned(thread_until(3), ledger=ledger))
    ledger.close(next(iter(ledger.open)))
    for last in order:
        assert fates(planned(thread_until(last), ledger=ledger)) == (0, 0, 1, 0)
