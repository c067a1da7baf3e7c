"""The formats that are known by their content, in the order in which they are tried."""

from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from callback_desk.intake import (
    android_calls,
    asterisk,
    asterisk_columns,
    dialpad,
    eight_by_eight,
    freeswitch,
    google_voice,
    quo,
    ringcentral,
    ringcentral_folder,
    ringcentral_messages,
    three_cx,
    twilio,
    twilio_call,
    voicemail_spool,
    vonage,
    zoom_phone,
)
from callback_desk.intake.json_table import read_json_table
from callback_desk.intake.leg_rows import DELIMITERS
from callback_desk.intake.options import ASTERISK, FHIR, HL7, TABLE, VOICEMAIL_SPOOL, ReadOptions, Unreadable
from callback_desk.intake.source import Shape, Source
from callback_desk.intake.table import read_grids, read_table
from callback_desk.intake.units import FileReading
from callback_desk.intake.workbook import is_workbook, open_workbook

_FIRST_LINES = 20

Reader = Callable[[Source, ReadOptions], FileReading | None]
"""Returns what a source holds, or None where it is not of this reader's format; raises Unreadable where it is
of that format and cannot be read.
"""


class Preset(NamedTuple):
    """One format: the name that --preset takes, the shapes it comes in, and its reader."""

    name: str
    shapes: tuple[Shape, ...]
    read: Reader


def _spool(source: Source, options: ReadOptions) -> FileReading | None:
    if source.shape is Shape.FOLDER:
        return voicemail_spool.read_spool(source.path, options)
    if not voicemail_spool.is_message(list(islice(source.text.lines(), _FIRST_LINES))):
        return None
    return voicemail_spool.read_message(source.path, options)


def _asterisk(source: Source, options: ReadOptions) -> FileReading | None:
    for delimiter in DELIMITERS:
        found = asterisk_columns.columns_of(asterisk.sample(source.text, delimiter))
        if found is not None:
            return asterisk.read_asterisk(source.text, options, *found, delimiter)
    return None


def _hl7(source: Source, options: ReadOptions) -> FileReading | None:
    from callback_desk.intake import hl7

    return hl7.read_messages(source, options)


def _fhir(source: Source, options: ReadOptions) -> FileReading | None:
    from callback_desk.intake import fhir

    return fhir.read_resources(source, options)


def _table(source: Source, options: ReadOptions) -> FileReading | None:
    if source.shape is Shape.TEXT:
        return read_table(source.text, options)
    if source.shape is Shape.ZIP and not is_workbook(source.path):
        return None
    with open_workbook(source.path) as workbook:
        if not workbook.sheets:
            raise Unreadable(f"{source.path.name} has no visible sheet: show the one with the list, and save it again")
        reading = read_grids(workbook.sheets, options)
    reading.notes += workbook.notes
    return reading


PRESETS = (
    Preset(VOICEMAIL_SPOOL, (Shape.TEXT, Shape.FOLDER), _spool),
    Preset(ASTERISK, (Shape.TEXT,), _asterisk),
    Preset(three_cx.NAME, (Shape.TEXT,), three_cx.read_3cx),
    Preset(eight_by_eight.NAME, (Shape.TEXT,), eight_by_eight.read_8x8),
    Preset(freeswitch.NAME, (Shape.TEXT,), freeswitch.read_freeswitch),
    Preset(google_voice.NAME, (Shape.MARKUP, Shape.FOLDER, Shape.ZIP), google_voice.read_google_voice),
    Preset(android_calls.NAME, (Shape.MARKUP,), android_calls.read_android_calls),
    Preset(ringcentral.NAME, (Shape.JSON,), ringcentral.read_call_log),
    Preset(ringcentral.NAME, (Shape.JSON,), ringcentral_messages.read_message_store),
    Preset(zoom_phone.NAME, (Shape.JSON,), zoom_phone.read_zoom_phone),
    Preset(twilio_call.NAME, (Shape.JSON, Shape.FOLDER), twilio.read_twilio),
    Preset(ringcentral.NAME, (Shape.FOLDER,), ringcentral_folder.read_folder),
    Preset(dialpad.NAME, (Shape.JSON,), dialpad.read_dialpad),
    Preset(quo.NAME, (Shape.JSON,), quo.read_quo),
    Preset(vonage.NAME, (Shape.JSON,), vonage.read_vonage),
    Preset(HL7, (Shape.HL7,), _hl7),
    Preset(FHIR, (Shape.JSON, Shape.MARKUP), _fhir),
    Preset(TABLE, (Shape.JSON,), read_json_table),
    Preset(TABLE, (Shape.TEXT, Shape.ZIP, Shape.OLD_WORKBOOK), _table),
)
"""What reads every table stands last."""
