"""What Hypothesis draws from: moments, turns, payloads of every kind, ledgers written by several desks."""

import string
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from callback_desk.domain.callback import Callback
from callback_desk.domain.card_entries import CardFlagged, CardLinked, ContactDecided
from callback_desk.domain.codes import (
    CardFlag,
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    HoldReason,
    Identifier,
    ReminderWay,
    Result,
    SpokeWith,
    Stream,
    Verdict,
)
from callback_desk.domain.entries import (
    PAYLOADS,
    VERSION,
    Acknowledged,
    Amended,
    Appointment,
    Claimed,
    Closed,
    Entry,
    Escalated,
    Flagged,
    HandedOver,
    Held,
    Judged,
    KeptOpen,
    LaneChanged,
    Merged,
    Messaged,
    Noted,
    Passed,
    Payload,
    PolicyAdopted,
    PolicyPublished,
    Received,
    Referral,
    Released,
    Reopened,
    Reported,
    Reviewed,
    Snoozed,
    TalkSeen,
    ToldApart,
    Turn,
    payload_data,
)
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.domain.preparing_entries import Errand, ErrandAnswered, PapersMarked, Prepared, Reminded
from callback_desk.domain.review_entries import ForReview
from callback_desk.domain.side_entries import ExceptionSeen, SplitOff, Undone, UndoneLine
from callback_desk.policy import default_policy_text

PEOPLE = '\n[people.maria]\nname = "María Santos"\nroles = ["assistant"]\n[people.ben]\nname = "Ben Ode"\n'
REPLICAS = ("0a" * 16, "1b" * 16, "2c" * 16)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)


@cache
def clinic_policy() -> Policy:
    """The default policy with two invented people."""
    return read_policy(default_policy_text() + PEOPLE)


moments = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
texts = st.sampled_from(
    ["call", "ask for the MRI report", "Señora Ibáñez", "", " ", "[/b]\x1b[31m", "\u202edlrow", "x" * 999]
)
some_texts = st.none() | texts
lanes = st.sampled_from([*clinic_policy().lanes, "a-lane-that-was-taken-out"])
known_owners = st.sampled_from(
    [
        *(f"role:{role}" for role in clinic_policy().roles),
        *(f"person:{person}" for person in clinic_policy().people),
    ]
)
owners = known_owners | st.sampled_from(["person:gone", "role:gone", "nobody", ""])
numbers = st.sampled_from(["+14155550133", "+12125550101", "+18085550142", "+442079460018", "+639175550123"])


@cache
def turns() -> st.SearchStrategy[Turn]:
    """Turns as any desk, of any version, may have written them: not all of them sensible."""
    return st.builds(
        Turn,
        owner=owners,
        next_action=texts,
        due_at=moments,
        target_at=moments,
        owner_until=st.none() | moments,
        fallback_owner=st.none() | owners,
        further=st.lists(st.builds(Passed, owner=owners, since=moments), max_size=2).map(tuple),
    )


@cache
def payloads() -> st.SearchStrategy[Payload]:
    """A payload of any kind."""
    attention = st.lists(st.sampled_from(["chest pain*", "fell"]), max_size=2).map(tuple)
    turn = turns()
    return st.one_of(
        st.builds(
            Received,
            channel=st.sampled_from(Channel),
            at=moments,
            turn=turn,
            version_key=some_texts,
            lane=st.none() | lanes,
            attention=attention,
            patient=some_texts,
            stated=st.booleans(),
            birth_date=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
            phone=st.none() | numbers,
            offered_phones=st.lists(numbers, max_size=2).map(tuple),
            request=some_texts,
            details=st.dictionaries(texts, texts, max_size=2),
            referral=st.none() | st.builds(Referral, status=some_texts, missing=st.lists(texts, max_size=2).map(tuple)),
            follows=some_texts,
            review=some_texts,
        ),
        st.builds(TalkSeen, source_key=texts, at=moments, seconds=st.integers(0, 9999), outbound=st.booleans()),
        st.builds(
            Reported,
            what=st.sampled_from(["booked", "cancelled", "done"]),
            at=moments,
            starts_at=st.none() | moments,
            remark=some_texts,
        ),
        st.builds(KeptOpen, remark=some_texts),
        st.builds(Merged, other=texts, at=moments, turn=turn, contacts=st.integers(1, 3), request=some_texts),
        st.builds(ToldApart, other=texts),
        st.builds(Claimed, turn=turn),
        st.builds(Released, turn=turn),
        st.builds(
            Noted,
            disposition=st.sampled_from(Disposition),
            turn=st.none() | turn,
            result=st.none() | st.sampled_from(Result),
            identified_by=st.lists(st.sampled_from(Identifier), max_size=2).map(tuple),
            spoke_with=st.none() | st.sampled_from(SpokeWith),
            request=some_texts,
            open=st.booleans(),
            close_result=st.none() | st.sampled_from(CloseResult),
            appointment=st.none() | st.builds(Appointment, at=moments, with_whom=some_texts),
            exceptions=st.lists(st.sampled_from(ExceptionCode), max_size=2).map(tuple),
            waiting=st.booleans(),
            review=some_texts,
            for_review=st.none() | for_reviews(),
        ),
        st.builds(Reviewed, approved=st.booleans(), change=some_texts, turn=st.none() | turn, waiting=st.booleans()),
        st.builds(Escalated, to=owners, reason=texts, turn=turn, words=some_texts),
        st.builds(Acknowledged, told=texts, how=texts, at=moments, turn=st.none() | turn),
        st.builds(HandedOver, to=owners, turn=turn, needs=some_texts),
        st.builds(Snoozed, until=moments, turn=turn),
        st.builds(Held, reason=st.sampled_from(HoldReason), until=moments, turn=turn),
        st.builds(LaneChanged, lane=lanes, earlier=lanes, turn=turn),
        st.builds(Closed, result=st.sampled_from(CloseResult), remark=some_texts),
        st.builds(Reopened, reason=texts, turn=turn),
        st.builds(Amended, patient=some_texts, phone=st.none() | numbers, request=some_texts),
        st.builds(SplitOff, into=texts, lane=lanes, words=texts),
        st.builds(ExceptionSeen, code=st.sampled_from(ExceptionCode), text=some_texts),
        st.builds(
            Undone,
            targets=st.lists(
                st.builds(UndoneLine, replica_id=st.sampled_from(REPLICAS), seq=st.integers(1, 7)), max_size=3
            ).map(tuple),
        ),
        st.builds(Flagged, words=st.just(("chest pain*",)), where=texts, turn=turn),
        st.builds(Judged, verdict=st.sampled_from(Verdict), remark=some_texts),
        st.builds(Messaged, turn=turn, said=some_texts, waiting=st.booleans()),
        st.builds(PolicyAdopted, fingerprint=texts, toml=texts),
        st.builds(PolicyPublished, fingerprint=texts, toml=texts, app=texts),
        st.builds(CardLinked, card_id=st.sampled_from(["card-a", "card-b"]), record_number=some_texts),
        st.builds(CardFlagged, flag=st.sampled_from(CardFlag), turn=turn, review=some_texts),
        st.builds(ContactDecided, call=st.booleans(), reason=texts, lifted=st.booleans(), turn=st.none() | turn),
        preparing(),
    )


@cache
def for_reviews() -> st.SearchStrategy[ForReview]:
    """That a note waits for somebody to look at it."""
    return st.builds(
        ForReview,
        steps=st.lists(st.sampled_from(["book", "gone"]), max_size=2).map(tuple),
        reviewer=st.sampled_from(["role:manager", "role:gone"]),
        closes_as=st.none() | st.sampled_from(CloseResult),
        then=st.none() | turns(),
    )


@cache
def preparing() -> st.SearchStrategy[Payload]:
    """A payload about preparing a call."""
    codes = st.lists(st.sampled_from(["number", "visit-type", "forms", "gone"]), max_size=2).map(tuple)
    papers = st.lists(texts, max_size=2).map(tuple)
    return st.one_of(
        st.builds(
            Prepared,
            done=codes,
            missing=codes,
            not_needed=codes,
            unmarked=codes,
            number=st.none() | numbers,
            visit_type=some_texts,
            remark=some_texts,
        ),
        st.builds(PapersMarked, present=papers, missing=papers),
        st.builds(Reminded, what=texts, how=st.sampled_from(ReminderWay)),
        st.builds(Errand, whom=texts, what=texts, until=moments),
        st.builds(ErrandAnswered, errand=st.sampled_from([f"{REPLICAS[0]}:1", f"{REPLICAS[1]}:2", "gone"])),
    )


@cache
def _histories(kinds: st.SearchStrategy[Payload]) -> st.SearchStrategy[list[Payload]]:
    # Made once: a strategy that is made anew for each draw is looked through anew, which takes longer than drawing.
    return st.lists(kinds, min_size=1, max_size=7)


_KIND = {model: kind for kind, model in PAYLOADS.items()}


@st.composite
def ledgers(draw: st.DrawFn, kinds: st.SearchStrategy[Payload] | None = None) -> list[Entry]:
    """The entries of one callback by several desks that did not always know of each other.

    Among them: redacted ones, kinds and versions that this program does not know, and the same line twice.
    """
    written: list[Entry] = []
    sequence: Counter[str] = Counter()
    for payload in draw(_histories(payloads() if kinds is None else kinds)):
        replica = draw(st.sampled_from(REPLICAS))
        sequence[replica] += 1
        others = [other for other in REPLICAS if other != replica and sequence[other]]
        seen = {other: draw(st.integers(0, sequence[other])) for other in others}
        kind, v = _KIND[type(payload)], VERSION
        strange = draw(st.sampled_from([*[None] * 7, "kind", "version", "redacted"]))
        if strange == "kind":
            kind = "dreamt"
        elif strange == "version":
            v = VERSION + 1
        written.append(
            Entry(
                replica_id=replica,
                seq=sequence[replica],
                stream=Stream.CALLBACK,
                subject_id="c",
                kind=kind,
                v=v,
                hlc=draw(st.sampled_from(string.hexdigits[:8])),
                wall_at=draw(moments),
                person_id="maria",
                role="assistant",
                policy="",
                seen=seen,
                payload=None if strange == "redacted" else payload_data(payload),
            )
        )
    again = draw(st.lists(st.sampled_from(written), max_size=3))
    return written + [entry._replace(payload=None) if draw(st.booleans()) else entry for entry in again]


@st.composite
def callbacks(draw: st.DrawFn, **fixed: Any) -> Callback:
    """A callback in any state that a fold may leave it in."""
    received = draw(moments)
    escalated = draw(st.none() | st.sampled_from(["role:nurse-line", "role:gone"]))
    facts: dict[str, Any] = {
        "owner": draw(owners),
        "next_action": draw(st.sampled_from(["call", "call · 2nd try", "escalate to nurse line", "", " "])),
        "due_at": received + draw(st.timedeltas(timedelta(days=-2), timedelta(days=60))),
        "target_at": draw(moments),
        "received_at": received,
        "owner_until": draw(st.none() | moments),
        "fallback_owner": draw(st.none() | owners),
        "lane": draw(st.none() | lanes),
        "phone": draw(st.none() | numbers),
        "attention_pending": draw(st.booleans()),
        "escalated_to": escalated,
        "acknowledged": None if escalated is None else draw(st.booleans()),
        "attempts": draw(st.integers(0, 6)),
        "waiting": draw(st.booleans()),
    }
    return Callback("c", **{**facts, **fixed})
