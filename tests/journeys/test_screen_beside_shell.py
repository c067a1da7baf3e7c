"""A desk that is open while commands of the shell work on the same home: both see what the other did."""

from tests.journeys.conftest import OpenTerminal
from tests.journeys.person import Person
from tests.journeys.shell import REQUESTS, Clinic

WALKED_IN = {"request": "a copy of her records", "patient": "Rosa Delgado", "phone": "415-555-0133", "lane": "records"}


def test_the_shell_works_beside_an_open_desk_and_the_desk_shows_it(morning_clinic: Clinic, open_screen: OpenTerminal):
    clinic = morning_clinic
    person = Person(open_screen(clinic))
    person.at.expect("nothing is open")
    clinic.intake(REQUESTS)
    person.at.expect("D'Angelo", "3 open")
    added = clinic.run("add", "--json", "-", given=WALKED_IN).document["id"]
    person.at.expect("Rosa Delgado", "4 open")
    clinic.run("note", added, "--disposition", "no-answer")
    person.expect_line("Rosa Delgado", "~", "2nd")

    person.call("rosa")
    person.at.press("v")
    clinic.run("snooze", added, "--until", "next-morning")
    person.save("Rosa Delgado")
    person.expect_line("Rosa Delgado", "~", "3rd")
    shown = clinic.show(added)
    assert [note["disposition"] for note in shown["notes"]] == ["no-answer", "voicemail"]
    assert clinic.run("verify").out.strip() == "the ledger is whole"

    person.at.press("S")  # the keys were had at the door: nobody is asked for the passphrase again
    person.at.expect("its words", "no desk is paired yet")
    person.at.press("escape")
    assert person.quit() == 0
