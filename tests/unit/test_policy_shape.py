"""Whatever stands in a policy's file: it is told in sentences, or what is read is what the parts say, all of it."""

import json
import tomllib
from copy import deepcopy
from datetime import UTC, date, datetime, time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from callback_desk.domain.policy import check, read_policy
from callback_desk.domain.policy_parts import Rules
from tests.unit.policies import DEFAULT, changed, sentences

BASE = tomllib.loads(
    DEFAULT + '\n[recipients.office]\nprotection = "workbook"\nkey = "office"\n[people.ana]\nname = "Ana Ruiz"\n'
)
WORDS = ("", " ", "x", "en", "wall", "alone", "xlsx", "front-desk", "Bad Code", "08:00", "24:00", "08:00-12:00")
ODD_WORDS = ("2026-11-26", "2026-11-26T10:00:00", "2026-13-45", "\u202e", "\x1b[2J", "longer than ten", "a:b|c")
NUMBERS = (0, 1, -1, 367, 525_601, 10**30, 2.5, True, False)
TABLES = ([], {}, [[]], [{}], ["en"], [1], {"en": "hi"}, {"en": ["hi"]})
DATES = (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 5, tzinfo=UTC), time(8))
ODD = st.sampled_from([*WORDS, *ODD_WORDS, *NUMBERS, *TABLES, *DATES])


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value).replace("\x7f", "\\u007f")


def as_file(data: dict[str, object]) -> str:
    return "\n".join(f"{json.dumps(key)} = {as_toml(value)}" for key, value in data.items())


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inside for place in places(each, (*path, key)))]


PLACES = places(BASE)[1:]
NEAR_THE_TOP = [place for place in PLACES if len(place) <= 3]


@st.composite
def files(draw) -> str:
    """A policy in which something else stands in one place, or in a few, and keys are renamed, added or gone."""
    data = deepcopy(BASE)
    for path in draw(st.lists(st.one_of(st.sampled_from(PLACES), st.sampled_from(NEAR_THE_TOP)), max_size=3)):
        table: object = data
        for key in path[:-1]:
            table = table[key] if isinstance(table, dict) and key in table else None
        if not isinstance(table, dict) or path[-1] not in table:
            continue
        old = table.pop(path[-1])
        how = draw(st.sampled_from(["other", "other", "gone", "renamed", "added"]))
        if how == "other":
            table[path[-1]] = deepcopy(draw(ODD))
        elif how == "renamed":
            table[draw(st.sampled_from([f"{path[-1]}x", f"{path[-1]}"[:-1] or "z", "text"]))] = old
        elif how == "added":
            table[path[-1]] = old
            table[draw(st.sampled_from(["text", "fingerprint", "en", "zz"]))] = deepcopy(draw(ODD))
    return as_file(data)


@cache
def library() -> TypeAdapter[Rules]:
    """The same parts as a library of models takes them: it knows their types, not our words."""
    return TypeAdapter(Rules, config={"strict": True})


@settings(max_examples=60)
@given(files())
def test_what_is_taken_is_of_the_types_that_the_parts_say_and_all_else_is_told(text: str) -> None:
    findings = check(text)
    if findings:
        assert all(one.key and one.problem and one.remedy and "\n" not in one.sentence for one in findings)
        return
    policy = read_policy(text)
    assert library().validate_python(tuple(policy)) == policy


def test_the_library_of_models_would_see_a_part_that_is_none() -> None:
    policy = read_policy(DEFAULT)
    for wrong in ({"people": {"ana": "Ana"}}, {"limits": policy.limits._replace(idle_lock_minutes="15")}):
        with pytest.raises(ValueError, match="validation error"):
            library().validate_python(tuple(policy._replace(**wrong)))


def test_what_is_wrong_is_told_in_the_order_of_the_file() -> None:
    data = {"lanes": 1, **{key: value for key, value in BASE.items() if key != "lanes"}, "hours": 2}
    assert [one.key for one in check(as_file(data))] == ["lanes", "hours"]


def test_a_key_that_may_be_left_out_has_its_known_keys_too() -> None:
    assert sentences(changed("[interpreter]\n", '[interpreter]\nreech = "by telephone"\n')) == [
        'interpreter.reech: "by telephone" is not a known key here; did you mean "reach"?'
    ]


def test_a_table_is_asked_for_where_two_names_are_alike_and_one_is_none() -> None:
    told = sentences(changed("[lanes.referral]\n", "[lanes]\nreferal = 5\n[lanes.referral]\n"))
    assert "lanes.referal: 5 is not a table; write its parts below a heading in square brackets" in told


def test_a_recipient_needs_a_key() -> None:
    assert sentences(DEFAULT + '\n[recipients.office]\nprotection = "workbook"\nkey = []\n') == [
        "recipients.office.key: is empty; write one at least"
    ]


@pytest.mark.parametrize(
    ("holiday", "said"),
    [
        ('"2026-11-27"', None),
        ("2026-11-27T00:00:00", None),
        ("2026-11-27T10:00:00", "2026-11-27 10:00:00 has a time of day; write only the date, as 2026-11-26"),
        ('"2026-11-27T10:00"', '"2026-11-27T10:00" has a time of day; write only the date, as 2026-11-26'),
        ('"20261127"', '"20261127" is not a date; write it as 2026-11-26, without quotes'),
        ('"2026-11-31"', '"2026-11-31" is not a date; write it as 2026-11-26, without quotes'),
        ("20261127", "20261127 is not a date; write it as 2026-11-26, without quotes"),
    ],
)
def test_a_holiday_is_a_date(holiday: str, said: str | None) -> None:
    told = sentences(changed("2026-11-27", holiday))
    assert told == ([] if said is None else [f"clinic.holidays entry 1: {said}"])
    if said is None:
        assert read_policy(changed("2026-11-27", holiday)).clinic.holidays[0] == date(2026, 11, 27)


def test_the_rules_cannot_be_changed_once_they_were_read() -> None:
    policy = read_policy(DEFAULT)
    for part, field in ((policy, "text"), (policy.clinic, "name"), (policy.lanes["refill"], "role")):
        with pytest.raises(AttributeError):
            setattr(part, field, "another")
