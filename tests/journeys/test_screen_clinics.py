"""A person who works for two clinics: figures of the other one, going there and back, each home for itself."""

import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import CALLS, PASSPHRASE, Clinic

EVERYWHERE = "Queue · 1 all open"


@pytest.fixture
def two(clinic: Clinic, tmp_path: Path) -> tuple[Clinic, Clinic]:
    """Cedar and Oak Street, both in the list; only Oak Street has patients who called, days ago."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(clinic.home, elsewhere / "home")
    oak = Clinic(elsewhere)
    rules = oak.home / "policy.toml"
    rules.write_text(rules.read_text("utf-8").replace("Cedar Family Medicine", "Oak Street Clinic"), "utf-8")
    clinic.run("clinics", "add", "Cedar")
    oak.run("clinics", "add", "Oak Street")
    oak.intake(CALLS)
    return clinic, oak


def test_the_list_tells_numbers_and_nothing_else(two: tuple[Clinic, Clinic]):
    cedar, oak = two
    late = len(oak.queue())
    answer = cedar.run("clinics", "list", "--json").document
    assert [(one["name"], one["state"], one["open"]) for one in answer] == [
        ("Cedar", "open", 0),
        ("Oak Street", "open", late),
    ]
    assert set(answer[0]) == {"name", "home", "state", "attention", "late", "open"}
    said = cedar.run("clinics", "list").out
    assert f"Oak Street: {answer[1]['attention']} attention, {answer[1]['late']} late, {late} open" in said
    patients = {row["patient"] for row in oak.queue()} - {None}
    assert not [name for name in patients if name in said]


def test_going_to_the_other_clinic_and_back_keeps_the_note(two: tuple[Clinic, Clinic], open_screen: OpenTerminal):
    cedar, oak = two
    cedar.run("add", "--json", "-", given={"patient": "Thomas Okafor", "phone": "415-555-0133", "request": "a visit"})
    terminal = open_screen(cedar)
    terminal.expect(EVERYWHERE, "Cedar Family Medicine", "Oak Street: ", " late")
    assert not [row["patient"] for row in oak.queue() if row["patient"] and row["patient"] in terminal.screen()]
    person = Person(terminal)
    person.call("Okafor")
    terminal.press("r", "1")
    terminal.expect("►Identified by")
    person.go_to("Patient needs")
    person.type("wants a first visit in the afternoon")
    terminal.press("shift+tab", "C")
    terminal.expect("Clinics", "Oak Street", " open")
    terminal.press("1")
    terminal.expect(EVERYWHERE, "Oak Street Clinic")
    terminal.expect_gone("Cedar Family Medicine")
    refused = open_screen(oak, columns=200)
    assert refused.wait() == 2
    assert "a desk is open on this home already" in refused.said()
    terminal.press("C")
    terminal.expect("Clinics", "Cedar")
    terminal.press("1")
    terminal.expect(EVERYWHERE, "Cedar Family Medicine")
    person = Person(terminal)
    person.call("Okafor")
    terminal.expect("wants a first visit in the afternoon")
    assert person.quit() == 0
    with cedar.store() as store:
        assert store.drafts()


def test_a_clinic_whose_screen_is_open_elsewhere_is_not_gone_to(two: tuple[Clinic, Clinic], open_screen: OpenTerminal):
    cedar, oak = two
    there = open_screen(oak)
    there.expect(EVERYWHERE)
    terminal = open_screen(cedar)
    terminal.expect(EVERYWHERE, "Oak Street: ")
    terminal.press("C")
    terminal.expect("Clinics")
    terminal.press("1")
    terminal.expect("Oak Street: a desk is open on this home already")
    terminal.press("escape")
    terminal.expect(EVERYWHERE, "Cedar Family Medicine")
    assert Person(terminal).quit() == 0


def test_a_locked_clinic_asks_for_its_passphrase_only_when_gone_to(
    two: tuple[Clinic, Clinic], open_screen: OpenTerminal
):
    cedar, _ = two
    cedar.environment = {name: value for name, value in cedar.environment.items() if "PASSPHRASE" not in name}
    terminal = open_screen(cedar)
    terminal.expect("Passphrase of the key file")
    terminal.type(PASSPHRASE + "\r")
    terminal.expect(EVERYWHERE, "Oak Street: locked")
    terminal.press("C")
    terminal.expect("Clinics", "locked")
    terminal.press("1")
    terminal.expect("Oak Street is locked: give its passphrase")
    terminal.type("a wrong one\r")
    terminal.expect("the passphrase does not open the key file")
    terminal.type(PASSPHRASE + "\r")
    terminal.expect(EVERYWHERE, "Oak Street Clinic", "Cedar: locked")
    assert PASSPHRASE not in terminal.said()
    assert Person(terminal).quit() == 0


def test_a_clinic_that_cannot_be_read_takes_nothing_down(two: tuple[Clinic, Clinic], open_screen: OpenTerminal):
    cedar, oak = two
    (oak.home / "callback-desk.db").write_bytes(b"no store at all" * 1000)
    terminal = open_screen(cedar)
    terminal.expect(EVERYWHERE, "Oak Street: cannot be read")
    terminal.press("C")
    terminal.expect("Clinics")
    terminal.press("1")
    terminal.expect("does not open the store")
    terminal.press("escape")
    assert Person(terminal).quit() == 0
