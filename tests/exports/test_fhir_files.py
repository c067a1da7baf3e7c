"""The FHIR file says from which files the contacts were taken, and who took them in and when."""

from pathlib import Path
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

from callback_desk.domain.entries import Source
from callback_desk.exports.fhir.bundle import resources, write_bundle
from tests.exports.days import Story, received, report
from tests.exports.fhir_rules import assert_valid
from tests.exports.test_fhir import Server, made

DIGESTS = ("2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=")


def taken_in(callback_id: str, clock: str, digest: str | None = DIGESTS[0], **source: Any) -> Story:
    known = {"preset": "asterisk", "file": "Master.csv", "line": clock, **source}
    return received(callback_id, clock, source=Source(digest=digest, **known), source_key=f"asterisk:{callback_id}")


def test_a_file_is_told_once_with_its_hash_and_every_contact_of_it_refers_to_it(tmp_path: Path):
    stories = taken_in("aaaa0001", "09:30"), taken_in("bbbb0002", "09:10"), taken_in("cccc0003", "09:20", DIGESTS[1])
    files = made(*stories, kind="DocumentReference")
    attachments = [one["content"][0]["attachment"] for one in files]
    expected = {"contentType": "text/csv", "title": "Master.csv"}
    assert sorted(one.pop("hash") for one in attachments) == sorted(DIGESTS)
    assert attachments == [expected, expected]
    ours = next(one for one in files if one["identifier"][0]["value"] == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    referred = [one["entity"][1]["what"]["reference"] for one in made(*stories, kind="Provenance")]
    assert referred.count(f"DocumentReference/{ours['id']}") == 2
    server = Server()
    server.send(report(*stories))
    server.send(report(*stories[:2]))
    assert sum(key.startswith("DocumentReference") for key in server.there) == 2
    write_bundle(tmp_path / "day", report(*stories))
    assert_valid(tmp_path / "day")
    for one in resources(report(*stories)):
        get_fhir_model_class(one["resourceType"]).model_validate(one)


def test_that_a_file_was_taken_in_is_an_audit_event_with_who_and_when_by_its_first_line():
    imports, _ = made(taken_in("aaaa0001", "09:30"), taken_in("bbbb0002", "09:10"), kind="AuditEvent")
    assert (imports["type"]["code"], imports["action"], imports["outcome"]) == ("110107", "C", "0")
    assert imports["recorded"] == "2026-11-23T09:10:00-05:00"
    assert imports["agent"][0]["who"]["display"] == "María Santos"
    file = made(taken_in("aaaa0001", "09:30"), kind="DocumentReference")[0]
    assert imports["entity"] == [{"what": {"reference": f"DocumentReference/{file['id']}"}}]


def test_a_file_of_a_folder_goes_by_its_own_name():
    page = taken_in("aaaa0001", "09:30", preset="google-voice", file="Takeout", inside="Voice/Calls/one.html")
    attachment = made(page, kind="DocumentReference")[0]["content"][0]["attachment"]
    assert (attachment["title"], attachment["contentType"]) == ("one.html", "text/html")


def test_a_contact_from_before_files_had_digests_is_told_as_it_was():
    before = taken_in("aaaa0001", "09:30", None)
    assert made(before, kind="DocumentReference") == []
    assert len(made(before, kind="AuditEvent")) == 1
    assert len(made(before, kind="Provenance")[0]["entity"]) == 1
