"""What a status in a list says became of a record: "Cancelled by patient" and "Scheduled 3/12" as their first word."""

import re
from functools import lru_cache
from typing import Literal

from callback_desk.domain.text import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WITHDRAWN = _words("""cancelled canceled withdrawn revoked cancelado cancelada""")
_REFUSED = _words("""rejected expired declined refused denied rechazado rechazada vencido vencida""")
_BOOKED = _words("""booked scheduled agendado agendada reservado""")
_CANCELLED = _WITHDRAWN | _words("""expired rejected declined duplicate""")
_FINISHED = (
    _WITHDRAWN
    | _BOOKED
    | _words("""closed completed rejected done resolved expired seen duplicate cerrado cerrada completado completada""")
)

_LONGEST = 200
_ENDED = "|".join(sorted(_FINISHED | _REFUSED, key=len, reverse=True))
_SUBJECT = re.compile(r"(?:(?:the )?(?:appt|appointment|visit|referral|order|patient|pt|cita|paciente)[.:]? )")
_SAID_MORE = re.compile(
    rf"({_ENDED})\b[\s.,:;/-]*"
    r"(?:(?:by|per|from|on|at|for|with|w/|due to|because|as of|por|para|el|con)\b.*"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*"
    r"|\(.*\)|\d.*)"
)
_IN_DOUBT = re.compile(
    r"\?|schedul|submit|open|\bcall|\bneed|pend|wait|contact|appeal|follow|again|\bleft\b|\bvm\b|voice ?mail|reach"
    r"|answer|\bno\b|\bnot\b|\bbut\b|unless|until|cancel|no-?show|declin|refus|missing|\bask|\bwant|confirm|tentativ"
    r"|\btb[ad]\b|\bto do\b|llam|falta|agend|program|esper|\bpero\b|asap|urgent|\btry"
)
"""What stands behind the first word and may say that something is left to do."""
_BY_US = re.compile(r"clinic|office|practice|consultorio|insur|payer|plan\b|seguro")


@lru_cache(maxsize=1024)
def _first(status: str) -> str:
    """Return the word that a status begins with, where what follows only says by whom, why or when; else all of it.

    In doubt it is all of it: what is taken for finished is lost, what is not is looked at.
    """
    plain = folded(status[:_LONGEST]).strip(" .!")
    about = _SUBJECT.match(plain)
    bare = plain[about.end() :] if about else plain
    found = _SAID_MORE.fullmatch(bare)
    if found is None:
        word, more = bare, ""
    else:
        word, more = found[1], bare[found.end(1) :]
    # Who is told by us or by a payer that there will be no visit is still to be told.
    in_doubt = _IN_DOUBT.search(more) or (word in _WITHDRAWN and _BY_US.search(more))
    return plain if in_doubt or (about and word in _REFUSED) else word


def is_finished(status: str) -> bool:
    """Tell whether a list's status says that nothing is left to do."""
    word = _first(status)
    plain = folded(status).strip(" .!")
    return word in _FINISHED and (word == plain or word not in _REFUSED)


def ended_as(status: str) -> Literal["cancelled", "booked", "done"]:
    """Return what a status that `is_finished` says became of the record."""
    word = _first(status)
    return "cancelled" if word in _CANCELLED else "booked" if word in _BOOKED else "done"


def is_withdrawn(status: str) -> bool:
    """Tell whether whoever referred a patient took that back: nobody waits for anything any more."""
    return _first(status) in _WITHDRAWN


def is_refused(status: str) -> bool:
    """Tell whether a referral came to nothing without being taken back: the patient has yet to hear of it."""
    return _first(status) in _REFUSED


_PAPERS = r"(?:documents?|docs?|papers?|papeles|documentos?|records?|items?)"
_LACKS = r"(?:missing|needed|outstanding|pending|required|due)"
_NOTHING = re.compile(
    rf"n/?a|nil|0|zero|complete|(?:none|nothing|no)(?: (?:is|are|else|more|further|{_LACKS}))*"
    rf"|(?:none|nothing)(?: {_LACKS})? (?:at this time|right now|now)"
    rf"|no(?: more| further)? {_PAPERS}(?: (?:is|are))? {_LACKS}|no {_LACKS} {_PAPERS}"
    rf"|all(?: {_PAPERS})?(?: (?:is|are))? (?:in|here|received|complete)"
    rf"|nada|ningun[oa]?s?|completo|todo (?:recibido|completo)"
    rf"|(?:no|nada|ningun[oa]?) faltan?(?: nada| ningun {_PAPERS})?|no faltan? (?:nada|{_PAPERS})"
)
_MARKS = re.compile(r"[\s\-\u2010-\u2015\u2212_.,/\\*=~|()\[\]\u00b7\u2022]*")


@lru_cache(maxsize=1024)
def says_nothing(cell: str) -> bool:
    """Tell whether a cell of missing papers says that there are none: by a word for it, or by a mark such as a dash."""
    said = cell[:_LONGEST]
    plain = " ".join(re.sub(r"[.!,:;()\[\]\"'-]+", " ", folded(said)).split())
    return _MARKS.fullmatch(said) is not None or _NOTHING.fullmatch(plain) is not None
