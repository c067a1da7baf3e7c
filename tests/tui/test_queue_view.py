"""The queue view: what is seen, how the cursor and its context move, and what each key does to an item."""

import pytest

from callback_desk.actions import noting
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import Channel, CloseResult, View
from tests.tui.driver import MIDDLE, SMALL, WIDE, Clock, Patients, at_desk, settle

REFERRAL = {
    "status": "received",
    "referred_by": "Dr. Hale",
    "specialty": "cardiology",
    "received_on": "2026-11-20",
    "papers": ("demographics", "insurance card"),
    "missing": ("office note", "EKG"),
}


@pytest.fixture
def a_day(patients: Patients) -> Patients:
    """Rosa with attention words, Thomas late and asking again, Anh-Thu and Margaret in time."""
    patients.wrote(
        "Rosa Delgado",
        attention=("chest pain",),
        channel=Channel.VOICEMAIL,
        language="es",
        ago=3,
        request="me duele",
    )
    patients.wrote(
        "Thomas Okafor",
        ago=150,
        birth_date="1981-04-02",
        phone="+14155550133",
        request="I'm calling to set up a first visit. Afternoons are best.",
        referral=REFERRAL,
    )
    patients.again("Thomas Okafor")
    patients.wrote("Anh-Thu Nguyen", ago=20, channel=Channel.PORTAL)
    patients.wrote("Margaret O'Brien", ago=10, lane="refill", channel=Channel.VOICEMAIL)
    return patients


async def test_attention_leads_then_late_then_what_is_due(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        assert person.patients == ["Rosa Delgado", "Thomas Okafor", "Anh-Thu Nguyen", "Margaret O'Brien"]
        person.expect("Queue · 1 all open", "1 attention · 1 late", "4 open", "Cedar Family Medicine", "Maria")
        rosa, thomas = (next(line for line in person.lines if name in line) for name in person.patients[:2])
        assert "!! now" in rosa
        assert "escalate to nurse line" in rosa
        assert "> late 30m" in thomas


async def test_the_context_follows_the_cursor(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        person.expect("“chest pain”", "Spanish", "symptom")
        await person.press("down")
        person.expect(
            "Thomas Okafor  born 1981-04-02 (45)",
            "+1 415-555-0133  Pacific time, 11:12 there",
            "“I'm calling to set up a first visit.",
            "missed call 11:42 · called again 14:07 (2nd contact)",
            "first try by 13:42",
            "late 30m",
            "✓ received 20 Nov · Dr. Hale, cardiology",
            "✓ demographics  ✓ insurance card  ✗ office note  ✗ EKG",
        )
        person.expect_not("“chest pain”")


async def test_the_script_follows_and_hides_what_is_private(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        person.expect("May I speak", "Thomas, please?", "private until two are ticked", "F2 boundary", "F3 escalate")
        person.expect("Nurse line · 415-555-0170 · answers until 17:00")
        await person.press("f4")
        person.expect("¿", "ES (F4: EN)")


async def test_a_resolved_miss_is_offered_with_its_evidence(desk: Desk, patients: Patients):
    from callback_desk.domain.entries import TalkSeen, draft

    callback_id = patients.wrote("Sam Kowalski", ago=60, request=None)
    with desk.unit() as unit:
        talk = TalkSeen(source_key="talk", at=desk.clock(), seconds=180, outbound=True)
        unit.append([draft(callback_id, talk)])
        unit.commit()
    async with at_desk(desk) as person:
        person.expect("resolved?", "a talk of 3m", "we called", "R answers")


async def test_another_number_in_the_text_is_offered_and_taken(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Wei Zhang", offered_phones=("+14155550199",))
    async with at_desk(desk) as person:
        person.expect("+1 415-555-0199", "perhaps another number: o uses it")
        await person.press("o", "1")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.phone == "+14155550199"


async def test_taking_makes_an_item_ours_and_giving_back_gives_it_to_its_role(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Anh-Thu Nguyen")
        await person.press("g")
        assert person.selected == "Anh-Thu Nguyen"
        assert "you" in next(line for line in person.lines if "Anh-Thu" in line and "portal" in line)
        await person.press("2")
        assert person.patients == ["Anh-Thu Nguyen"]
        await person.press("b")
        assert person.patients == []
        person.expect("given back")


async def test_handing_over_takes_three_keys_and_selects_the_next_item(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("h", "4", "enter")
        person.expect("handed over to Billing")
        assert person.selected == "Anh-Thu Nguyen"
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == "role:billing"


async def test_an_owner_is_picked_by_typing_and_may_be_told_what_to_do(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("h", "b", "e", "enter")
        await person.write("has the letter")
        await person.press("enter")
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == "person:ben"
        assert callback.history[-1].payload is not None
        assert callback.history[-1].payload["needs"] == "has the letter"


async def test_escalating_takes_three_keys_and_stays_on_top_until_somebody_was_told(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Margaret O'Brien")
        await person.press("exclamation_mark")
        person.expect("Nurse line · 415-555-0170 · answers until 17:00")
        await person.press("1", "enter")
        assert person.patients[0] == "Margaret O'Brien"
        person.expect("tell Nurse line: 415-555-0170", "!!")
        await person.press("7")
        assert person.patients == ["Margaret O'Brien"]
        await person.press("w")
        await person.type("Nina")
        await person.press("enter", "1")
        person.expect("Who was told")
        await person.press("enter")
        person.expect("recorded who was told")
        callback = desk.store.callback(a_day.ids["Margaret O'Brien"])
        assert callback is not None
        assert callback.acknowledged is True
        assert callback.pinned is False


async def test_after_who_was_told_the_cursor_stands_on_whom_nobody_has_been_told_of(desk: Desk, patients: Patients):
    for number in range(60):
        patients.wrote(f"Patient {number}", ago=300 + number)
    patients.wrote("Bea Invented", ago=5, attention=("cannot breathe",))
    patients.wrote("Cy Invented", ago=9, attention=("chest pain",))
    async with at_desk(desk, SMALL) as person:
        assert person.selected == "Cy Invented"
        await person.press("f3", "1", "enter", "w")
        await person.type("Nina")
        await person.press("enter", "1", "enter")
        assert person.selected == "Bea Invented"
        person.expect("Bea Invented")


async def test_after_hours_an_escalation_names_the_route_that_is_open(desk: Desk, clock: Clock, a_day: Patients):
    clock.advance(hours=5)
    async with at_desk(desk) as person:
        await person.press("f3")
        person.expect("after hours: the on-call service, 415-555-0171")


@pytest.mark.parametrize(("key", "words"), [("1", "in two hours"), ("3", "next clinic morning")])
async def test_snoozing_takes_two_keys(desk: Desk, a_day: Patients, key: str, words: str):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("s")
        person.expect(words)
        await person.press(key)
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.waiting
        assert person.selected == "Anh-Thu Nguyen"


async def test_snoozing_to_a_date_and_then_the_same_again(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("s", "4")
        await person.type("soon")
        await person.press("enter")
        person.expect("'soon' is not a time")
        await person.press("ctrl+u")
        await person.write("2026-11-25")
        await person.press("enter")
        await person.select("Anh-Thu Nguyen")
        await person.press("s", "5")
        both = [desk.store.callback(a_day.ids[name]) for name in ("Thomas Okafor", "Anh-Thu Nguyen")]
        assert both[0] is not None
        assert both[1] is not None
        assert both[0].due_at == both[1].due_at


async def test_changing_the_lane_takes_two_keys(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("x", "3")
        third = list(desk.policy.lanes)[2]
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.lane == third
        assert person.selected == "Thomas Okafor"


async def test_closing_asks_for_the_result(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("k", "2", "enter")
        assert "Thomas Okafor" not in person.patients
        await person.press("7")
        assert person.patients == ["Thomas Okafor"]
        person.expect("closed · answered")


@pytest.mark.parametrize("key", ["s", "k", "x", "h"])
async def test_what_waits_for_a_licensed_role_cannot_be_put_aside(desk: Desk, a_day: Patients, key: str):
    async with at_desk(desk) as person:
        await person.select("Rosa Delgado")
        await person.press(key)
        person.expect("this has attention words: first ! escalate")
        assert person.app.screen is person.screen


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("b", "it is not yours to give back"),
        ("w", "it is not escalated"),
        ("f9", "no call is open"),
        ("f5", "no call is open"),
    ],
)
async def test_a_key_that_cannot_act_says_why(desk: Desk, a_day: Patients, key: str, sentence: str):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press(key)
        person.expect(sentence)


async def test_an_empty_desk_says_so_and_no_key_breaks_it(desk: Desk):
    async with at_desk(desk) as person:
        person.expect("nothing is open: a adds a callback, I takes files in", "0 open")
        await person.press("g")
        person.expect("there is no item here to act on")
        for key in ("enter", "h", "s", "k", "x", "w", "b", "o", "f2", "f3", "f4", "f5", "f9", "down", "end"):
            await person.press(key)
        person.expect("nothing is open")


async def test_finding_narrows_as_one_types_and_escape_brings_all_back(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("okaf")
        assert person.patients == ["Thomas Okafor"]
        person.expect("found “okaf”", "born 1981-04-02")
        await person.press("escape")
        assert len(person.patients) == 4
        assert person.selected == "Thomas Okafor"


async def test_enter_keeps_what_was_found(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("marg")
        await person.press("enter", "g")
        callback = desk.store.callback(a_day.ids["Margaret O'Brien"])
        assert callback is not None
        assert callback.owner == desk.owner


async def test_letters_are_letters_in_the_find_line(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("ghsxake1")
        assert person.app.screen is person.screen
        person.expect("ghsxake1", "nothing was found")


async def test_adding_by_hand_selects_the_new_item(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("a")
        await person.write("records for a new doctor")
        await person.press("enter")
        await person.write("Priya Raman")
        await person.press("enter")
        await person.write("415-555-0144")
        await person.press("ctrl+s")
        assert person.selected == "Priya Raman"
        person.expect("added: Priya Raman")


async def test_a_refused_addition_keeps_what_was_typed(desk: Desk):
    async with at_desk(desk) as person:
        await person.press("f6")
        await person.type("a visit")
        await person.press("tab", "tab")
        await person.type("12")
        await person.press("f9")
        person.expect("not a possible number", "a visit")


async def test_an_item_without_a_number_asks_for_one_and_then_calls(desk: Desk, patients: Patients):
    patients.wrote("Jorge Ibáñez", phone=None, review="no number to call")
    async with at_desk(desk) as person:
        person.expect("no number: enter asks for one")
        await person.press("enter")
        await person.write("415-555-0155")
        await person.press("enter")
        person.expect("Outcome note", "+1 415-555-0155")


async def test_the_views_are_on_the_digits(desk: Desk, a_day: Patients):
    noting.close(desk, a_day.ids["Anh-Thu Nguyen"], CloseResult.NOT_NEEDED)
    async with at_desk(desk) as person:
        for place, view in enumerate(View, 1):
            await person.press(str(place))
            assert person.screen.view is view
        assert person.patients == ["Anh-Thu Nguyen"]
        await person.press("3")
        assert "Rosa Delgado" in person.patients


async def test_what_the_shell_did_meanwhile_is_seen_and_the_cursor_stays(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Anh-Thu Nguyen")
        a_day.wrote("Latoya Washington", ago=200)
        person.screen._poll()
        await settle(person.pilot)
        assert "Latoya Washington" in person.patients
        assert person.selected == "Anh-Thu Nguyen"


async def test_the_minute_changes_what_is_late_and_nothing_else(desk: Desk, a_day: Patients, clock: Clock):
    async with at_desk(desk) as person:
        before = person.lines
        clock.advance(minutes=1)
        person.screen._second()
        await settle(person.pilot)
        person.expect("late 31m", "14:13")
        changed = [line for line, was in zip(person.lines, before, strict=True) if line != was]
        assert len(changed) <= 5


@pytest.mark.parametrize("size", [SMALL, MIDDLE, WIDE, (200, 50)])
async def test_every_pane_can_be_reached_at_every_size(desk: Desk, a_day: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.select("Thomas Okafor")
        seen = person.text
        for _ in range(3):
            await person.press("tab")
            seen += person.text
        for words in ("Queue · 1", "born 1981", "1 recognition", "F2 boundary", "next action"):
            assert words in seen
        assert all(len(line) <= size[0] for line in person.lines)
        await person.press("home")
        assert person.selected == "Rosa Delgado" or size == SMALL


async def test_help_lists_the_keys_and_the_palette_offers_no_screenshot(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("question_mark")
        person.expect("Queue", "Make the item yours", "Take the item and open the call view")
        await person.press("escape")
        titles = [command.title for command in person.app.get_system_commands(person.screen)]
        assert not any("screenshot" in title.lower() for title in titles)
        assert any(title.startswith("hand over") for title in titles)
        await person.press("ctrl+p")
        await person.type("snoo")
        person.expect("snooze")


async def test_keys_can_be_put_elsewhere(desk: Desk, a_day: Patients):
    from callback_desk.actions.personal import Personal
    from callback_desk.tui.app import DeskApp

    app = DeskApp(desk, personal=Personal(keys={"take": "q"}))
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("down", "q")
        await settle(pilot)
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == desk.owner


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_boundary_line_is_one_key_away_and_goes_with_the_same_key(
    desk: Desk, a_day: Patients, size: tuple[int, int]
):
    async with at_desk(desk, size) as person:
        await person.press("f2")
        person.expect("Boundary", "911")
        await person.press("f2")
        person.expect_not("Boundary ·")


async def test_without_colours_marks_and_words_say_the_same(
    desk: Desk, a_day: Patients, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_desk(desk) as person:
        person.expect("!! now", " > late 30m", "attention  “chest pain”")
        styles = {segment.style.color.name for strip in person.strips for segment in strip if segment.style.color}
        assert all(len({name[1:3], name[3:5], name[5:7]}) == 1 for name in styles if name.startswith("#"))


async def test_a_name_is_put_right_with_one_key(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("i")
        person.expect("Put right · Thomas Okafor")
        await person.press("end", "x", "ctrl+s")
        person.expect("Thomas Okafor: put right")
        await person.select("Thomas Okaforx")
        await person.press("i")
        await person.press("ctrl+s")
        person.expect("nothing would change")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_an_item_without_a_number_says_that_one_is_found_first(
    desk: Desk, patients: Patients, size: tuple[int, int]
):
    patients.wrote("Rosa Delgado", phone=None, review="no number to call", ago=600)
    async with at_desk(desk, size) as person:
        person.expect("?> late", "find a number")
        await person.press("enter")
        person.expect("Number · Rosa Delgado")


async def test_the_script_of_an_item_without_a_number_begins_with_that(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", phone=None, review="no number to call", ago=60)
    async with at_desk(desk, WIDE) as person:
        person.expect("no number yet: enter asks for one")


async def test_rows_of_a_list_say_which_list_they_came_on(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", channel=Channel.BY_HAND, referral=REFERRAL)
    patients.wrote("Thomas Okafor", channel=Channel.BY_HAND)
    async with at_desk(desk, WIDE) as person:
        person.expect("referrals", "worklist")
