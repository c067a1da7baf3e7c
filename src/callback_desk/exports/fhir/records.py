"""Where it came from and who exported it: Provenance for each contact, one AuditEvent for the export.

Neither has an identifier in the standard, so each carries its own id as a tag, by which a receiver knows it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.entry import Entry
from callback_desk.exports.contacts import contact_key
from callback_desk.exports.fhir.parts import (
    DICOM,
    HL7,
    PROGRAM,
    Element,
    Resource,
    coding,
    concept,
    filled,
    identifier,
    listed,
    moment,
    person,
    resource,
    resource_id,
    tagged,
    text,
    to,
)
from callback_desk.exports.report import DayReport


def provenance(
    report: DayReport,
    callback: Callback,
    entry: Entry,
    payload: Mapping[str, Any],
    contact: Resource,
    *,
    file: Resource | None,
    first: bool,
) -> Resource:
    """Return where a contact and its Task came from: a record, and the `file` that has it, or a person's keyboard."""
    made = resource("Provenance", contact_key(callback, entry, payload))
    source = payload.get("source")
    imported = source is not None or payload.get("source_key") is not None
    came = (_record(payload, source or {}), to(file)) if imported else ()
    activity = ("CREATE", "create") if first else ("UPDATE", "revise")
    return made | filled(
        meta=tagged(made),
        target=[to(contact), {"reference": f"Task/{resource_id('Task', callback.callback_id)}"}],
        recorded=moment(report, entry.wall_at),
        activity=concept(coding(f"{HL7}/v3-DataOperation", *activity)),
        agent=[
            {
                "type": _part("assembler", "Assembler") if imported else _part("enterer", "Enterer"),
                "who": PROGRAM if imported else person(report, entry.person_id),
            }
        ],
        entity=[{"role": "source", "what": what} for what in listed(*came)],
    )


def export_event(report: DayReport, tasks: Iterable[str]) -> Resource:
    """Return that the day was exported, by whom and when; `tasks` are the ids of the Tasks in it."""
    said = text(" ".join(report.headings))
    key = f"{report.clinic}|{report.day}|{report.as_of.isoformat()}"
    what = [{"what": {"reference": f"Task/{task}"}} for task in tasks]
    return audit_event(report, key, ("110106", "Export", "R"), report.as_of, report.exported_by, what, said)


def audit_event(
    report: DayReport,
    key: str,
    happened: tuple[str, str, str],
    at: datetime,
    by: str | None,
    what: Sequence[Element],
    said: str | None = None,
) -> Resource:
    """Return that a person took something out or in: `happened` is DICOM's code and name of it, and the action."""
    code, name, action = happened
    made = resource("AuditEvent", key)
    return made | filled(
        meta=tagged(made),
        type_=coding(DICOM, code, name),
        action=action,
        recorded=moment(report, at),
        outcome="0",
        outcomeDesc=said,
        agent=[filled(who=None if by is None else person(report, by), requestor=True)],
        source={"observer": PROGRAM},
        entity=what,
    )


def _part(code: str, display: str) -> Element:
    return concept(coding(f"{HL7}/provenance-participant-type", code, display))


def _record(payload: Mapping[str, Any], source: Mapping[str, Any]) -> Element:
    """Return which record of which file it was, by the source's own id and in words."""
    where = ", ".join(part for part in (source.get("preset"), source.get("file"), source.get("line")) if part)
    return filled(identifier=identifier("source", payload.get("source_key")), display=text(where))
