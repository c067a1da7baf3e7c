"""The files that contacts were taken from: a DocumentReference for each, and an AuditEvent that it was taken in.

A file is known by the digest of its bytes, whatever it is called and on whichever desk it was taken in.
"""

import base64
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from callback_desk.domain.entry import Entry
from callback_desk.exports.fhir.codes import CONTENT, PAGE, PAGES
from callback_desk.exports.fhir.parts import Resource, filled, identifier, resource, text, to
from callback_desk.exports.fhir.records import audit_event
from callback_desk.exports.report import DayReport

_Source = Mapping[str, Any]


class Files:
    """The files of one report, gathered while its contacts are written."""

    def __init__(self, report: DayReport) -> None:
        self._report = report
        self._first: dict[str, tuple[Entry, _Source]] = {}

    def of(self, entry: Entry, payload: Mapping[str, Any]) -> Resource | None:
        """Return the file that a contact was taken from, to be referred to.

        None where its digest is not known, or not for the reader.
        """
        source: _Source = payload.get("source") or {}
        digest = source.get("digest")
        if digest is None:
            return None
        known = self._first.get(digest)
        if known is None or entry.wall_at < known[0].wall_at:
            self._first[digest] = entry, source
        return resource("DocumentReference", digest)

    def resources(self) -> Iterator[Resource]:
        """Yield each file that was referred to, and that it was taken in: when its first contact was written down."""
        for digest, (entry, source) in self._first.items():
            file = _document(digest, source)
            yield file
            happened = ("110107", "Import", "C")
            what = [{"what": to(file)}]
            yield audit_event(self._report, f"import|{digest}", happened, entry.wall_at, entry.person_id, what)


def _document(digest: str, source: _Source) -> Resource:
    inside = source.get("inside")
    name = source["file"] if inside is None else PurePosixPath(inside).name
    attachment = filled(contentType=_content_type(source), hash=digest, title=text(name))
    return resource(
        "DocumentReference",
        digest,
        identifier=[identifier("file-sha1", base64.b64decode(digest).hex())],
        status="current",
        content=[{"attachment": attachment}],
    )


def _content_type(source: _Source) -> str | None:
    preset = source["preset"]
    return PAGE if preset == PAGES and source.get("inside") is not None else CONTENT.get(preset)
