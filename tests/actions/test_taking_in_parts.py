"""What comes in parts, or one file after another, counts as what comes at once."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from callback_desk.actions import taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.domain.callback import Callback


def take_in(desk: Desk, path: Path) -> None:
    taking_in.apply(desk, taking_in.plan_files(desk, [path], IntakeChoices()))


def test_nothing_is_said_to_be_written_of_a_file_that_is_not_there(desk: Desk, tmp_path: Path):
    told: list[str] = []
    taking_in.apply(desk, taking_in.plan_files(desk, [tmp_path / "nofile.csv"], IntakeChoices()), told.append)
    assert told == []


def texts(folder: Path, begins: datetime, numbers: tuple[int, ...], who: str = "+15855550101") -> Path:
    """An export of some of the texts that a patient sent, an hour apart."""
    folder.mkdir(exist_ok=True)
    records = [
        {
            "id": f"{who[-1]}{n}",
            "type": "SMS",
            "direction": "Inbound",
            "creationTime": f"{begins + timedelta(hours=n):%Y-%m-%dT%H:%M:%SZ}",
            "from": {"phoneNumber": who},
            "to": [{"phoneNumber": "+15855550199"}],
            "subject": f"text {n}",
            "readStatus": "Unread",
            "messageStatus": "Received",
            "availability": "Alive",
            "attachments": [],
        }
        for n in numbers
    ]
    path = folder / f"{who[-1]}-{'-'.join(map(str, numbers))}.json"
    path.write_text(json.dumps({"records": records}), encoding="utf-8")
    return path


def the_one(desk: Desk) -> Callback:
    (callback,) = desk.store.all_callbacks()
    return callback


@pytest.mark.parametrize("order", [((1, 2, 3),), ((1, 2), (2, 3)), ((3,), (1, 2))])
def test_a_thread_in_parts_is_as_many_contacts_as_the_whole(desk: Desk, tmp_path: Path, order: tuple[tuple[int, ...]]):
    for numbers in order:
        take_in(desk, texts(tmp_path / "files", desk.clock() - timedelta(hours=9), numbers))
    callback = the_one(desk)
    assert callback.contacts == 1
    assert all(f"text {number}" in (callback.request or "") for number in (1, 2, 3))


def log(desk: Desk, folder: Path, *rows: str, ago: timedelta = timedelta(hours=5)) -> Path:
    """A call log of rows such as `10,Incoming,Missed`: minutes after it begins, direction, result."""
    folder.mkdir(exist_ok=True)
    begins = desk.clock() - ago
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    lines = ["time,phone,direction,result,duration"]
    for row in rows:
        minutes, direction, result = row.split(",")
        at = f"{begins + timedelta(minutes=int(minutes)):%Y-%m-%d %H:%M}"
        lines.append(f"{at},585-555-0101,{direction},{result},{60 if result == 'Answered' else 0}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_talk_that_came_in_before_its_miss_is_offered_all_the_same(desk: Desk, tmp_path: Path):
    take_in(desk, log(desk, tmp_path / "files", "30,Outgoing,Answered"))
    missed = log(desk, tmp_path / "files", "10,Incoming,Missed")
    planned = taking_in.plan_files(desk, [missed], IntakeChoices())
    assert planned.documents()[0]["maybe_resolved"] == 1
    taking_in.apply(desk, planned)
    assert the_one(desk).maybe_resolved
    take_in(desk, missed)
    assert len(the_one(desk).history) == 2


def test_a_talk_before_the_miss_or_of_long_ago_is_none_of_it(desk: Desk, tmp_path: Path):
    take_in(desk, log(desk, tmp_path / "files", "10,Outgoing,Answered"))
    take_in(desk, log(desk, tmp_path / "files", "30,Outgoing,Answered", ago=timedelta(days=9)))
    take_in(desk, log(desk, tmp_path / "files", "20,Incoming,Missed", ago=timedelta(days=9)))
    take_in(desk, log(desk, tmp_path / "files", "30,Incoming,Missed"))
    assert not the_one(desk).maybe_resolved


def test_a_call_beside_a_thread_is_a_contact_of_its_own(desk: Desk, tmp_path: Path):
    begins = desk.clock() - timedelta(hours=9)
    take_in(desk, texts(tmp_path / "files", begins, (1, 2)))
    log = tmp_path / "calls.csv"
    log.write_text(f"time,phone,result\n{begins + timedelta(hours=3):%Y-%m-%d %H:%M},585-555-0101,Missed\n")
    take_in(desk, log)
    take_in(desk, texts(tmp_path / "files", begins, (2, 3)))
    assert the_one(desk).contacts == 2
