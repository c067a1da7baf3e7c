"""FHIR R4 as bundles, NDJSON or single resources. Other versions, and FHIR as XML, are refused by name."""

from datetime import UTC, datetime

from callback_desk.intake.fhir_file import Links, is_fhir, records
from callback_desk.intake.fhir_units import Skipped, Units
from callback_desk.intake.fhir_values import Times, first
from callback_desk.intake.fhir_versions import other_version
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.options import FHIR, ReadOptions, Unreadable
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Shape, Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.text_file import HEAD
from callback_desk.intake.units import Fault, FileReading

_XML = {
    "http://hl7.org/fhir": "FHIR as XML, which is not read: ask for JSON (application/fhir+json)",
    "urn:hl7-org:v3": "a clinical document (CDA), which is not read: ask for FHIR R4 as JSON, or for a list as CSV",
}


def read_resources(source: Source, options: ReadOptions) -> FileReading | None:
    """Return what the resources of a file ask for, or None where it is not FHIR.

    Raises:
        Unreadable: it is of another version, or written as XML.
    """
    if source.shape is Shape.MARKUP:
        _refuse_xml(source)
        return None
    documents = source.documents
    if not is_fhir(documents):
        return None
    found = list(records(documents))
    tops = [top for _, top in documents if isinstance(top, dict)]
    for resource in (*tops, *(record.resource for record in found)):
        other = other_version(resource)
        if other is not None:
            version, why = other
            raise Unreadable(f"{source.path.name} is FHIR {version}, not R4 ({why}): ask for an export in R4 (4.0.1)")
    times = Times(LocalClock(options.local_zone))
    units = Units(Links(found), times, options, _latest(source, times, tops))
    reading, gathered = FileReading("", FHIR, rows=len(found)), Gathered()
    for record in options.watched(found):
        try:
            gathered.take(units.unit(record))
        except Skipped as why_skipped:
            reading.skipped.append(Fault(record.place, str(why_skipped)))
        except NotRead as fault:
            reading.rejected.append(Fault(record.place, str(fault)))
    reading.units = gathered.units
    reading.skipped += gathered.repeated
    reading.notes += _notes(source, units, times, reading.rows)
    return reading


def _latest(source: Source, times: Times, tops: list[dict[str, object]]) -> datetime:
    """Return when the file was made, as it says or as the system knows: for what does not say when it came."""
    stated = [value for top in tops for value in (top.get("timestamp"), first(top.get("meta")).get("lastUpdated"))]
    found = next(filter(None, map(times.moment, stated)), None)
    return found or datetime.fromtimestamp(int(source.path.stat().st_mtime), UTC)


def _notes(source: Source, units: Units, times: Times, rows: int) -> list[str]:
    notes = list(source.text.notes)
    if rows == 0:
        notes.append("the bundle is empty")
    if units.undated:
        notes.append(f"{units.undated} do not say when they came: taken as of when the file was made")
    if times.assumed_local:
        notes.append("times without an offset are read in the clinic's zone")
    return notes


def _refuse_xml(source: Source) -> None:
    with source.path.open("rb") as file:
        head = file.read(HEAD).replace(b"\0", b"").decode("latin-1")
    for namespace, what in _XML.items():
        if f'"{namespace}"' in head or f"'{namespace}'" in head:
            raise Unreadable(f"{source.path.name} is {what}")
