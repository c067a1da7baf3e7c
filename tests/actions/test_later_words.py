"""A transcript that comes after its call was taken in: its words count as if they had come at once."""

import json
from pathlib import Path

from callback_desk.actions import taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel

PAIN = "I have chest pain and cannot breathe"
CALLED = "Wed, 25 Nov 2026 17:00:00 +0000"


def take_in(desk: Desk, *paths: Path) -> list[str]:
    made = taking_in.plan_files(desk, paths, IntakeChoices())
    taking_in.apply(desk, made)
    return [note for document in made.documents() for note in document["notes"]]


def the_one(desk: Desk) -> Callback:
    (callback,) = desk.store.all_callbacks()
    return callback


def voicemails(path: Path, words: str) -> Path:
    path.write_text(
        f"Voicemail ID,Date,From,Transcript\nV1,2026-11-25 12:00,(585) 555-0412,{words}\n", encoding="utf-8"
    )
    return path


def twilio(folder: Path) -> list[Path]:
    """The lists of one invented call: it, its recording, and what was said in that."""
    call = {"sid": "CA1", "from": "+15855550401", "to": "+14155550100", "direction": "inbound", "status": "completed",
            "start_time": CALLED, "duration": "60", "parent_call_sid": None, "account_sid": "AC1"}  # fmt: skip
    recording = {"sid": "RE1", "call_sid": "CA1", "source": "RecordVerb", "duration": "20", "date_created": CALLED}
    transcription = {"sid": "TR1", "recording_sid": "RE1", "transcription_text": PAIN, "duration": "20"}
    lists = {"calls": call, "recordings": recording, "transcriptions": transcription}
    for name, record in lists.items():
        said = {name: [record], "first_page_uri": f"/{name}.json"}
        (folder / f"{name}.json").write_text(json.dumps(said), encoding="utf-8")
    return [folder / f"{name}.json" for name in lists]


def is_alarm(callback: Callback) -> bool:
    return callback.attention_pending and callback.lane == "symptom" and callback.owner == "role:nurse-line"


def test_a_transcript_column_that_is_filled_later_raises_the_alarm(desk: Desk, tmp_path: Path):
    take_in(desk, voicemails(tmp_path / "one.csv", ""))
    assert not the_one(desk).attention
    notes = take_in(desk, voicemails(tmp_path / "two.csv", PAIN))
    later = the_one(desk)
    assert is_alarm(later)
    assert (later.request, later.contacts) == (PAIN, 1)
    assert any("without these words" in note for note in notes)
    lines = desk.store.lines()
    take_in(desk, tmp_path / "two.csv", tmp_path / "one.csv")
    assert desk.store.lines() == lines


def test_lists_that_are_taken_together_after_the_calls_alone_bring_the_words(desk: Desk, tmp_path: Path):
    calls, *others = twilio(tmp_path)
    take_in(desk, calls)
    assert the_one(desk).channel is Channel.MISSED_CALL
    take_in(desk, calls, *others)
    later = the_one(desk)
    assert is_alarm(later)
    assert (later.request, later.contacts, later.channel) == (PAIN, 1, Channel.VOICEMAIL)


def test_a_transcript_that_was_made_anew_stands_once(desk: Desk, tmp_path: Path):
    take_in(desk, voicemails(tmp_path / "one.csv", "please call about my pills"))
    take_in(desk, voicemails(tmp_path / "two.csv", "please call about my pills and the other thing"))
    later = the_one(desk)
    assert (later.request, later.contacts) == ("please call about my pills and the other thing", 1)
