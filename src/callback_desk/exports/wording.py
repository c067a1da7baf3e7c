"""The desk's own words in the texts that people read, in English and in Spanish.

What a patient, a policy or another person at the desk said stays in the language in which it was said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from callback_desk.domain import code_words
from callback_desk.domain.cadence import ordinal
from callback_desk.domain.codes import Channel, CloseResult, Disposition, ExceptionCode, HoldReason, Result
from callback_desk.domain.errors import DeskError
from callback_desk.exports.report import DayReport

_PORTAL = "portal message sent"
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPANISH_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_SPANISH_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
# Marks that some programs show as something else when a text is pasted, by what is written instead.
_PLAIN = {
    "'": "\u2018\u2019\u201a\u201b\u2032",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00b7\u2022",
    "...": "\u2026",
    "x": "\u00d7",
    " ": "\u00a0\u2007\u2009\u202f",
}
_PLAIN_MARKS = str.maketrans({mark: plain for plain, marks in _PLAIN.items() for mark in marks})


@dataclass(frozen=True)
class Words:
    """One language's words. `said` holds whole phrases by name, `lists` the lists that contacts come on by their
    English name; the others say the closed sets of codes."""

    language: str
    said: Mapping[str, str]
    labels: Mapping[str, str]
    channels: Mapping[Channel, str]
    lists: Mapping[str, str]
    dispositions: Mapping[Disposition, str]
    results: Mapping[Result, str]
    closings: Mapping[CloseResult, str]
    exceptions: Mapping[ExceptionCode, str]
    holds: Mapping[HoldReason, str]
    days: tuple[str, ...]
    months: tuple[str, ...]
    ordinal: Callable[[int], str]

    def clock(self, report: DayReport, at: datetime) -> str:
        """Return a moment at the clinic as `Mon 23 Nov 14:12`, with its year where that is not the report's."""
        local = report.local(at)
        day = f"{self.days[local.weekday()]} {local.day} {self.months[local.month - 1]}"
        return f"{day}{report.other_year(local)} {local:%H:%M}"

    def came(self, channel: Channel, source_key: str | None) -> str:
        """Return how a contact came in; a list that says no channel is called what it is."""
        said = code_words.came_on(channel, source_key)
        return self.channels[channel] if said == code_words.CHANNELS[channel] else self.lists[said]

    def ended(self, disposition: str | None) -> str:
        """Return how an attempt ended; without a disposition it was a portal message."""
        return self.said["portal"] if disposition is None else self.dispositions[Disposition(disposition)]

    def headings(self, report: DayReport) -> list[str]:
        """Return the lines on top: how many are open, how many late and whose turn it is in the first."""
        if self.language == "en":
            return list(report.headings)
        late = self.said["of them late"]
        turns = ", ".join(
            f"{report.title(turn.owner)} {turn.open}" + (f" ({late.format(turn.late)})" if turn.late else "")
            for turn in report.turns
        )
        undecided = "" if report.closed else f"{self.said['not closed'].format(len(report.undecided))} "
        counted = self.said["open and late"].format(len(report.open), report.late, turns or self.said["nobody"])
        superseded = "" if report.supersedes is None else self.said["supersedes"].format(report.supersedes)
        now = report.local(report.as_of)
        days = " - ".join(dict.fromkeys(map(self._written_out, (report.day, report.last_day))))
        as_of = f"{now:%H:%M}" if now.date() == report.last_day else self.clock(report, now)
        of_days = f"{report.clinic}, {days}, {self.said['as of'].format(as_of)} {now:%Z}"
        return [line for line in (undecided + counted, superseded, of_days, report.scope) if line]

    def _written_out(self, day: date) -> str:
        return f"{self.days[day.weekday()]} {day.day} {self.months[day.month - 1]} {day:%Y}"


def pasteable(line: str) -> str:
    """Return a line with the marks of typesetting as plain ones, so that it reads the same wherever it is pasted."""
    return line.translate(_PLAIN_MARKS)


def words_for(language: str) -> Words:
    """Return the words of a language by its code.

    Raises:
        DeskError: there are none in it.
    """
    found = LANGUAGES.get(language.partition("-")[0].casefold())
    if found is None:
        raise DeskError(f"there is no text in the language {language[:20]!r}: choose one of {', '.join(LANGUAGES)}")
    return found


ENGLISH = Words(
    language="en",
    said={
        "portal": _PORTAL,
        "not known": "Name not known",
        "withheld": "(not for this reader)",
        "no number": "no number",
        "language": "language {}",
        "contact": "{} contact",
        "of": "{} of {}",
        "id": "id {}",
        "only the call": "nothing left, only the call",
        "more": "[... {} more characters]",
        "matched": "matched {}",
        "escalated": "to {}, {}: {}",
        "in their words": '; in their words "{}"',
        "nobody yet": "NOBODY YET",
        "nothing": "nothing",
        "waiting for": "waiting for {}",
        "resolved since": "they talked after the missed call: resolved since?",
        "other names": "the same number rang as {}, too: perhaps another person",
        "not whole": "in place of a number stands: {}",
        "by": "{}, by {}",
        "late by": "LATE by {}",
        "late now": "LATE",
        "days": "{} days",
        "closed": "closed {}, {}",
        "born": "born {}",
        "record": "record {}",
        "as of": "as of {}",
        "today": "today",
        "in the period": "in the period",
        "done": "Done {}: {} attempts, {} reached;",
        "completed": "{} closed{}.",
        "booked": "booked {}",
        "not final": "not final: {} looks at it first",
        "returned": "not final: it was returned",
        "exceptions": "exceptions {}",
        "first": "attention and escalations",
        "late": "late",
        "open": "open",
        "waiting": "waiting",
        "attention": "ATTENTION: nobody of the licensed role was told yet",
        "no record": "A note of the callback desk, no part of the patient's record until somebody puts it there.",
    },
    labels={
        "asked": "Asked",
        "urgency": "Urgency",
        "card": "Card",
        "attention": "Attention",
        "escalated": "Escalated",
        "told": "Told",
        "try": "Try",
        "last try": "Last try",
        "result": "Result",
        "need": "They need",
        "confirmed": "Confirmed",
        "know": "They know",
        "remark": "Remark",
        "missing": "Missing",
        "on hold": "On hold",
        "look": "Look at it",
        "handed on": "Handed on",
        "open": "Still open",
        "turn": "Whose turn",
        "closed": "Closed",
    },
    channels=code_words.CHANNELS,
    lists={name: name for name in code_words.LISTS.values()},
    dispositions=code_words.DISPOSITIONS,
    results=code_words.RESULTS,
    closings=code_words.CLOSINGS,
    exceptions=code_words.EXCEPTIONS,
    holds=code_words.HOLDS,
    days=_ENGLISH_DAYS,
    months=_ENGLISH_MONTHS,
    ordinal=ordinal,
)
SPANISH = Words(
    language="es",
    said={
        "portal": "mensaje enviado por el portal",
        "not known": "Nombre desconocido",
        "withheld": "(no es para quien lee esto)",
        "no number": "sin número",
        "language": "idioma {}",
        "contact": "{} contacto",
        "of": "{} del {}",
        "id": "id {}",
        "only the call": "no dejó mensaje, solo la llamada",
        "more": "[... {} caracteres más]",
        "matched": "coincide con {}",
        "escalated": "a {}, {}: {}",
        "in their words": '; en sus palabras "{}"',
        "nobody yet": "A NADIE TODAVÍA",
        "nothing": "nada",
        "waiting for": "se espera {}",
        "resolved since": "hablaron después de la llamada perdida: ¿ya está resuelto?",
        "other names": "del mismo número llamó también {}: tal vez otra persona",
        "not whole": "en lugar de un número dice: {}",
        "by": "{}, a más tardar el {}",
        "late by": "ATRASADO {}",
        "late now": "ATRASADO",
        "days": "{} días",
        "closed": "cerrado {}, {}",
        "born": "fecha de nacimiento {}",
        "record": "expediente {}",
        "as of": "hasta: {}",
        "today": "hoy",
        "in the period": "en el periodo",
        "done": "Hecho {}: {} intentos, {} con respuesta;",
        "completed": "{} cerrados{}.",
        "booked": "citas hechas {}",
        "not final": "sin confirmar: antes la revisa {}",
        "returned": "sin confirmar: se devolvió",
        "exceptions": "excepciones {}",
        "first": "atención y escalados",
        "late": "atrasados",
        "open": "abiertos",
        "waiting": "en espera",
        "attention": "ATENCIÓN: todavía no se avisó a nadie con licencia",
        "no record": "Nota del escritorio de llamadas; no es parte del expediente hasta que alguien la ponga ahí.",
        "not closed": "SIN CERRAR: {} sin decidir.",
        "open and late": "{} abiertos, {} atrasados. A quién le toca: {}.",
        "of them late": "{} atrasados",
        "nobody": "a nadie",
        "supersedes": "Reemplaza a {} y los archivos que van con él.",
    },
    labels={
        "asked": "Pidió",
        "urgency": "Urgencia",
        "card": "Ficha",
        "attention": "Atención",
        "escalated": "Escalado",
        "told": "Avisado",
        "try": "Intento",
        "last try": "Últ. int.",
        "result": "Resultado",
        "need": "Necesita",
        "confirmed": "Confirmó",
        "know": "Se le dijo",
        "remark": "Nota",
        "missing": "Falta",
        "on hold": "En espera",
        "look": "Revisar",
        "handed on": "Encargo",
        "open": "Pendiente",
        "turn": "Le toca a",
        "closed": "Cerrado",
    },
    channels={
        Channel.MISSED_CALL: "llamada perdida",
        Channel.VOICEMAIL: "mensaje de voz",
        Channel.TEXT_MESSAGE: "mensaje de texto",
        Channel.PORTAL: "mensaje del portal",
        Channel.WEB_FORM: "formulario web",
        Channel.FAX: "fax",
        Channel.WALK_IN: "visita sin cita",
        Channel.CAMPAIGN: "campaña",
        Channel.BY_HAND: "anotado a mano",
    },
    lists={
        "worklist": "lista de trabajo",
        "referral list": "lista de referidos",
        "insurance list": "lista de seguros",
        "appointment request": "solicitud de cita",
    },
    dispositions={
        Disposition.REACHED: "contestó",
        Disposition.SOMEBODY_ELSE: "contestó otra persona",
        Disposition.WRONG_PERSON: "número de otra persona",
        Disposition.VOICEMAIL: "se dejó mensaje de voz",
        Disposition.NO_ANSWER: "no contestó",
        Disposition.BUSY: "ocupado",
        Disposition.NOT_IN_SERVICE: "número fuera de servicio",
    },
    results={
        Result.SETTLED: "resuelto",
        Result.BOOKED: "cita hecha",
        Result.CALL_LATER: "llamar después",
        Result.DECLINED: "no quiso",
        Result.INTERPRETER: "necesita intérprete",
        Result.HANDED_OVER: "pasado a otra persona",
    },
    closings={
        CloseResult.BOOKED: "cita hecha",
        CloseResult.ANSWERED: "respondido",
        CloseResult.TRANSFERRED: "transferido",
        CloseResult.DECLINED: "no quiso",
        CloseResult.UNREACHABLE: "no se le pudo contactar",
        CloseResult.DUPLICATE: "duplicado",
        CloseResult.NOT_NEEDED: "ya no hace falta",
    },
    exceptions={
        ExceptionCode.SCRIPT_DID_NOT_FIT: "el guion no sirvió",
        ExceptionCode.NO_ACCESS: "sin acceso",
        ExceptionCode.CLINICAL_REVIEW: "lo debe revisar un clínico",
        ExceptionCode.HANDOFF_UNCLEAR: "entrega poco clara",
        ExceptionCode.LANGUAGE: "idioma",
    },
    holds={
        HoldReason.PATIENT: "al paciente",
        HoldReason.DOCUMENT: "un documento",
        HoldReason.OFFICE: "a otra oficina",
    },
    days=_SPANISH_DAYS,
    months=_SPANISH_MONTHS,
    ordinal=lambda number: f"{number}.º",
)
LANGUAGES: Mapping[str, Words] = {words.language: words for words in (ENGLISH, SPANISH)}
"""The languages of the texts by their code."""
