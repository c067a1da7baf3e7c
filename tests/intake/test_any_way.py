"""The same files in any order, twice, or in overlapping parts: the same open callbacks, with contacts grouped alike."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callback_desk.actions import taking_in
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.intake.plan import plan
from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import DATA, NEW_YORK, Ledger, options
from tests.tui.driver import Clock, close_desk, make_desk

SAMPLES = tuple(
    DATA / name
    for name in (
        "hl7v2/REF-I12-01.hl7", "hl7v2/SIU-S12-01.hl7", "fhir/medplum/task-demo_example-tasks.json",
        "fhir/nhs_bars/service_request_GET-success.json", "fhir/r4_examples/Appointment-examplereq.json",
        "constructed/fhir/end_of_day_bundle_example.json", "constructed/worklists/referrals_missing_docs.csv",
        "constructed/worklists/portal_messages.csv", "constructed/worklists/appointment_requests.csv",
        "constructed/worklists/insurance_pa_questions.csv", "constructed/phone/asterisk_master_voicemail.csv",
        "constructed/phone/3cx_cdr.csv", "constructed/phone/8x8_work_cdr.csv",
        "constructed/phone/freepbx_cdr_report.csv", "constructed/phone/freeswitch_master.csv",
        "constructed/phone/generic_us_12h.csv",
        "constructed/phone/sms_backup_restore_calls.xml", "constructed/phone/zoom_phone_call_logs.json",
        "constructed/phone/voicemail_spool",
    )
)  # fmt: skip

Groups = frozenset[frozenset[str]]


@cache
def read(path: Path) -> FileReading:
    found = read_path(path, options())
    assert found.error is None
    return found


def part(reading: FileReading, begin: int, end: int) -> FileReading:
    """Some of a file's records, as an export of a shorter period has them."""
    return FileReading(f"{reading.file}[{begin}:{end}]", reading.preset, units=reading.units[begin:end])


def taken_in(ledger: Ledger, *readings: FileReading) -> None:
    ledger.apply(plan(readings, ledger, zone=NEW_YORK, talk_seconds=20))


def groups(ledger: Ledger) -> Groups:
    """Which contacts are together, by their source keys: ids may differ, belonging together may not."""
    together: dict[str, set[str]] = {}
    for key, callback_id in ledger.keys.items():
        together.setdefault(callback_id, set()).add(key)
    return frozenset(frozenset(keys) for keys in together.values())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_twice_is_the_file_once(path: Path):
    once, twice = Ledger(), Ledger()
    taken_in(once, read(path))
    taken_in(twice, read(path))
    taken_in(twice, read(path))
    assert groups(twice) == groups(once)
    assert set(twice.open) == set(once.open)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), path=st.sampled_from(SAMPLES))
def test_two_overlapping_parts_are_the_whole(data: st.DataObject, path: Path):
    whole = read(path)
    count = len(whole.units)
    first_end = data.draw(st.integers(0, count), label="the first part ends")
    second_begin = data.draw(st.integers(0, first_end), label="the second begins")
    parts = [part(whole, 0, first_end), part(whole, second_begin, count)]
    at_once, one_by_one = Ledger(), Ledger()
    taken_in(at_once, whole)
    for each in data.draw(st.permutations(parts)):
        taken_in(one_by_one, each)
    assert groups(one_by_one) == groups(at_once)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=st.lists(st.sampled_from(SAMPLES), min_size=2, max_size=4, unique=True), data=st.data())
def test_files_in_any_order_are_the_same_callbacks(chosen: list[Path], data: st.DataObject):
    in_order, otherwise, together = Ledger(), Ledger(), Ledger()
    for path in chosen:
        taken_in(in_order, read(path))
    for path in data.draw(st.permutations(chosen)):
        taken_in(otherwise, read(path))
    taken_in(together, *map(read, chosen))
    assert groups(in_order) == groups(otherwise) == groups(together)


def in_a_store(folder: Path, *paths: Path) -> Groups:
    """Take files into a real store one by one, each twice, and return which contacts are together."""
    desk = make_desk(folder, Clock())
    try:
        for path in paths:
            for _ in range(2):
                taking_in.apply(desk, taking_in.plan_files(desk, [path], IntakeChoices()))
        together = (
            frozenset((entry.payload or {})["source_key"] for entry in callback.history if entry.kind == "received")
            for callback in desk.store.all_callbacks()
        )
        return frozenset(together)
    finally:
        close_desk(desk)


def test_a_real_store_groups_them_alike_in_either_order(tmp_path: Path):
    first = in_a_store(tmp_path / "one", *SAMPLES)
    assert first == in_a_store(tmp_path / "two", *reversed(SAMPLES))
    assert len(first) > len(SAMPLES)
