"""What the clinic never says, in both languages, and invented callbacks with and without each fact."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from callback_desk.domain import script
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel
from callback_desk.domain.policy import read_policy
from callback_desk.policy import default_policy_text

POLICY = read_policy(default_policy_text())
NOW = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)  # a Monday, 14:12 at the clinic
LANES = tuple(POLICY.lanes)


def listed(words: str) -> tuple[str, ...]:
    """The phrases of a text, one a line."""
    return tuple(line.strip() for line in words.strip().splitlines())


PROMISES = listed("""
    promise
    guarantee
    definitely
    certainly
    for sure
    no matter what
    as soon as possible
    right away
    immediately
    shortly
    very soon
    will be seen today
    you will be fine
    nothing to worry
    don't worry
    no problem
    happy to
    glad to
    great news
    you are covered
    you're covered
    approved
    limited
    special
    best
    hurry
    asap
    prometo
    le garantiz
    seguro que
    sin falta
    sin duda
    sin problema
    lo antes posible
    lo más pronto posible
    enseguida
    en seguida
    inmediatamente
    no se preocupe
    va a estar bien
    no es nada
    está cubiert
    aprobad
    con mucho gusto
    buenas noticias
    no hay problema
    oferta
""")
BARE = listed("""
    returning your call
    returning a call
    what do you need
    what do you want
    how can i help
    how may i help
    what is this about
    you called?
    devolviendo su llamada
    devolviéndole la llamada
    regresando su llamada
    qué necesita
    qué se le ofrece
    en qué le puedo ayudar
    en qué puedo ayudarle
    qué quiere
    de qué se trata
""")
PRIVATE = listed("""
    refer
    cardio
    insur
    refill
    record
    video
    visit
    appointment
    symptom
    nurse
    question
    Lee
    Hale
    EKG
    office note
    palpitations
    cita
    seguro
    resurtido
    enfermer
    síntoma
    pregunta
    documento
    formulario
    electrocardiograma
""")
FAMILIAR = re.compile(r"\b(tú|te|tu|tus|contigo|puedes|tienes|quieres|necesitas|dime|gracias a ti)\b", re.IGNORECASE)
"""Spanish that is not said to a patient whom one addresses as usted."""

REFERRAL = {"status": "received"}
FACTS: dict[str, dict[str, Any]] = {
    "name": {"patient": "Thomas Okafor", "stated": True},
    "name from caller id": {"patient": "OKAFOR,THOMAS"},
    "words": {"request": "Palpitations, please call me about my visit."},
    "by voicemail": {"channel": Channel.VOICEMAIL},
    "by form": {"channel": Channel.WEB_FORM},
    "by fax": {"channel": Channel.FAX},
    "some days ago": {"received_at": NOW - timedelta(days=3)},
    "last year": {"received_at": NOW - timedelta(days=385)},
    "provider": {"details": {"provider": "Lee, Robert DO"}},
    "language": {"language": "es"},
    "specialty": {"referral": {"specialty": "Cardiology"}},
    "referred by": {"referral": {"referred_by": "Dr. Hale"}},
    "papers here": {"referral": {"papers": ["Demographics"]}},
    "one paper missing": {"referral": {"missing": ["EKG"]}},
    "papers missing": {"referral": {"missing": ["Last office note", "EKG", "Labs", "Actigraphy log"]}},
}


def callback(**facts: Any) -> Callback:
    """An invented callback; without facts a missed call from a number that nobody knows."""
    known = {"channel": Channel.MISSED_CALL, "phone": "+14155550133", **facts}
    return Callback("c", "role:scheduling", "call", NOW, NOW, known.pop("received_at", NOW), **known)


def every_callback(lane: str, *, pairs: bool = True) -> Iterator[tuple[str, Callback]]:
    """A lane's callbacks without a fact, with each, each two, all, all but one: what is known, and the callback."""
    names = list(FACTS)
    chosen = [(), *((name,) for name in names), tuple(names), *(itertools.combinations(names, 2) if pairs else ())]
    chosen += [tuple(name for name in names if name != left_out) for left_out in names]
    for some in chosen:
        facts: dict[str, Any] = {"lane": lane}
        for name in some:
            added = dict(FACTS[name])
            if "referral" in added:
                added["referral"] = {**REFERRAL, **facts.get("referral", {}), **added["referral"]}
            facts |= added
        yield " + ".join(some) or "nothing known", callback(**facts)
    for channel in Channel:
        yield f"by {channel}", callback(lane=lane, channel=channel)


def said(about: Callback, language: str | None = "en", **options: Any) -> script.Script:
    """What Maria says on that call."""
    policy = options.pop("policy", POLICY)
    return script.render(policy, about, language, person_name="Maria Reyes", now=NOW, **options)


def texts(of: script.Script) -> dict[str, str]:
    """Everything that is said, by name."""
    parts = {part: getattr(of, part) for part in script.PARTS}
    return {**parts, **of.boundary, "voicemail": of.voicemail}


def sentences(text: str) -> int:
    """How many sentences a text has."""
    return len(re.findall(r"[.?!](?=\s|$)", re.sub(r"\b(Dr|Sr|Sra)\.", r"\1", text)))
