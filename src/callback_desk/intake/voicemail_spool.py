"""Asterisk's voicemail spool: a folder of `msgNNNN.txt` files, one for each message left."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import normalised
from callback_desk.intake.left_out import left_out
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.options import VOICEMAIL_SPOOL, ReadOptions, Unreadable
from callback_desk.intake.pages import files_below
from callback_desk.intake.table_cells import NotRead, phone_note, seconds_in
from callback_desk.intake.text_file import open_text
from callback_desk.intake.units import Fault, FileReading, Unit

_MESSAGE = re.compile(r"msg\d+\.txt\Z", re.IGNORECASE)
_SECTION = "[message]"
_EPOCH = re.compile(r"\d{9,10}\Z", re.ASCII)
_MOST_LINES = 200


def is_message(first_lines: list[str]) -> bool:
    """Tell whether a file begins as a voicemail's description does."""
    return any(line.strip() == _SECTION for line in first_lines)


def read_spool(folder: Path, options: ReadOptions) -> FileReading | None:
    """Return the voicemails below a folder, or None where there is none: the spool itself, one context, one mailbox
    or one of its folders.
    """
    found = sorted(path for path in folder.rglob("*") if _MESSAGE.match(path.name) and path.is_file())
    if not found:
        return None
    places = {path.relative_to(folder).as_posix(): path for path in found}
    reading = _read(((path, place) for place, path in places.items()), options)
    below = (path.relative_to(folder).as_posix() for path in files_below(folder))
    reading.skipped += left_out(below, places, "voicemail of Asterisk's spool")
    return reading


def read_message(path: Path, options: ReadOptions) -> FileReading:
    """Return the one voicemail that a file describes."""
    return _read(iter([(path, path.name)]), options)


def _read(found: Iterator[tuple[Path, str]], options: ReadOptions) -> FileReading:
    reading = FileReading("", VOICEMAIL_SPOOL)
    keys: dict[str, str] = {}
    for path, place in options.watched(found):
        reading.rows += 1
        try:
            unit = _unit(_values(path), place, path.parent.name, options)
        except (NotRead, Unreadable) as fault:
            reading.rejected.append(Fault(place, str(fault)))
            continue
        earlier = keys.setdefault(unit.source_key, place)
        if earlier != place:
            reading.skipped.append(Fault(place, f"the same record as {earlier}"))
        else:
            reading.units.append(unit)
    return reading


def _values(path: Path) -> dict[str, str]:
    """Return the keys and values of the message section."""
    values: dict[str, str] = {}
    inside = False
    for number, line in enumerate(open_text(path).lines()):
        plain = line.strip()
        if plain.startswith("["):
            inside = plain == _SECTION
        elif inside and not plain.startswith(";"):
            key, _, value = plain.partition("=")
            values.setdefault(key.strip().casefold(), value.strip())
        if number > _MOST_LINES:
            break
    if not values:
        raise NotRead("it has no [message] section")
    return values


def _unit(values: dict[str, str], place: str, folder: str, options: ReadOptions) -> Unit:
    if not _EPOCH.match(values.get("origtime", "")):
        raise NotRead("it does not say when the message was left (origtime)")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(values["origtime"]))
    caller_id = values.get("callerid", "")
    shown, called_from = _parted(caller_id)
    number = normalised(called_from, options.region)
    name = caller_id_name(shown, number.e164)
    seconds = seconds_in(values.get("duration", ""))
    vendor_id = values.get("msg_id")
    facts = {
        "mailbox": values.get("origmailbox", ""),
        "folder": folder,
        "flag": values.get("flag", ""),
        "caller id": shown if name is None else "",
    }
    return Unit(
        source_key=source_key(VOICEMAIL_SPOOL, vendor_id)
        if vendor_id
        else derived_source_key(VOICEMAIL_SPOOL, at, number.e164, "call", seconds),
        kind="call",
        line=place,
        at=at,
        outcome="voicemail",
        channel=Channel.VOICEMAIL,
        number=number.e164,
        phone_note=phone_note(number),
        patient=name,
        talk_seconds=seconds,
        details={name: value for name, value in facts.items() if value},
    )


def _parted(caller_id: str) -> tuple[str, str]:
    """Return the name and the number of `"NAME" <NUMBER>`; without brackets all of it is the number."""
    text = caller_id.strip()
    shown, bracket, number = text.removesuffix(">").rpartition("<")
    if not bracket or not text.endswith(">") or ">" in number:
        return "", caller_id
    return shown.strip().removeprefix('"').removesuffix('"'), number
