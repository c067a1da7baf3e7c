"""A contact remembers by which bytes it came: the digest that its file had when it was read."""

import base64
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import closing_day, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.domain.entries import checked, payload_data
from callback_desk.exports.fhir.bundle import resources
from callback_desk.intake import options as reading_options
from callback_desk.intake.digests import file_inside
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, options

PHONE = DATA / "phone"
SPOOL = DATA / "constructed" / "phone" / "voicemail_spool"
LOG = DATA / "constructed" / "phone" / "asterisk_master_voicemail.csv"


def digest(path: Path) -> str:
    return base64.b64encode(hashlib.sha1(path.read_bytes()).digest()).decode()


def test_the_hashes_of_the_fhir_file_are_those_of_the_files_that_were_taken_in(desk: Desk):
    taking_in.apply(desk, taking_in.plan_files(desk, [LOG, SPOOL], IntakeChoices()))
    with closing_day.report(desk) as told:
        made = list(resources(told))
    attached = [one["content"][0]["attachment"] for one in made if one["resourceType"] == "DocumentReference"]
    messages = {digest(path): path.name for path in SPOOL.rglob("msg*.txt")}
    assert {one["hash"]: one["title"] for one in attached} == {digest(LOG): LOG.name, **messages}
    imports = [one for one in made if one["resourceType"] == "AuditEvent" and one["action"] == "C"]
    assert len(imports) == len(attached) > 2
    for callback in desk.store.all_callbacks():
        for entry in callback.history:
            written = checked(entry.kind, entry.v, entry.payload or {})
            assert written is not None
            assert payload_data(written) == entry.payload


@pytest.mark.parametrize("folder", [SPOOL, PHONE / "google_voice" / "Takeout", PHONE / "twilio"])
def test_a_record_of_a_folder_has_the_digest_of_its_own_file(folder: Path):
    reading = read_path(folder, options())
    assert reading.digest is None
    assert reading.inside == {place: digest(folder / place) for place in reading.inside}
    assert reading.units
    assert all(file_inside(unit.line, reading.inside) for unit in reading.units)


def test_a_zip_has_the_digest_of_the_zip(tmp_path: Path):
    path = Path(shutil.make_archive(str(tmp_path / "takeout"), "zip", PHONE / "google_voice" / "Takeout"))
    reading = read_path(path, options())
    assert (reading.digest, reading.inside) == (digest(path), {})


def test_a_file_that_grows_while_it_is_read_has_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_options, "WATCHED_EVERY", 1)
    path = tmp_path / "log.csv"
    shutil.copy(LOG, path)

    def grow(count: int) -> None:
        with path.open("ab") as file:
            file.write(b"\n")

    assert read_path(path, options()).digest == digest(path)
    assert read_path(path, replace(options(), watch=grow)).digest is None
