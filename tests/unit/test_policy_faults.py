"""A policy that is wrong is told key by key, in sentences that say what would be right."""

import re

import pytest

from callback_desk.domain.policy import Policy, PolicyFault, check, read_policy
from callback_desk.domain.policy_text import with_person
from tests.unit.policies import DEFAULT, changed, sentences

HOURS_LINE = DEFAULT.splitlines().index("[hours]") + 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "target_minutes = 60",
            "target_minuets = 60",
            'new-appointment.target_minuets: 60 is not a known key here; did you mean "target_minutes"?',
        ),
        (
            "target_minutes = 60",
            "target_minutes = -5",
            "lanes.new-appointment.target_minutes: -5 is too small; write a number above 0",
        ),
        (
            "target_minutes = 60",
            'target_minutes = "60"',
            'target_minutes: "60" is not a whole number; write digits without quotes, such as 30',
        ),
        (
            "longest_deferral_days = 14",
            "longest_deferral_days = 0",
            "limits.longest_deferral_days: 0 is too small; write a number above 0",
        ),
        (
            "acknowledge_minutes = 10",
            "acknowledge_minutes = 999999999999",
            "roles.nurse-line.acknowledge_minutes: 999999999999 is too large; write at most 525600",
        ),
        (
            '\nclock = "wall"',
            '\nclock = "wal"',
            'lanes.symptom.clock: "wal" is not one of the words that may stand here; did you mean "wall"?',
        ),
        (
            'results = "escalate"',
            'results = "escallate"',
            'existing-patient.authority.results: "escallate" is not one of the words that may stand here;'
            ' did you mean "escalate"?',
        ),
        (
            '"08:00-12:00", "13:00-17:00"',
            '"8 to 12", "13:00-17:00"',
            'hours.mon entry 1: "8 to 12" is not a span of open hours; write it as "08:00-12:00", within',
        ),
        (
            'mon = ["08:00-12:00", "13:00-17:00"]',
            'mon = "08:00-17:00"',
            'hours.mon: "08:00-17:00" is not a list; put it in square brackets, such as ["en", "es"]',
        ),
        (
            "sat = []",
            "satt = []",
            'hours.satt: "satt" is not one of the words that may stand here; did you mean "sat"?',
        ),
        (
            'start = "08:00"',
            'start = "8am"',
            'call_hours.start: "8am" is not a time of day; write it as "08:00", between',
        ),
        (
            "licensed = true",
            'licensed = "yes"',
            'roles.nurse-line.licensed: "yes" is neither true nor false; write true',
        ),
        ("2026-11-27", '"Nov 27"', 'clinic.holidays entry 1: "Nov 27" is not a date; write it as 2026-11-26'),
        (
            'short = "new appt"',
            'short = "appointments"',
            'short: "appointments" is too long for its column; use at most 10',
        ),
        (
            'reach = "415-555-0170"\n',
            "",
            "roles.nurse-line.reach: is missing; add reach to [roles.nurse-line]",
        ),
        ("[attention]\n", "[atention]\n", "atention: is not a known key here"),
        ("[limits]", "[limts]", 'limts: is not a known key here; did you mean "limits"?'),
        ("[clinic]\n", '[clinic]\ntext = ""\n', 'clinic.text: "" is not a known key here'),
        (
            "[roles.front-desk]",
            "[roles.FrontDesk]",
            'roles.FrontDesk: "FrontDesk" is not a code; use small letters, digits and hyphens, such as',
        ),
        (
            'region = "US"',
            'region = "US"\nrecord_system = "our numbers"',
            'clinic.record_system: "our numbers" is no address of record numbers; ask who runs the record system',
        ),
    ],
)
def test_what_has_the_wrong_shape_is_told_with_what_would_be_right(old, new, sentence) -> None:
    told = sentences(changed(old, new))
    assert any(sentence in one for one in told), told


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "America/New_York",
            "America/New_Yrok",
            'clinic.zone: "America/New_Yrok" is not a time zone; did you mean "America/New_York"?',
        ),
        ("America/New_York", "America", 'clinic.zone: "America" is not a time zone'),
        ("America/New_York", "../etc", 'clinic.zone: "../etc" is not a time zone'),
        (
            'region = "US"',
            'region = "USA!"',
            'clinic.region: "USA!" is not a country whose public holidays are known',
        ),
        (
            '"13:00-17:00"]',
            '"17:00-13:00"]',
            'hours.mon: "17:00-13:00" ends before it begins; a span ends on the day it began',
        ),
        ('"13:00-17:00"]', '"22:00-02:00"]', 'hours.mon: "22:00-02:00" ends before it begins'),
        ('"13:00-17:00"]', '"11:00-17:00"]', "begins before the span before it has ended, at 12:00"),
        (
            'role = "scheduling"',
            'role = "shceduling"',
            'new-appointment.role: "shceduling" is not a role of this policy; did you mean "scheduling"?',
        ),
        (
            'cadence = "welcome"',
            'cadence = "wellcome"',
            'cadence: "wellcome" is not a cadence of this policy; did you mean "welcome"?',
        ),
        (
            'stand_in = "clinician"',
            'stand_in = "nurse-line"',
            'roles.nurse-line.stand_in: "nurse-line" is the role itself',
        ),
        (
            'stand_in = "clinician"',
            'stand_in = "doctor"',
            'roles.nurse-line.stand_in: "doctor" is not a role of this policy; choose one of',
        ),
        (
            'default_lane = "existing-patient"',
            'default_lane = "anything"',
            'intake.default_lane: "anything" is not a lane of this policy',
        ),
        (
            'owner = "nurse-line"',
            'owner = "nurse"',
            'cadences.watchful.then.owner: "nurse" is not a role of this policy',
        ),
        (
            "spacing_minutes = [120, 480]",
            "spacing_minutes = [120]",
            "cadences.standard.spacing_minutes: has 1 waiting times for 3 attempts; give 2",
        ),
        (
            "voicemail_on = [1, 3]",
            "voicemail_on = [1, 5]",
            "cadences.standard.voicemail_on: 5 is an attempt that is never made; use numbers from 1 to 3",
        ),
        ('end = "20:00"', 'end = "07:00"', "call_hours.end: 07:00 is not after the start, 08:00"),
        (
            '"visit-type", "insurance"',
            '"visit-type", "insurence"',
            '"insurence" has no wording under [codes]; did you mean "insurance"?',
        ),
        ('"fell", "a bad fall"', '"fell", "Fell"', 'attention.words.en: "Fell" is there a second time'),
        (
            '"fell", "a bad fall"',
            '"fell", "a*"',
            'attention.words.en: "a*" has a star after too few letters; write at least 3',
        ),
        ('"fell", "a bad fall"', '"fell", "!?"', 'attention.words.en: "!?" has no word in it'),
        (
            '"flu shot*", "flu vaccin*"',
            '"flu", "flu vaccin*"',
            'lanes.symptom.except_for.en: "flu" would take the word away everywhere; say with which other word',
        ),
        (
            'languages = ["en", "es"]',
            'languages = ["en"]',
            'is in a language that clinic.languages does not list; add "es" there',
        ),
        (
            'languages = ["en", "es"]',
            'languages = ["en", "es", "en"]',
            'clinic.languages: "en" is there more than once',
        ),
    ],
)
def test_what_makes_no_sense_is_told_with_what_would_be_right(old, new, sentence) -> None:
    told = sentences(changed(old, new))
    assert any(sentence in one for one in told), told


def test_the_lane_for_attention_needs_a_licensed_role() -> None:
    assert (
        'lanes.symptom.role: "nurse-line" takes attention items and is not licensed'
        in sentences(changed("licensed = true\n", "", 1))[0]
    )


def test_a_misspelt_lane_is_told_once() -> None:
    whole = DEFAULT.replace("[lanes.referral", "[lanes.referal")
    assert 'lanes.referal: is not a known lane; did you mean "referral"?' in sentences(whole)
    heading = changed("[lanes.referral.authority]", "[lanes.referal.authority]")
    assert sentences(heading) == ['lanes.referal: is not complete, and there is also "referral"; use one name for both']


@pytest.mark.parametrize("role", ["front-desk", "assistant"])
def test_the_roles_that_the_desk_itself_needs_must_be_there(role) -> None:
    without = re.sub(rf"\[roles\.{role}\][^\[]*", "", DEFAULT)
    assert any(one.startswith(f"roles.{role}: is missing; ") for one in sentences(without))


def test_a_week_without_an_open_hour_is_refused() -> None:
    closed = re.sub(r'^(mon|tue|wed|thu|fri) = \["08:00-12.*$', r"\1 = []", DEFAULT, flags=re.MULTILINE)
    assert "hours: has no open span all week" in sentences(closed)[0]


def test_two_people_of_one_name_are_refused() -> None:
    text = with_person(with_person(DEFAULT, "ana", "Ana Ruiz", ("assistant",)), "ana-2", "ana ruíz", ("boss",))
    told = sentences(text)
    assert any('people.ana-2.name: "ana ruíz" is the name of people.ana too' in one for one in told)
    assert any('people.ana-2.roles: "boss" is not a role of this policy' in one for one in told)


@pytest.mark.parametrize("hidden", ["\\u001b[2J", "\\u202e", "\\u0007"])
@pytest.mark.parametrize("key", ["title", "reach", "after_hours"])
def test_a_role_has_no_character_that_a_terminal_obeys(key: str, hidden: str) -> None:
    role = {"title": "Tea makers", "reach": "knock", "after_hours": "wait"}
    role[key] += hidden
    lines = "".join(f'{name} = "{text}"\n' for name, text in role.items())
    with pytest.raises(PolicyFault, match=rf"roles.tea.{key}: .*has a character that cannot be seen"):
        read_policy(f"{DEFAULT}\n[roles.tea]\n{lines}")


def test_all_that_is_wrong_is_told_at_once_and_the_first_stops_the_reading() -> None:
    text = changed("busy_minutes = 15", "busy_minuts = 15").replace('cadence = "gentle"', 'cadence = "gentel"')
    told = check(text)
    assert [finding.key for finding in told] == ["cadences.standard.busy_minuts", "lanes.reminder.cadence"]
    with pytest.raises(PolicyFault, match=r"^policy.toml: cadences.standard.busy_minuts: 15 is not a known key"):
        read_policy(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            DEFAULT.replace('name = "Cedar Family Medicine"', 'name = "Cedar'),
            "cannot be read (illegal character",
        ),
        (DEFAULT.replace("[hours]", "[hours"), f'line {HOURS_LINE}: "[hours" cannot be read'),
        (
            DEFAULT.replace("busy_minutes = 15", "busy_minutes = 15\nbusy_minutes = 20", 1),
            '"busy_minutes = 20" is there a second time',
        ),
        (DEFAULT + "\n[limits]\n", '"[limits]" is there a second time; keep one of the two'),
        ("", "clinic: is missing; add clinic to the file"),
        ("\x00", "cannot be read"),
        ("x = [", "cannot be read"),
    ],
    ids=["quote", "bracket", "key twice", "table twice", "empty", "binary", "cut"],
)
def test_what_is_not_toml_is_told_by_its_line(text, sentence) -> None:
    told = sentences(text)
    assert any(sentence in one for one in told), told
    assert all("\n" not in one for one in told)


def test_a_text_to_be_said_that_names_an_unknown_fact_is_told() -> None:
    told = sentences(changed("{{ caller }}", "{{ callre }}"))
    assert len(told) == 1
    assert told[0].startswith("lanes.new-appointment.script.en.recognition: cannot be filled in (")
    assert "callre" in told[0]
    assert "; it may name " in told[0]


def test_english_is_needed_for_everything_that_is_said() -> None:
    silent = DEFAULT.partition("[lanes.new-appointment.script.en]")[0]
    told = sentences(silent)
    assert "boundary.en: is missing; add [boundary.en]: English is read where a language has none" in told
    assert any(one.startswith("lanes.symptom.script.en: is missing; add ") for one in told)


def test_a_clinics_own_lane_needs_no_place_among_the_usual_ones() -> None:
    lane = (
        '\n[lanes.vaccines]\ntitle = "Vaccine clinic"\nshort = "vaccine"\nrole = "scheduling"\n'
        'target_minutes = 60\ncadence = "standard"\n'
    )
    text = DEFAULT + lane
    policy = read_policy(text)
    assert isinstance(policy, Policy)
    assert policy.lane("vaccines").title == "Vaccine clinic"


@pytest.mark.parametrize(
    ("standing", "hidden"),
    [
        ('\nphone = "415-555-0100"', '\nphone = "415-555-0100\\u001b[31m"'),
        ('\nown_numbers = ["415-555-0100"]', '\nown_numbers = ["415-555-\\u202e0100"]'),
    ],
)
def test_a_number_of_the_clinic_has_no_character_that_a_terminal_obeys(standing: str, hidden: str) -> None:
    text = DEFAULT
    assert standing in text
    with pytest.raises(PolicyFault, match=r"clinic\.(phone|own_numbers).*has a character that cannot be seen"):
        read_policy(text.replace(standing, hidden, 1))


@pytest.mark.parametrize(
    "value", ["9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000, "1" + "0" * 4000, "[" * 3000 + "]" * 3000]
)
def test_a_number_or_a_nesting_out_of_all_bounds_gets_a_sentence(value: str):
    told = sentences(changed("target_minutes = 60", f"target_minutes = {value}"))
    assert len(told) == 1
    assert len(told[0]) < 200
