"""The policy: the default one is complete, and a wrong one is told key by key, in sentences."""

import re
import time as stopwatch
from datetime import UTC, date, datetime, time

import pytest

from callback_desk.domain.codes import Authority
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_clinic, with_person
from tests.unit.policies import DEFAULT, changed, sentences
from tests.unit.strategies import clinic_policy


def test_the_default_policy_has_nothing_wrong_and_every_lane() -> None:
    assert sentences(DEFAULT) == []
    policy = read_policy(DEFAULT)
    assert list(policy.lanes) == [
        "new-appointment",
        "existing-patient",
        "referral",
        "insurance",
        "refill",
        "records",
        "telehealth",
        "reminder",
        "symptom",
    ]
    for lane in policy.lanes.values():
        assert {"en", "es"} <= lane.words.keys()
        assert lane.checklist
        assert lane.confirm
        assert lane.authority["symptoms"] is Authority.ESCALATE
        assert lane.cadence in policy.cadences
    assert policy.lanes["symptom"].clock == "wall"
    assert policy.roles[policy.lanes["symptom"].role].licensed


def test_the_default_policy_speaks_of_no_severity_and_of_invented_numbers_only() -> None:
    settings = "\n".join(line for line in DEFAULT.splitlines() if re.match(r"[\w-]+ *=", line))
    assert not re.search("severity|urgency|priority", settings)
    assert all(number.startswith("555-01") for number in re.findall(r"\b\d{3}-\d{4}\b", DEFAULT))


def test_every_part_of_the_default_policy_is_explained() -> None:
    for part in re.findall(r"^\[(\w+)", DEFAULT.partition("What is said\n")[0], re.MULTILINE):
        before = DEFAULT.partition(f"\n[{part}")[0]
        assert "#" in before.rpartition("\n[")[2] or "#" in before, part


def test_what_a_watched_folder_needs_stands_in_the_default_policy_and_is_off() -> None:
    text = DEFAULT
    assert read_policy(text).intake.watch == read_policy(text).intake.apply_without_asking == ()
    on = read_policy(text.replace("# watch = [", "watch = [").replace("# apply_without", "apply_without"))
    assert on.intake.watch
    assert on.intake.apply_without_asking


def test_the_policy_is_read_quickly_enough_for_every_start() -> None:
    begins = stopwatch.process_time()
    for _ in range(5):
        read_policy(DEFAULT)
    assert (stopwatch.process_time() - begins) / 5 < 0.1  # about 0.01 on an idle machine


def test_what_the_policy_says_can_be_asked() -> None:
    policy = clinic_policy()
    assert policy.clinic.name == "Cedar Family Medicine"
    assert policy.zone_info.key == "America/New_York"
    assert policy.hours["mon"] == ((time(8), time(12)), (time(13), time(17)))
    assert policy.clinic.holidays == (date(2026, 11, 27), date(2026, 12, 24))
    assert policy.lane("referral").role == "referral-coordinator"
    assert policy.lane("a-lane-that-was-taken-out") is policy.lanes[policy.default_lane]
    assert policy.lane(None) is policy.lanes[policy.default_lane]
    assert policy.code_title("referral-papers") == "referral papers"
    assert policy.code_title("referral-papers", "es") == "documentos del referido"
    assert policy.code_title("never-heard-of") == "never heard of"
    assert len(policy.fingerprint) == 16
    assert policy.text.startswith(DEFAULT[:20])
    assert policy.fingerprint != read_policy(DEFAULT).fingerprint


def test_owners_are_read_and_shown_as_people_write_them() -> None:
    policy = clinic_policy()
    assert policy.parse_owner("role:scheduling") == "role:scheduling"
    assert policy.parse_owner(" maria SANTOS ") == "person:maria"
    assert policy.owner_name("person:maria") == "María Santos"
    assert policy.owner_name("role:scheduling") == "role:scheduling"
    assert policy.role_title("role:nurse-line") == "Nurse line"
    assert policy.role_title("person:ben") == "Ben Ode"
    assert policy.role_title("person:gone") == "gone"
    assert policy.person_id_of("Nobody") is None
    with pytest.raises(DeskError, match=r"no owner 'shceduling': choose one of María Santos, Ben Ode, role:front-desk"):
        policy.parse_owner("shceduling")


def test_a_role_keeps_the_clinics_hours_unless_it_has_its_own() -> None:
    policy = clinic_policy()
    lunch = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert not policy.open_hours(None).is_open(lunch)
    assert not policy.open_hours("scheduling").is_open(lunch)
    assert policy.open_hours("nurse-line").is_open(lunch)
    assert policy.open_hours("nurse-line") is policy.open_hours("nurse-line")


def test_the_clinics_own_and_the_federal_holidays_are_closed_unless_the_policy_says_otherwise() -> None:
    thanksgiving, day_after = (datetime(2026, 11, day, 15, tzinfo=UTC) for day in (26, 27))
    hours = clinic_policy().open_hours(None)
    assert not hours.is_open(thanksgiving)
    assert not hours.is_open(day_after)
    own_only = read_policy(changed("public_holidays = true\n", "public_holidays = false\n")).open_hours(None)
    assert own_only.is_open(thanksgiving)
    assert not own_only.is_open(day_after)


def test_set_up_puts_in_the_clinic_and_its_person() -> None:
    text = with_person(with_clinic(DEFAULT, 'Oak "Street"', "America/Denver"), "ana", "Ana Ruiz", ("assistant",))
    policy = read_policy(text)
    assert policy.clinic.name == 'Oak "Street"'
    assert policy.zone_info.key == "America/Denver"
    assert policy.people["ana"].roles == ("assistant",)


def test_a_voicemail_says_the_clinics_name_where_no_neutral_one_is_given() -> None:
    policy = read_policy(changed('spoken_name = "Cedar Office"\n', ""))
    assert policy.clinic.spoken_name == "Cedar Family Medicine"
