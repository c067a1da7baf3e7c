"""What Hypothesis draws from for patient cards: payloads of every kind, ledgers written by several desks."""

import string
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import strategies as st

from callback_desk.domain.card_entries import (
    CardIdentified,
    DeceasedSet,
    DoNotContactSet,
    GuardianSet,
    LanguageSet,
    PronounsSet,
    ReachSet,
    RepresentativeSet,
    VoicemailConsented,
)
from callback_desk.domain.codes import MayBeTold, ReachWay, Stream, VoicemailConsent
from callback_desk.domain.entries import PAYLOADS, VERSION, Entry, Payload, payload_data
from tests.unit.strategies import FIRST, REPLICAS, numbers, some_texts

KIND_OF = {model: kind for kind, model in PAYLOADS.items()}
days = st.dates(date(1900, 1, 1), date(2026, 12, 31))


def card_payloads() -> st.SearchStrategy[Payload]:
    """A payload of any kind that a patient card is made of."""
    return st.one_of(
        st.builds(CardIdentified, name=some_texts, birth_date=st.none() | days, record_number=some_texts),
        st.builds(VoicemailConsented, consent=st.none() | st.sampled_from(VoicemailConsent)),
        st.builds(ReachSet, phone=st.none() | numbers, ways=st.lists(st.sampled_from(ReachWay)).map(tuple)),
        st.builds(LanguageSet, language=st.none() | st.sampled_from(["en", "es"]), interpreter=st.booleans()),
        st.builds(
            RepresentativeSet,
            name=st.sampled_from(["Ana", "ANA", "Luis"]),
            may_be_told=st.sampled_from(MayBeTold),
            until=st.none() | days,
            withdrawn=st.booleans(),
        ),
        st.builds(GuardianSet, minor=st.booleans(), guardian=some_texts),
        st.builds(DeceasedSet, deceased=st.booleans(), on=st.none() | days),
        st.builds(DoNotContactSet, barred=st.booleans(), reason=some_texts),
        st.builds(PronounsSet, pronouns=some_texts),
    )


def card_entry(
    payload: Payload, seq: int, replica: str = "a", seen: dict[str, int] | None = None, **more: Any
) -> Entry:
    """An entry about one patient's card."""
    known: dict[str, Any] = {
        "replica_id": replica,
        "seq": seq,
        "stream": Stream.CARD,
        "subject_id": "card",
        "kind": KIND_OF[type(payload)],
        "v": VERSION,
        "hlc": f"{seq:08d}",
        "wall_at": FIRST,
        "person_id": "maria",
        "role": "assistant",
        "policy": "",
        "seen": seen or {},
        "payload": payload_data(payload),
    }
    return Entry(**{**known, **more})


@st.composite
def card_ledgers(draw: st.DrawFn) -> list[Entry]:
    """The entries of one patient's cards by several desks that did not always know of each other."""
    written: list[Entry] = []
    sequence: Counter[str] = Counter()
    for payload in draw(st.lists(card_payloads(), min_size=1, max_size=9)):
        replica = draw(st.sampled_from(REPLICAS))
        sequence[replica] += 1
        made = card_entry(
            payload,
            sequence[replica],
            replica,
            {other: draw(st.integers(0, sequence[other])) for other in REPLICAS if other != replica},
            subject_id=draw(st.sampled_from(["card", "other key"])),
            hlc=draw(st.sampled_from(string.hexdigits[:8])),
        )
        strange: dict[str, Any] = draw(
            st.sampled_from([*[{}] * 6, {"kind": "dreamt"}, {"v": VERSION + 1}, {"payload": None}])
        )
        written.append(made._replace(**strange))
    return written + draw(st.lists(st.sampled_from(written), max_size=3))
