"""Which column is which: header words in English and Spanish, or what a person said with --map."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from callback_desk.domain.text import clean_line, folded
from callback_desk.intake import vocabulary
from callback_desk.intake.header_words import person_field
from callback_desk.intake.options import Unreadable

Sort = Literal["call", "list", "portal", "appointment", "referral", "insurance"]
"""What kind of table it is; `list` is one of names and numbers without more."""

# The word before the colon is the field as --map names it. Where a header word stands under two fields, the
# values
# decide (see `settled_columns`): "from" may hold a number or a name, "time" a moment or a time of day.
_FIELDS = """
id: id, call id, callid, message id, request id, ticket, record id, unique id, uniqueid, case id,
    confirmation number, msg id, call sid, sid, id llamada, id de llamada, folio
parent: parent call id, parent id, linkedid, linked id
received: received, received at, received on, date received, submitted, submitted at, submitted on, sent at,
    sent, created, created at, created on, opened, opened at, opened on, start, start time, started at,
    timestamp, date time, datetime, date and time, call start, call start time, calldate, call date time,
    message date, requested at, date sent, entered, arrived, recibido, fecha de recepcion, fecha y hora,
    fecha hora, enviado, creado, inicio
date: date, call date, day, fecha, fecha de llamada, dia
time: time, call time, time of call, hora, hora de llamada
answered_at: answer time, answered at, time answered, answertime
answered: answered, call answered, was answered, call was answered, is answered, contestada, atendida
phone: phone, phone number, telephone, tel, mobile, cell, cell phone, home phone, callback number, call back
    number, contact number, caller number, caller id number, calling number, from number, number, ani, src,
    caller phone, external number, client number, patient phone, telefono, numero, numero de telefono,
    celular, movil, numero de origen
other_phone: other phone, alternate phone, alt phone, secondary phone, second phone, phone 2, work phone,
    work number, other number, alternate number, otro telefono, telefono alternativo
from: from, caller, caller id, sender, de, llamante, remitente
to: to, called, called number, callee, dialed number, destination, to number, did, dnis, para, destino,
    numero marcado, callee number, callee id, destination number, dialled number, called party
name: name, patient, patient name, caller name, full name, client, client name, contact, contact name,
    caller id name, sender name, from name, member name, nombre, paciente, nombre del paciente, nombre
    completo, nombre y apellido
first_name: first name, firstname, fname, given name, first, nombres
last_name: last name, lastname, lname, surname, family name, last, apellido, apellidos
birth_date: dob, date of birth, birth date, birthdate, birthday, patient dob, fecha de nacimiento,
    nacimiento, f nacimiento
record_number: mrn, medical record number, chart number, chart, patient id, record number, expediente,
    numero de expediente
direction: direction, call direction, direccion, sentido, in out
type: type, call type, tipo, tipo de llamada
status: status, result, call result, disposition, outcome, call status, action result, estado, estatus,
    resultado
duration: duration, length, call length, call duration, duration s, duration sec, duration seconds, duration
    in seconds, duration mm ss, duration hh mm ss, duration h mm ss, call duration mm ss, call duration hh mm ss,
    length mm ss, length hh mm ss, duracion
duration_ms: duration ms, duration milliseconds
talk: talk time, talking, billsec, talk duration, conversation time, talk seconds, tiempo de conversacion
voicemail: has voicemail, voicemail, voicemail left, vm, buzon, buzon de voz
transcript: transcript, transcription, voicemail transcription, voicemail transcript, vm transcript,
    voicemail text, transcripcion, transcripcion del mensaje
message: message, body, text, message text, message body, content, comments, comment, notes, note, details,
    description, question, reason for call, reason for visit, request, mensaje, texto, comentarios, notas,
    pregunta, motivo de la llamada, solicitud, asunto del mensaje
subject: subject, topic, title, asunto, tema
reason: reason, chief complaint, diagnosis, reason for referral, referral reason, motivo, razon, diagnostico
language: language, preferred language, lang, idioma, lengua, idioma preferido
interpreter: interpreter, interpreter needed, interpreter language, interprete
thread: thread id, thread, conversation id, conversation, hilo
lane: lane, category, carril, categoria
channel: channel, source, origin, canal, origen
email: email, e mail, email address, correo, correo electronico
visit_type: visit type, appointment type, appt type, type of visit, tipo de visita, tipo de cita
new_or_existing: new or existing, new existing, patient type, new patient, paciente nuevo
provider: provider pref, preferred provider, provider, doctor, requested provider, proveedor, medico
preferred_dates: preferred dates, preferred date, dates, requested date, preferred days, fechas preferidas,
    fecha preferida
preferred_times: preferred times, preferred time, times, availability, time preference, horario preferido
referral: referral id, referral number, referral no, referral, ref id, ref no, numero de referido, referido
referred_by: referring provider, referred by, referring doctor, referring physician, referral source,
    referring office, medico que refiere, referido por
referrer_npi: ref npi, referring npi, npi, referring provider npi
specialty: specialty, speciality, referred to, especialidad
urgency: urgency, priority, urgencia, prioridad
papers: docs received, documents received, papers received, received documents, documentos recibidos
missing: docs missing, documents missing, missing documents, missing papers, missing docs, missing, papers
    missing, documentos faltantes, faltantes
authorization_required: pa required, prior auth required, authorization required, auth required
authorization: pa status, auth status, authorization status, prior auth status, authorization, prior
    authorization, autorizacion
authorization_number: auth no, authorization number, pa number, auth number
insurance: insurance, payer, insurance name, primary insurance, carrier, seguro, aseguradora
member_id: member id, member number, subscriber id, policy number, numero de miembro
plan: plan, plan name, plan type
service: service, procedure, servicio
cpt: cpt, cpt code, procedure code
due: due, due date, deadline, needed by, vence, fecha limite
"""


def _synonyms() -> dict[str, tuple[str, ...]]:
    lines = (line.partition(": ") for line in _FIELDS.replace("\n    ", " ").strip().splitlines())
    return {field: tuple(words.split(", ")) for field, _, words in lines}


SYNONYMS: Mapping[str, tuple[str, ...]] = _synonyms()
FIELDS = tuple(SYNONYMS)
"""The fields that --map can name."""

_FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words}
_BY_NUMBER = re.compile(r"#([1-9]\d{0,3})", re.ASCII)
_BETWEEN = re.compile(r"[\W_]+")
_DATA = re.compile(r"\d{5}|\d[/.-]\d|\d:\d\d|@")
_CAPITALS_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENTENCE = re.compile(r"[\w')]+(?: [\w']+){4}")
_MOMENTS = ("received", "date", "time")
_WHO = ("phone", "from", "name", "last_name", "to")
_MARKS_OF_A_SORT: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    ("referral", ("referral", "missing", "referred_by", "papers", "specialty")),
    ("appointment", ("visit_type", "preferred_dates", "preferred_times", "new_or_existing")),
    ("insurance", ("authorization", "authorization_number", "member_id", "plan", "cpt")),
    ("portal", ("thread", "subject")),
    (
        "call",
        ("direction", "duration", "duration_ms", "talk", "voicemail", "to", "transcript", "answered_at", "answered"),
    ),
)
_ENOUGH_MARKS: Mapping[Sort, int] = {"referral": 2, "appointment": 2, "insurance": 2, "portal": 1, "call": 1}
_SHOWN_CELLS, _SHOWN_LETTERS = 12, 24


@dataclass(frozen=True)
class Header:
    """The header of a table: where it stands, its cells, and the column of each field that it has."""

    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    sort: Sort
    notes: tuple[str, ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    """Of each field whose column was told by what it holds: the reason, in words."""

    @property
    def layout(self) -> str:
        """By what choices for tables with this header are remembered."""
        return layout_of(self.cells)

    @property
    def width(self) -> int:
        """How many columns have a name; nameless ones at the end are not counted."""
        return max((number for number, cell in enumerate(self.cells, 1) if cell.strip()), default=0)

    def unused(self) -> list[str]:
        """Return the names of the columns that no field was read from."""
        used = set(self.columns.values())
        return [clean_line(cell) for at, cell in enumerate(self.cells) if cell.strip() and at not in used]


def plain_word(cell: str) -> str:
    """Return a header cell for comparison: folded, marks and underscores as spaces."""
    return _BETWEEN.sub(" ", folded(cell)).strip()


def layout_of(cells: Sequence[str]) -> str:
    """Return the fingerprint of a header: the same words in the same order, whatever their case and spacing."""
    words = [plain_word(cell) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return f"table:{hashlib.sha256(chr(31).join(words).encode()).hexdigest()[:16]}"


def find_header(head: Sequence[tuple[int, list[str] | None]], mapping: Mapping[str, str]) -> Header | None:
    """Return the header among a file's first records (line, cells), or None.

    The header is the first record with a column for the moment and one for who or what it is about; with a
    `mapping` (field to column name) the first one that has all the columns it names.
    """
    for line, cells in head:
        if cells is None or len(cells) < 2:
            continue
        columns, notes = named_columns(cells, mapping)
        if columns is not None and is_enough(columns) and (mapping or is_mostly_words(cells)):
            return Header(line, tuple(cells), columns, sort_of(columns), tuple(notes))
    return None


def is_enough(columns: Collection[str]) -> bool:
    """Tell whether these fields make a record: when it came in, and who or what it is about."""
    return not lacks_moment(columns) and any(field in columns for field in _WHO)


def lacks_moment(columns: Collection[str]) -> bool:
    """Tell whether no field says when a record came in."""
    return not any(field in columns for field in _MOMENTS)


def named_columns(cells: Sequence[str], mapping: Mapping[str, str]) -> tuple[dict[str, int] | None, list[str]]:
    """Return the column of each field by the header's words, and what is doubtful; None where a mapped one lacks.

    A field that is mapped to nothing is read from no column.
    """
    words = [plain_word(cell) for cell in cells]
    columns: dict[str, int] = {}
    for name, wanted in mapping.items():
        at = _index(cells, words, wanted) if wanted else None
        if wanted and at is None:
            return None, []
        if at is not None:
            columns[name] = at
    taken = set(columns.values())
    notes = [
        f'several columns are called "{clean_line(cells[at])}": the first is read'
        for at, word in enumerate(words)
        if word and word in words[at + 1 :] and word not in words[:at] and word in _FIELD_OF
    ]
    for at, known_as in chain(_known(cells, words), enumerate(map(person_field, cells))):
        if known_as == "phone" and "phone" in columns:
            known_as = "other_phone"
        is_free = known_as not in columns and at not in taken and known_as not in mapping
        if known_as is not None and is_free and at not in columns.values():
            columns[known_as] = at
    return columns, notes


def _known(cells: Sequence[str], words: Sequence[str]) -> Iterator[tuple[int, str | None]]:
    """Yield each column with the field of its word; the sign of a number decides what else would be a name."""
    for at, (cell, word) in enumerate(zip(cells, words, strict=True)):
        known = (person_field(cell) if "#" in cell else None) or _FIELD_OF.get(word)
        yield at, known or _FIELD_OF.get(plain_word(_CAPITALS_WITHIN.sub(" ", cell)))


def _index(cells: Sequence[str], words: Sequence[str], wanted: str) -> int | None:
    if wanted in cells:
        return list(cells).index(wanted)
    word = plain_word(wanted)
    if word and word in words:
        return list(words).index(word)
    numbered = _BY_NUMBER.fullmatch(wanted)
    return int(numbered[1]) - 1 if numbered and int(numbered[1]) <= len(cells) else None


def is_mostly_words(cells: Sequence[str]) -> bool:
    """Tell whether a record reads like names of columns, not like data."""
    told = filled(cells)
    return sum(bool(_DATA.search(cell) or _SENTENCE.search(cell)) for cell in told) * 4 <= len(told)


def sort_of(columns: Mapping[str, int]) -> Sort:
    """Return what kind of table has these fields."""
    for sort, marks in _MARKS_OF_A_SORT:
        if sum(mark in columns for mark in marks) >= _ENOUGH_MARKS[sort]:
            return sort
    return "call" if "message" not in columns and "lane" not in columns else "list"


def no_header(name: str, head: Sequence[tuple[int, list[str] | None]], mapping: Mapping[str, str]) -> Unreadable:
    """Return the error for a table without a usable header; a patient's cells are never repeated in it."""
    seen = next((told for _, cells in head if cells is not None and len(told := filled(cells)) > 1), None)
    advice = "name them with --map FIELD=COLUMN, such as --map received=Created --map phone=Tel"
    if seen is None:
        return Unreadable(f"{name} is not a table: export it as CSV with a header row")
    if any(_DATA.search(cell) for cell in seen):
        return Unreadable(f"{name} has no header row: add a line that names each column, such as received, phone, name")
    shown = ", ".join(clean_line(cell)[:_SHOWN_LETTERS] for cell in seen[:_SHOWN_CELLS])
    more = ", ..." if len(seen) > _SHOWN_CELLS else ""
    absent = list(_absent(seen, mapping))
    if absent:
        return Unreadable(f"{name} has no column {', '.join(absent)} (its header is: {shown}{more}): {advice}")
    columns, _ = named_columns(seen, {})
    has_moment = columns is not None and not lacks_moment(columns)
    wanted = "who it is about" if has_moment else "when it came in"
    return Unreadable(f"{name} has no column for {wanted} (its header is: {shown}{more}): {advice}")


def filled(cells: Sequence[str]) -> list[str]:
    """Return the cells that are not empty."""
    return [cell for cell in cells if cell.strip()]


def _absent(cells: Sequence[str], mapping: Mapping[str, str]) -> Iterator[str]:
    words = [plain_word(cell) for cell in cells]
    for wanted in mapping.values():
        if wanted and _index(cells, words, wanted) is None:
            yield f'"{clean_line(wanted)[:_SHOWN_LETTERS]}"'


def column_keys(cells: Sequence[str]) -> list[str]:
    """Return how a mapping names each column: by its name, or as `#2` where it has none or shares it."""
    words = [plain_word(cell) for cell in cells]
    return [
        cell if word and words.count(word) == 1 else f"#{at}"
        for at, (cell, word) in enumerate(zip(cells, words, strict=True), 1)
    ]


def field_by_name(cell: str) -> str | None:
    """Return the field that a header's word stands for, or None."""
    return _FIELD_OF.get(plain_word(cell))


Values = Callable[[int], Sequence[str]]
"""Gives the sample values of a column, by its index."""


REMARKS = frozenset(["comments", "comment", "notes", "note", "details", "description", "comentarios", "notas"])
"""Columns of what the clinic wrote of a call, and not of what a patient asked for."""


def settled_sort(header: Header, sample: Values) -> Sort:
    """Return what kind of table it is, once what it holds is seen: a list whose type or status says how calls went
    is a call log, though it has a column of remarks and none that only a call log has. In doubt it is none: a request
    that was taken for a talk would be lost. So is one with a column of messages or requests: somebody took them down.
    """
    asked = header.columns.get("message")
    if header.sort != "list" or (asked is not None and plain_word(header.cells[asked]) not in REMARKS):
        return header.sort
    for name in ("type", "status"):
        values = sample(header.columns[name]) if name in header.columns else ()
        if any(map(vocabulary.may_be_open_request, values)):
            continue
        if _are_outcomes(values) and any(map(vocabulary.is_of_calls, values)):
            return "call"
    return header.sort


def tells_misses(columns: Mapping[str, int], sample: Values) -> int | None:
    """Return the column that says of some calls that they came in and of others that they were missed, if one does."""
    for name in ("direction", "type", "status"):
        told = {vocabulary.said(value) for value in sample(columns[name])} if name in columns else ()
        if {("inbound", None), ("inbound", "missed")} <= set(told):
            return columns[name]
    return None


def settled_columns(
    header: Header, sample: Values, is_phone: Callable[[str], bool | None], has_date: Callable[[str], bool]
) -> dict[str, int]:
    """Return the columns with the doubtful ones decided by what they hold.

    `from` becomes the phone or the name, as most of its values are one; `is_phone` is None for a withheld number,
    which is neither. `date` and `time` together stay two, and either alone is the whole
    moment.
    """
    columns = dict(header.columns)
    origin = columns.pop("from", None)
    if origin is not None:
        is_number = _are_phones(sample(origin), is_phone)
        field = "phone" if is_number or (is_number is None and header.sort == "call") else "name"
        columns.setdefault(field, origin)
    if header.sort == "call":
        columns.pop("other_phone", None)
        if "lane" in columns and "status" not in columns and _are_outcomes(sample(columns["lane"])):
            columns["status"] = columns.pop("lane")
        _take_numbers(header, columns, sample, is_phone)
    if "received" in columns:
        columns.pop("date", None)
        if any(":" in value for value in sample(columns["received"])):
            columns.pop("time", None)
    elif "date" in columns and any(":" in value for value in sample(columns["date"])):
        columns["received"] = columns.pop("date")
        columns.pop("time", None)
    elif "time" in columns and any(has_date(value) for value in sample(columns["time"])):
        columns["received"] = columns.pop("time")
        columns.pop("date", None)
    return columns


def _are_outcomes(values: Sequence[str]) -> bool:
    """Tell whether a column of categories says how calls went: missed, incoming, voicemail."""
    filled = [value for value in values if value.strip()]
    return bool(filled) and 2 * sum(vocabulary.said(value) is not None for value in filled) > len(filled)


def _are_phones(values: Sequence[str], is_phone: Callable[[str], bool | None]) -> bool | None:
    """Tell whether most of these are telephone numbers; None where none says either."""
    told = [each for value in values if value.strip() and (each := is_phone(value)) is not None]
    return 2 * sum(told) > len(told) if told else None


def _take_numbers(
    header: Header, columns: dict[str, int], sample: Values, is_phone: Callable[[str], bool | None]
) -> None:
    """Where "Caller" holds the name and "Caller ID" the number, read the number from there; so for the other end."""
    for end, word in (("phone", "from"), ("to", "to")):
        if end in columns and (end == "phone" or _are_phones(sample(columns[end]), is_phone) is not False):
            continue
        for at, cell in enumerate(header.cells):
            free = at not in columns.values() and field_by_name(cell) == word
            if free and _are_phones(sample(at), is_phone):
                columns[end] = at
                break
