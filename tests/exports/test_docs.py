"""The description of the files names every column of every sheet and every element of the FHIR file."""

import re
from pathlib import Path

import pytest

from callback_desk.domain import turns
from callback_desk.domain.card_entries import CardFlagged
from callback_desk.domain.codes import CardFlag, CloseResult, Disposition, SpokeWith
from callback_desk.domain.entries import Appointment, Closed, Noted, Referral, Source
from callback_desk.exports.fhir import talks
from callback_desk.exports.fhir.bundle import resources
from callback_desk.exports.fhir.codes import REQUIRED
from callback_desk.exports.page.making import page
from callback_desk.exports.sheet import Sheet
from callback_desk.exports.tables import sheets
from tests.exports.days import POLICY, Story, at, received, report

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text("utf-8")


@pytest.mark.parametrize("sheet", sheets(report()), ids=lambda sheet: sheet.name)
def test_every_column_is_described(sheet: Sheet):
    part = re.search(rf"^## {sheet.name}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert part is not None
    named = re.findall(r"^\| ([^|]+) \|", part[1], re.MULTILINE)
    described = [title for row in named for title in row.split(", ") if row not in ("column", "---")]
    assert described == [column.title for column in sheet.columns]


def test_every_part_of_the_page_is_described():
    part = PAGE.partition("\n## The page\n")[2].partition("\n## ")[0]
    told = report(everything(), received("bbbb0002", days=-1), received("cccc0003", "17:00"))
    for title in re.findall(r"<(?:h2[^>]*|figcaption[^>]*)>([A-Z][a-z A-Z]+)", page(told)):
        assert title.strip().removesuffix(" today") in part
    for what in re.findall("<dt>(.*?)</dt>", page(told)):
        assert what.removesuffix(" today") in part


def test_every_element_of_the_fhir_file_is_described_and_no_other():
    written = {
        f"{made['resourceType']}.{element}"
        for made in resources(report(everything(), received("bbbb0002", split_from="aaaa0001")))
        for element in made
        if element not in ("resourceType", "id")
    }
    assert set(described()) == written
    assert len(described()) == len(written)


def described() -> list[str]:
    part = PAGE.partition("\n## FHIR\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([A-Z][^|]+) \|", part, re.MULTILINE)
    return [element for row in rows for element in row.split(", ")]


def everything() -> Story:
    """A callback that has something for every element."""
    story = received(
        "aaaa0001",
        source=Source(preset="list", file="referrals.csv", line="2", digest="2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        source_key="list:1",
        thread="t1",
        lane="refill",
        language="es",
        birth_date="1986-07-14",
        record_number="42",
        request="a refill",
        referral=Referral(
            number="R1", specialty="Cardiology", referred_by="Dr. O", reason="pain", received_on="2026-11-20",
            papers=("MRI",), missing=("EKG",),
        ),
    )  # fmt: skip
    turn = turns.noted(POLICY, story.callback, "role:scheduling", "call", at("10:00", 1), at("11:00"))
    spoke = {"spoke_with": SpokeWith.REPRESENTATIVE, "representative": "Ana", "told": "soon"}
    booked = Appointment(at=at("15:00", 3), with_whom="Dr. Lee", kind="follow-up")
    story.then(at("11:00"), Noted(disposition=Disposition.REACHED, turn=turn, appointment=booked, **spoke))
    story.then(at("12:00"), Noted(disposition=Disposition.NO_ANSWER, turn=turn, waiting=True))
    story.then(at("13:00"), CardFlagged(flag=CardFlag.DECEASED, turn=turn))
    return story.then(at("14:00"), Closed(result=CloseResult.UNREACHABLE))


def test_every_code_and_every_label_of_the_fhir_file_is_described():
    for path in ("Task.status", "ServiceRequest.status", "Communication.status"):
        row = next(line for line in PAGE.splitlines() if line.startswith("| ") and path in line)
        assert all(f"`{code}`" in row for code in REQUIRED[path])
    row = next(line for line in PAGE.splitlines() if line.startswith("| Communication.note "))
    booked = {"at": "2026-11-23T15:00:00.000Z"}
    turn = {"owner": "", "next_action": "", "due_at": booked["at"]}
    note = {"disposition": "reached", "turn": turn, "appointment": booked}
    for label, _ in talks.said(report(), note):
        assert label in row
