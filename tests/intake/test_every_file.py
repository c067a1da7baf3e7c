"""Every sample of a telephone system, with all its counts: as their origins state them, or counted by hand."""

from pathlib import Path
from typing import Any

import pytest

from callback_desk.intake import options as reading_options
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, Ledger, counted, options, take_in, units_of

PHONE, MADE = Path("phone"), Path("constructed/phone")

Counts = dict[str, int]

FILES: dict[Path, tuple[str, Counts]] = {
    PHONE / "asterisk/Master_small.csv": (
        "asterisk",
        {"rows": 45, "calls": 37, "inbound": 37, "missed": 10, "answered": 26, "unattended": 1, "new_callbacks": 7,
         "joined": 4, "no_callback": 26, "maybe_resolved": 8},
    ),
    MADE / "asterisk_master_voicemail.csv": (
        "asterisk",
        {"rows": 12, "calls": 9, "inbound": 7, "missed": 4, "voicemails": 2, "answered": 1, "outbound": 1,
         "internal": 1, "new_callbacks": 5, "joined": 1, "no_callback": 3, "maybe_resolved": 1, "needs_review": 1},
    ),
    MADE / "freepbx_cdr_report.csv": (
        "asterisk",
        {"rows": 7, "calls": 3, "inbound": 3, "voicemails": 1, "answered": 1, "unattended": 1, "new_callbacks": 2,
         "no_callback": 1},
    ),
    MADE / "voicemail_spool": (
        "asterisk-voicemail",
        {"rows": 3, "calls": 3, "inbound": 3, "voicemails": 3, "new_callbacks": 3, "needs_review": 1},
    ),
    PHONE / "ringcentral/call_log_sync.json": (
        "ringcentral",
        {
            "rows": 2, "calls": 2, "inbound": 1, "missed": 1, "outbound": 1, "new_callbacks": 1, "no_callback": 1,
            "needs_review": 1,
        },
    ),
    PHONE / "ringcentral/message_voicemail.json": (
        "ringcentral",
        {"rows": 1, "calls": 1, "inbound": 1, "voicemails": 1, "new_callbacks": 1},
    ),
    PHONE / "ringcentral/message_sms.json": ("ringcentral", {"rows": 1, "messages": 1, "new_callbacks": 1}),
    PHONE / "twilio/calls_readFullPage1.json": (
        "twilio",
        {"rows": 2, "calls": 2, "inbound": 1, "answered": 1, "outbound": 1, "no_callback": 2},
    ),
    PHONE / "twilio/recordings_readFull.json": ("twilio", {"rows": 1, "skipped": 1}),
    PHONE / "twilio/transcriptions_readFull.json": ("twilio", {"rows": 1, "skipped": 1}),
    PHONE / "twilio": (
        "twilio",
        {"rows": 4, "calls": 2, "inbound": 1, "answered": 1, "outbound": 1, "no_callback": 2},
    ),
    PHONE / "dialpad/call_get_example.json": (
        "dialpad",
        {"rows": 1, "calls": 1, "inbound": 1, "answered": 1, "no_callback": 1},
    ),
    MADE / "zoom_phone_call_logs.json": (
        "zoom-phone",
        {"rows": 6, "calls": 6, "inbound": 5, "missed": 3, "voicemails": 1, "answered": 1, "outbound": 1,
         "new_callbacks": 4, "no_callback": 2, "needs_review": 1},
    ),
    PHONE / "google_voice/psanford/missedcall.html": (
        "google-voice",
        {"rows": 1, "calls": 1, "inbound": 1, "missed": 1, "new_callbacks": 1, "needs_review": 1},
    ),
    PHONE / "google_voice/psanford/sms.html": (
        "google-voice",
        {"rows": 1, "messages": 1, "new_callbacks": 1, "needs_review": 1},
    ),
    PHONE / "google_voice/psanford/sms2.html": ("google-voice", {"rows": 1, "messages": 1, "no_callback": 1}),
    PHONE / "google_voice/Takeout": (
        "google-voice",
        {"rows": 4, "calls": 3, "inbound": 2, "voicemails": 1, "answered": 1, "outbound": 1, "messages": 1,
         "new_callbacks": 1, "no_callback": 3},
    ),
    MADE / "3cx_cdr.csv": (
        "3cx",
        {"rows": 4, "calls": 4, "inbound": 3, "missed": 1, "voicemails": 1, "answered": 1, "outbound": 1,
         "new_callbacks": 2, "no_callback": 2, "maybe_resolved": 1},
    ),
    MADE / "8x8_work_cdr.csv": (
        "8x8-work",
        {"rows": 5, "calls": 4, "inbound": 3, "missed": 1, "voicemails": 1, "answered": 1, "outbound": 1,
         "new_callbacks": 2, "no_callback": 2, "maybe_resolved": 1},
    ),
    MADE / "freeswitch_master.csv": (
        "freeswitch",
        {"rows": 5, "calls": 5, "inbound": 4, "missed": 2, "voicemails": 1, "answered": 1, "outbound": 1,
         "new_callbacks": 3, "no_callback": 2, "maybe_resolved": 1, "needs_review": 1},
    ),
    # Declined on the telephone and refused by its block list: the telephone hung up, nobody talked.
    MADE / "sms_backup_restore_calls.xml": (
        "android-calls",
        {"rows": 7, "calls": 7, "inbound": 6, "missed": 2, "voicemails": 1, "answered": 1, "unattended": 2,
         "outbound": 1, "new_callbacks": 5, "no_callback": 2, "maybe_resolved": 1, "needs_review": 2},
    ),
    MADE / "generic_us_12h.csv": (
        "table",
        {"rows": 7, "calls": 7, "inbound": 6, "missed": 3, "voicemails": 2, "answered": 1, "outbound": 1,
         "new_callbacks": 4, "joined": 1, "no_callback": 2, "maybe_resolved": 1, "needs_review": 1},
    ),
    MADE / "generic_iso_utc.csv": (
        "table",
        {"rows": 5, "calls": 4, "inbound": 4, "missed": 2, "voicemails": 1, "answered": 1, "new_callbacks": 3,
         "no_callback": 1},
    ),
}  # fmt: skip

NO_RECORDS = {
    PHONE / "asterisk/contacts_persons.csv": "has no header row",
    MADE / "phone_edge_cases.csv": "has no column for when it came in",
}
"""Files that stand beside the logs and are none, with what is said of them."""


def all_counts(document: dict[str, Any]) -> Counts:
    """The counts of a document with those of its lists; what is 0 is left out."""
    lists = {name: len(document[name]) for name in ("needs_review", "skipped", "rejected") if document[name]}
    return {**counted(document), **lists}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.as_posix())
def test_each_file_gives_the_counts_of_its_origin(path: Path):
    preset, counts = FILES[path]
    (document,) = take_in(Ledger(), DATA / path)
    assert "error" not in document
    assert document["preset"] == preset
    assert all_counts(document) == counts
    joined_records = document["rows"] - units_of(document)
    assert joined_records >= 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.as_posix())
def test_each_file_taken_in_again_is_known(path: Path):
    ledger = Ledger()
    (first,) = take_in(ledger, DATA / path)
    (second,) = take_in(ledger, DATA / path)
    assert second["already_known"] == first["new_callbacks"] + first["joined"]
    assert (second["new_callbacks"], second["joined"], second["maybe_resolved"]) == (0, 0, 0)
    for same in ("rows", "calls", "missed", "voicemails", "answered", "no_callback", "skipped", "rejected"):
        assert second[same] == first[same]


@pytest.mark.parametrize("path", NO_RECORDS, ids=lambda path: path.as_posix())
def test_what_is_no_log_gets_one_sentence(path: Path):
    (document,) = take_in(Ledger(), DATA / path)
    assert NO_RECORDS[path] in document["error"]
    assert all_counts(document) == {}


def test_no_sample_of_a_telephone_system_is_left_out():
    told = {DATA / path for path in (*FILES, *NO_RECORDS)}
    samples = [path for room in (PHONE, MADE) for path in (DATA / room).rglob("*") if path.is_file()]
    assert [path for path in samples if told.isdisjoint((path, *path.parents))] == []


class Stopped(Exception):
    """Somebody wants no more of it."""


@pytest.mark.parametrize(
    "name",
    [
        "phone/asterisk/Master_small.csv",
        "phone/twilio/calls_readFullPage1.json",
        "phone/twilio",
    ],
)
def test_reading_ends_where_nobody_wants_more(name: str, monkeypatch: pytest.MonkeyPatch):
    def stop(count: int) -> None:
        raise Stopped

    monkeypatch.setattr(reading_options, "WATCHED_EVERY", 1)
    with pytest.raises(Stopped):
        read_path(DATA / name, options(watch=stop))
