"""The clinic's rules travel to every desk: whose stand, what stays each desk's own, and who becomes known."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions.publishing import publish, standing_at
from callback_desk.actions.sync_context import stored
from callback_desk.actions.sync_watching import FolderLook
from callback_desk.desk.opening import adopt_rules
from callback_desk.desk.policy_origin import in_words
from callback_desk.domain.entries import PolicyPublished
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_standing import standing
from callback_desk.domain.policy_text import for_every_desk, with_own_lines
from tests.sync.rules_team import FIRST, PEOPLE, Clinic, quicker, with_people


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path)
    yield made
    made.close()


def test_the_founder_names_a_manager_and_from_then_on_only_the_manager_changes_the_rules(clinic: Clinic):
    own = clinic.homes["ben"].policy
    own.write_text(clinic.text("ben").replace("[intake]\n", '[intake]\nwatch = ["/srv/exports"]\n'), "utf-8")
    with pytest.raises(DeskError, match="not known here yet who founded the clinic's desk: sync with it first"):
        clinic.use("ben", quicker(FIRST))
    clinic.sync("maria")
    clinic.sync("ben")
    with pytest.raises(DeskError, match="nobody has the role manager yet, so only the person who founded"):
        clinic.use("ben", quicker(FIRST))
    said = clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    assert said == "these rules are in force here, and go to the clinic's other desks with the next sync"
    told = clinic.meet()
    assert [clinic.target(name) for name in clinic.desks] == [17, 17, 17]
    (line,) = told["ben"]
    assert line.startswith(
        "now in force: the clinic's rules for every desk, put in force by Maria (Maria's laptop), Mon 23"
    )
    assert 'watch = ["/srv/exports"]' in clinic.text("ben"), "what it watches is each desk's own"
    assert "/srv/exports" not in clinic.text("joan")
    assert clinic.homes["ben"].policy_before.exists()
    assert clinic.desks["joan"].desk.roles == ("manager",)
    with pytest.raises(DeskError, match="only whoever has the role manager may change the clinic's rules: Joan"):
        clinic.use("maria", quicker(clinic.text("maria"), 99))
    clinic.use("joan", quicker(clinic.text("joan"), 23))
    assert clinic.use("joan", clinic.text("joan")) == "these rules are in force for every desk already"
    clinic.meet()
    assert [clinic.target(name) for name in clinic.desks] == [23, 23, 23]
    words = in_words(clinic.homes["maria"], clinic.text("maria"))
    assert "put in force by Joan (Joan's laptop)" in words
    assert not words.endswith("changed since")
    assert clinic.meet() == {"maria": [], "ben": [], "joan": []}, "told once"


def test_rules_of_somebody_without_authority_are_refused_in_a_sentence_and_those_before_stay(clinic: Clinic):
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.meet()
    desk = clinic.desks["ben"].desk
    clinic.clocks["ben"].advance(minutes=9)
    publish(desk, read_policy(quicker(FIRST, 5)), "0.1.0")
    told = clinic.meet()
    assert told["maria"] == told["joan"]
    (said,) = told["maria"]
    assert said.startswith(
        "rules that Ben sent from Ben's laptop do not stand, those before do: only whoever has the role"
    )
    assert clinic.target("maria") == 17
    forged = PolicyPublished(fingerprint="f", toml=quicker(FIRST, 5), app="0.1.0")
    clinic.write("ben", forged, person_id="joan")
    clinic.sync("ben")
    (refused,) = [outcome for outcome in clinic.sync("maria").outcomes if outcome.why]
    assert "is in the name of Joan, and Ben's laptop is the desk of Ben: nothing of it was taken in" in refused.said
    clinic.meet()
    assert clinic.target("maria") == 17


def test_rules_count_only_for_the_person_whose_desk_somebody_confirmed_it_to_be(clinic: Clinic):
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.meet()
    clinic.use("joan", quicker(clinic.text("joan"), 5))
    clinic.meet()
    maria, joan = clinic.desks["maria"], clinic.desks["joan"].replica_id
    assert standing_at(maria.desk).refused == ()
    known = maria.peer(joan)
    assert known is not None
    assert known.person == "joan"
    maria.remember(*stored(replace(known, person="")))  # paired by a version that did not ask yet
    (refused,) = standing_at(maria.desk).refused
    assert refused.why == "nobody confirmed that they come from a desk of theirs: pair it again by its invitation"


def test_a_desk_that_carries_on_under_a_new_id_speaks_for_the_same_person_as_before(clinic: Clinic):
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.meet()
    entries, ben = clinic.desks["maria"].desk.store.of_policy(), clinic.desks["ben"].replica_id
    text, here = quicker(FIRST, 5), clinic.desks["maria"].replica_id
    new = {"replica_id": "newdeskofb", "seq": 1, "kind": "policy_published", "hlc": "g", "person_id": "joan"}
    entries.append(entries[0]._replace(**new, payload={"fingerprint": "f", "toml": text, "app": "0.1.0"}))
    assert "not known here yet who founded" in standing(entries, "elsewhere").refused[0].why
    said = standing(entries, here, {"newdeskofb": ben})
    assert [refused.why for refused in said.refused] == ["they are in the name of somebody who works at another desk"]
    entries[-1] = entries[-1]._replace(replica_id="newdeskofj")
    said = standing(entries, here, {"newdeskofj": clinic.desks["joan"].replica_id})
    assert said.sent is not None
    assert said.sent.policy.text == text


@pytest.mark.parametrize(
    ("change", "app", "why"),
    [
        (("[limits]", "[limits"), "0.1.0", "cannot be read"),
        (
            ("[limits]", "[limits]\nnew_rule = 3"),
            "7.0",
            "not a known key here; .* \\(callback-desk 7.0 checked",
        ),
    ],
)
def test_rules_that_this_program_cannot_use_change_nothing(clinic: Clinic, change: tuple[str, str], app: str, why: str):
    clinic.write("maria", PolicyPublished(fingerprint="f", toml=FIRST.replace(*change, 1), app=app))
    (said, *_) = clinic.meet()["joan"]
    assert re.search(f"rules that Maria sent .* do not stand, those before do: .*{why}", said)
    assert not clinic.homes["joan"].policy_before.exists()
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.meet()
    assert clinic.target("joan") == 17, "later ones that are sound are taken"


def test_rules_that_came_in_are_taken_up_though_nothing_could_be_sent_or_the_program_ended_before(clinic: Clinic):
    clinic.meet()
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.sync("maria")
    ben, exchange, look = clinic.desks["ben"], clinic.exchange("ben"), FolderLook()
    clinic.add("ben")
    part = clinic.shared / "callback-desk-1" / "feeds" / ben.replica_id
    away = part.rename(clinic.folder / "away")
    part.write_text("it takes nothing")
    looked = look.look(ben, lambda said: None)
    assert looked is not None
    assert looked.fault
    assert looked.new, "what came in is told all the same"
    part.unlink()
    away.rename(part)
    assert clinic.sync("ben").new == 0
    told, rules = exchange.take_up_rules(ben, news=False)
    assert told[0].startswith("now in force: the clinic's rules for every desk, put in force by Maria")
    assert rules is not None
    ben.desk.work_by(rules)
    assert exchange.take_up_rules(ben, news=False) == ([], None), "told once"


def test_an_open_screen_hears_of_the_rules_that_are_in_force_at_its_home_now(clinic: Clinic):
    desk, exchange = clinic.desks["ben"], clinic.exchange("ben")
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.sync("maria")
    clinic.sync("ben")
    told, rules = exchange.take_up_rules(desk, news=True)
    assert rules is not None
    assert told[0].startswith("now in force: ")
    assert clinic.target("ben") == 60, "the screen says when"
    exchange.work_by(desk.desk, rules)
    assert clinic.target("ben") == 17
    assert exchange.take_up_rules(desk, news=False) == ([], None)
    clinic.homes["ben"].policy.write_text(quicker(clinic.text("ben"), 99), "utf-8")
    assert exchange.take_up_rules(desk, news=False) == ([], None), "a draft is not in force yet"


def test_what_is_changed_by_hand_at_a_desk_without_authority_gives_way_to_the_clinic_s(clinic: Clinic):
    clinic.use("maria", quicker(with_people(FIRST, *PEOPLE)))
    clinic.meet()
    for name in ("ben", "joan"):
        clinic.homes[name].policy.write_text(quicker(clinic.text(name), 99), "utf-8")
    clinic.add("maria")
    told = clinic.meet()
    assert told["ben"] == [
        "this desk's rules were changed by hand: those of the clinic are in force again, the others are in"
        " policy.before.toml"
    ]
    assert told["joan"] == [], "whoever may change them prepares the next ones in the file itself"
    assert (clinic.target("ben"), clinic.target("joan")) == (17, 99)
    words = in_words(clinic.homes["joan"], clinic.text("joan"))
    assert words.endswith("; this file was changed since")


def test_whom_only_another_desk_names_is_known_everywhere_until_the_manager_takes_them_out(clinic: Clinic):
    text = with_people(FIRST, PEOPLE[0])  # Ben has joined, and Maria does not know it yet
    assert "leave" not in clinic.use("maria", text)
    told = clinic.meet()
    assert told["maria"] == ["Ben is known here from now on, as on the other desk"]
    for name in clinic.desks:
        assert set(clinic.desks[name].desk.policy.people) == {"maria", "ben", "joan"}
    clinic.use("joan", with_people(FIRST, *PEOPLE))
    clinic.meet()
    assert clinic.use("joan", text).endswith("; they leave out Ben")
    told = clinic.meet()
    assert "ben" not in clinic.desks["maria"].desk.policy.people
    assert told["ben"][0] == "the clinic's rules name Ben no more: this desk keeps those that it has"
    assert clinic.desks["ben"].desk.person_name == "Ben"


def test_a_desk_gives_its_own_person_no_role_that_it_may_not_give(clinic: Clinic):
    text = clinic.text("ben").replace('name = "Ben"\nroles = ["assistant"]', 'name = "Ben"\nroles = ["manager"]')
    adopt_rules(clinic.desks["ben"].desk, read_policy(text))
    clinic.meet()
    assert clinic.desks["maria"].desk.policy.people["ben"].roles == ("assistant",)
    clinic.clocks["ben"].advance(minutes=9)
    publish(clinic.desks["ben"].desk, read_policy(quicker(text, 5)), "0.1.0")
    clinic.meet()
    assert clinic.target("maria") != 5


@pytest.mark.parametrize(
    "lines",
    [
        'watch = ["/a", "/b]"] # here\n',
        "watch = [\n  '/a', # ] first\n  \"/b]\",\n]\n",
        "  watch = []\n",
    ],
)
def test_the_folders_that_a_desk_watches_are_taken_out_and_put_in(lines: str):
    own = FIRST.replace("[intake]\n", f"[intake]\n{lines}")
    watch = read_policy(own).intake.watch
    assert for_every_desk(own) == FIRST
    assert read_policy(with_own_lines(FIRST, watch)).intake.watch == watch


def test_own_lines_that_cannot_be_told_from_the_others_are_not_sent(clinic: Clinic):
    text = FIRST.replace("[intake]\n", "[intake]\nwatch = '''\n[x]'''\n")
    with pytest.raises(ValueError, match=r"intake.watch: it is this desk's own"):
        for_every_desk(text)
