"""The words that headers use for each field, in English and Spanish."""

from collections.abc import Mapping

# The word before the colon is the field as --map names it. Where a header word may mean two things, the values
# decide (see settling.py): "from" may hold a number or a name, "time" a moment or a time of day.
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
name: name, patient, patient name, full name, client, client name, member name, nombre, paciente, nombre del
    paciente, nombre completo, nombre y apellido
caller: caller name, contact, contact name, caller id name, sender name, from name
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

FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words}
"""The field of each header word, as `headers.plain_word` writes it."""
