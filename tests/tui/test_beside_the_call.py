"""Hold, split, exceptions, the handoff text, and a patient who calls while a call is open: from the keyboard."""

import pytest

from callback_desk.actions import claiming, exceptions
from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, ExceptionCode, HoldReason
from callback_desk.domain.entries import Claimed
from tests.tui.driver import MIDDLE, SMALL, WIDE, Clock, Patients, at_desk

SIZES = [SMALL, WIDE]


@pytest.fixture
def two(patients: Patients) -> Patients:
    patients.wrote("Thomas Okafor", ago=150, channel=Channel.VOICEMAIL, request="a first visit, and my bill is wrong")
    patients.wrote("Anh-Thu Nguyen", ago=100)
    return patients


def of(desk: Desk, patients: Patients, name: str) -> Callback:
    callback = desk.store.callback(patients.ids[name])
    assert callback is not None
    return callback


@pytest.mark.parametrize("size", SIZES)
async def test_two_digits_put_an_item_on_hold(desk: Desk, two: Patients, clock: Clock, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.press("z")
        person.expect("Hold · Thomas Okafor", "waiting for", "look again", "next clinic morning")
        await person.press("2", "1")
        assert person.selected == "Anh-Thu Nguyen"
        assert of(desk, two, "Thomas Okafor").hold_reason is HoldReason.DOCUMENT
        person.expect("on hold until tomorrow 08:00")
    clock.advance(days=2)
    async with at_desk(desk, WIDE) as person:
        await person.select("Thomas Okafor")
        person.expect("look again · document", "look again since")
        await person.press("s", "3")
        person.expect("it is on hold no more (document)")


@pytest.mark.parametrize(("typed", "when"), [("tue 9a", "tomorrow 09:00"), ("12/2 9:00", "Wed 2 Dec 09:00")])
async def test_a_date_is_typed_as_it_is_said(desk: Desk, two: Patients, typed: str, when: str):
    async with at_desk(desk) as person:
        await person.press("s", "4")
        await person.write(typed)
        await person.press("enter")
        person.expect(f"put off to {when}")


async def test_a_message_with_two_requests_is_split(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("X")
        person.expect("Split · Thomas Okafor", "a first visit, and my bill is wrong")
        await person.press("4", "enter")
        person.expect("say what the second request is")
        await person.write("my bill is wrong")
        await person.press("enter")
        person.expect("split, the second is in Insurance")
        assert len(of(desk, two, "Thomas Okafor").split_into) == 1
        assert person.patients.count("Thomas Okafor") == 2


@pytest.mark.parametrize("size", SIZES)
async def test_f8_records_an_exception_from_within_a_text_field(desk: Desk, two: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.press("enter", "r", "3")
        assert person.screen.note.here == "request"
        await person.type("wants")
        await person.press("f8")
        person.expect("Exception · Thomas Okafor", "script did not fit", "handoff unclear")
        await person.press("2")
        await person.write("the portal was down")
        await person.press("enter")
        assert person.screen.note.typed("request") == "wants"
        await person.type(" to")
        assert person.screen.note.typed("request") == "wants to"
    [line] = exceptions.log(desk)
    assert (line.code, line.text) == (ExceptionCode.NO_ACCESS, "the portal was down")


async def test_the_log_narrows_by_digit_and_enter_goes_to_the_item(desk: Desk, two: Patients, clock: Clock):
    exceptions.record(desk, two.ids["Anh-Thu Nguyen"], ExceptionCode.LANGUAGE, "no interpreter \x1b[31m[/b]")
    clock.advance(minutes=1)
    exceptions.record(desk, two.ids["Thomas Okafor"], ExceptionCode.NO_ACCESS, None)
    async with at_desk(desk, SMALL) as person:
        await person.press("l")
        person.expect("Exception log · 2", "0 all", "5 language", "  no access      ")
        assert person.text.index("Thomas") < person.text.index("Anh-Thu")
        await person.press("5")
        person.expect("Exception log · language · 1", "no interpreter", "[/b]")
        person.expect_not("Thomas")
        await person.press("enter")
        person.expect("Queue · 1")
        assert person.selected == "Anh-Thu Nguyen"


async def test_the_handoff_text_is_on_the_screen_and_in_a_file_after_a_yes(desk: Desk, two: Patients):
    async with at_desk(desk, MIDDLE) as person:
        await person.press("t")
        person.expect("Handoff to the next shift", "Thomas Okafor")
        await person.press("y")
        assert not desk.exports.exists()
        await person.press("l")
        person.expect("A quién le toca", "Pidió:")
        await person.press("f")
        person.expect("The file is plain")
        await person.press("y")
        person.expect("written:")
        [path] = desk.exports.glob("*shift_handoff.txt")
        assert "Thomas Okafor" in path.read_text("utf-8")
        assert "A quién le toca: " in path.read_text("utf-8").splitlines()[0]
        await person.press("escape")
        person.expect("Queue · 1")


async def test_a_patient_who_calls_meanwhile_joins_the_open_item_and_the_call_stays(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "r", "3")
        await person.type("wants")
        await person.press("f6")
        await person.write("asks whether it is done")
        await person.press("enter")
        await person.write("anh-thu nguyen")
        await person.press("f9")
        person.expect("is this about an open item", "yes, join Anh-Thu Nguyen", "no, make a new item")
        await person.press("enter", "f9")  # neither is a yes
        person.expect("is this about an open item")
        await person.press("1")
        person.expect("Outcome note")
        assert person.screen.note.here == "request"
        assert person.screen.note.typed("request") == "wants"
        assert of(desk, two, "Anh-Thu Nguyen").contacts == 2
        kept = desk.store.draft(two.ids["Thomas Okafor"])
        assert kept is not None
        assert "wants" in kept.form


async def test_a_new_item_may_be_made_all_the_same(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("a")
        await person.write("another thing altogether")
        await person.press("enter")
        await person.write("Anh-Thu Nguyen")
        await person.press("f9", "2")
        person.expect("added: Anh-Thu Nguyen")
        assert person.patients.count("Anh-Thu Nguyen") == 2
        person.expect_not("same?")


async def test_two_who_took_it_at_once_are_both_shown_it_and_g_settles_it(desk: Desk, two: Patients):
    callback_id = two.ids["Thomas Okafor"]
    mine = claiming.claim(desk, callback_id).history[-1]
    there = _taken_there(desk, callback_id, mine.seq)
    assert of(desk, two, "Thomas Okafor").claimed_at_once == ("person:maria", "person:ben")
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        person.expect("you and Ben took it at once: g settles it", "took it without knowing of each other")
        await person.press("g")
        assert of(desk, two, "Thomas Okafor").claimed_at_once == ()
        person.expect_not("at once")
    assert there != desk.store.replica_id


def _taken_there(desk: Desk, callback_id: str, before: int) -> str:
    """Put Ben's claim into the store as another desk wrote it, which knew nothing of Maria's."""
    from callback_desk.domain import turns
    from callback_desk.domain.entries import draft
    from callback_desk.store.ledger import Head, Pen, author

    callback = desk.store.callback(callback_id)
    assert callback is not None
    replica = "bbbbbbbbbb"
    claimed = draft(callback_id, Claimed(turn=turns.claimed(desk.policy, callback, "ben", desk.clock())))
    known = [entry for entry in callback.history if entry.seq < before]
    pen = Pen(author(replica, "ben", "assistant", "0" * 16, desk.clock()), Head(0, "0" * 64, callback.history[-1].hlc))
    from callback_desk.store.engine import INSERT_ENTRY

    with desk.unit() as unit:
        _, rows = pen.lines([claimed], {callback_id: known})
        unit._cursor.executemany(INSERT_ENTRY, rows)
        unit.commit()
    desk.store.rebuild_projection()
    return replica
