"""An example of each kind of entry, and how it is told."""

from datetime import UTC, date, datetime, timedelta

from callback_desk.domain.card_entries import (
    CardFlagged,
    CardIdentified,
    CardLinked,
    ContactDecided,
    DeceasedSet,
    DoNotContactSet,
    GuardianSet,
    LanguageSet,
    PronounsSet,
    ReachSet,
    RepresentativeSet,
    VoicemailConsented,
)
from callback_desk.domain.codes import (
    CardFlag,
    Channel,
    CloseResult,
    Disposition,
    HoldReason,
    MayBeTold,
    ReachWay,
    ReminderWay,
    Verdict,
    VoicemailConsent,
)
from callback_desk.domain.entries import (
    PAYLOADS,
    Acknowledged,
    Amended,
    BroughtForward,
    Claimed,
    Closed,
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
    Payload,
    PolicyAdopted,
    PolicyPublished,
    Received,
    Released,
    Reopened,
    Reported,
    Reviewed,
    Snoozed,
    Source,
    TalkSeen,
    ToldApart,
    Turn,
)
from callback_desk.domain.preparing_entries import Errand, ErrandAnswered, PapersMarked, Prepared, Reminded
from callback_desk.domain.side_entries import ExceptionSeen, SplitOff, Undone, UndoneLine
from tests.unit.strategies import clinic_policy

POLICY = clinic_policy()
ZONE = POLICY.zone_info
NOON = datetime(2026, 11, 23, 17, 10, tzinfo=UTC)  # a Monday, 12:10 at the clinic
TODAY = date(2026, 11, 23)
TUESDAY = NOON + timedelta(days=1)
TURN = Turn(owner="role:scheduling", next_action="call · 2nd try", due_at=TUESDAY, target_at=NOON)
KIND_OF = {model: kind for kind, model in PAYLOADS.items()}

CARD_EXAMPLES: dict[str, tuple[Payload, str]] = {
    "card_linked": (
        CardLinked(card_id="5c1f", record_number="MRN-7"),
        "12:10 María Santos: the patient is the one of record MRN-7",
    ),
    "card_flagged": (
        CardFlagged(flag=CardFlag.DECEASED, turn=TURN),
        "12:10 María Santos: the patient card stops the calls, the patient has died: call · 2nd try",
    ),
    "contact_decided": (
        ContactDecided(call=True, reason="she asked for the result"),
        "12:10 María Santos: decided that this call is made: she asked for the result",
    ),
    "card_identified": (
        CardIdentified(name="Rosa Delgado", birth_date=date(1981, 4, 2), record_number="MRN-7"),
        "12:10 María Santos: whose card it is: Rosa Delgado; born 1981-04-02; record MRN-7",
    ),
    "voicemail_consented": (
        VoicemailConsented(consent=VoicemailConsent.NONE),
        "12:10 María Santos: voicemail: refused, leave no message",
    ),
    "reach_set": (
        ReachSet(phone="+14155550133", ways=(ReachWay.NOT_AT_WORK,), note="after four"),
        "12:10 María Santos: how to reach them: +14155550133; do not call at work; after four",
    ),
    "language_set": (
        LanguageSet(language="es", interpreter=True),
        "12:10 María Santos: language: es; interpreter",
    ),
    "representative_set": (
        RepresentativeSet(
            name="Ana", relationship="daughter", may_be_told=MayBeTold.APPOINTMENTS, until=date(2027, 1, 31)
        ),
        "12:10 María Santos: representative Ana, daughter: may be told of appointments; until 2027-01-31",
    ),
    "guardian_set": (
        GuardianSet(minor=True, guardian="Ana Delgado"),
        "12:10 María Santos: a minor, guardian: Ana Delgado",
    ),
    "deceased_set": (
        DeceasedSet(deceased=True, on=date(2026, 11, 1)),
        "12:10 María Santos: the patient has died on 2026-11-01",
    ),
    "do_not_contact_set": (
        DoNotContactSet(barred=True, reason="changed doctors"),
        "12:10 María Santos: do not contact: changed doctors",
    ),
    "pronouns_set": (PronounsSet(pronouns="he/him"), "12:10 María Santos: pronouns: he/him"),
}
EXAMPLES: dict[str, tuple[Payload, str]] = {
    "received": (
        Received(
            channel=Channel.VOICEMAIL,
            at=NOON - timedelta(minutes=28),
            turn=TURN,
            source=Source(preset="asterisk", file="log.csv", line="12"),
            lane="symptom",
            attention=("chest pain*",),
            follows="5c1f0000-0000-4000-8000-000000000000",
            review="no number to call",
        ),
        "11:42 voicemail · to Symptom · attention, matched chest pain* · after the closed callback 5c1f0000"
        " · needs review: no number to call",
    ),
    "talk_seen": (
        TalkSeen(source_key="x", at=NOON, seconds=200, outbound=True),
        "12:10 a talk of 3:20 with the same number (we called): resolved since?",
    ),
    "reported": (
        Reported(what="booked", at=NOON, starts_at=NOON + timedelta(days=1), with_whom="Dr. Lee", remark="by fax"),
        "12:10 another system reports: an appointment was booked (Tue 24 Nov 12:10 · Dr. Lee): by fax",
    ),
    "kept_open": (KeptOpen(), "12:10 María Santos: looked at it: still to be called"),
    "merged": (
        Merged(other="5c1f0000-0000-4000-8000-000000000000", at=NOON, turn=TURN),
        "12:10 María Santos: joined 5c1f0000 with it: the same request of the same patient",
    ),
    "told_apart": (ToldApart(other="5c1f0000-0000"), "12:10 María Santos: told it apart from 5c1f0000"),
    "claimed": (Claimed(turn=TURN), "12:10 María Santos: took it"),
    "released": (Released(turn=TURN), "12:10 María Santos: gave it back to Scheduling"),
    "noted": (
        Noted(disposition=Disposition.NO_ANSWER, turn=TURN),
        "12:10 María Santos: no answer (try 1) · next: call · 2nd try, Scheduling",
    ),
    "reviewed": (
        Reviewed(approved=False, change="Dr. Hale is away", turn=TURN),
        "12:10 María Santos: returned the note: Dr. Hale is away",
    ),
    "escalated": (
        Escalated(to="role:nurse-line", reason="chest pain in the message", turn=TURN),
        "12:10 María Santos: escalated it to Nurse line: chest pain in the message",
    ),
    "acknowledged": (
        Acknowledged(told="Dana", how="by telephone", at=NOON),
        "12:10 María Santos: told Dana, by telephone, Mon 23 Nov 12:10",
    ),
    "handed_over": (
        HandedOver(to="person:ben", turn=TURN, needs="the EKG"),
        "12:10 María Santos: handed it over to Ben Ode: the EKG",
    ),
    "snoozed": (Snoozed(until=TUESDAY, turn=TURN), "12:10 María Santos: put it off until Tue 24 Nov 12:10"),
    "held": (
        Held(reason=HoldReason.OFFICE, until=TUESDAY, turn=TURN),
        "12:10 María Santos: on hold until Tue 24 Nov 12:10, waiting for another office",
    ),
    "lane_changed": (
        LaneChanged(lane="referral", earlier="new-appointment", turn=TURN),
        "12:10 María Santos: moved it from New appointment to Referral",
    ),
    "closed": (
        Closed(result=CloseResult.NOT_NEEDED, remark="booked by herself"),
        "12:10 María Santos: closed, not needed: booked by herself",
    ),
    "reopened": (
        Reopened(reason="called again", turn=TURN),
        "12:10 María Santos: opened it again: called again",
    ),
    "amended": (
        Amended(phone="+14155550133", birth_date=date(1981, 4, 2), reason="said so"),
        "12:10 María Santos: put right birth date, phone: said so",
    ),
    "undone": (
        Undone(targets=(UndoneLine(replica_id="0a" * 16, seq=1),)),
        "12:10 María Santos: took the last save back",
    ),
    "flagged": (
        Flagged(words=("chest pain*", "fell"), where="note", turn=TURN),
        "12:10 María Santos: attention in the note, matched chest pain*, fell",
    ),
    "judged": (
        Judged(verdict=Verdict.UNNECESSARY, remark="a question about parking"),
        "12:10 María Santos: the escalation was unnecessary: a question about parking",
    ),
    "messaged": (
        Messaged(turn=TURN, said="please call us", waiting=True),
        "12:10 María Santos: portal message sent: please call us · next: call · 2nd try, Scheduling",
    ),
    "made_ready": (
        Prepared(done=("number",), missing=("forms",), not_needed=("language",), visit_type="new, 40 min", remark="x"),
        "12:10 María Santos: prepared ✓ call-back number ✗ intake forms – language, interpreter new, 40 min: x",
    ),
    "papers_marked": (
        PapersMarked(present=("EKG",), missing=("MRI report",)),
        "12:10 María Santos: looked at the papers ✓ EKG ✗ MRI report",
    ),
    "reminded": (
        Reminded(what="bring the card", how=ReminderWay.PORTAL),
        "12:10 María Santos: sent the patient a reminder by portal: bring the card",
    ),
    "errand": (
        Errand(whom="Dr. Hale's office", what="the EKG", until=TUESDAY),
        "12:10 María Santos: asked Dr. Hale's office for the EKG, until Tue 24 Nov 12:10",
    ),
    "errand_answered": (
        ErrandAnswered(errand="desk:4"),
        "12:10 María Santos: what was asked for came in",
    ),
    "split": (
        SplitOff(into="5c1f0000-0000", lane="insurance", words="and my bill looks wrong"),
        "12:10 María Santos: split it: the second request is 5c1f0000, Insurance and billing: and my bill looks wrong",
    ),
    "exception": (
        ExceptionSeen(code="no-access", text="the portal is down"),
        "12:10 María Santos: exception, no access: the portal is down",
    ),
    "policy_adopted": (
        PolicyAdopted(fingerprint="0123456789abcdef", toml="x", reason="new hours"),
        "12:10 María Santos: the clinic's rules are now 01234567: new hours",
    ),
    "policy_published": (
        PolicyPublished(fingerprint="0123456789abcdef", toml="x", app="0.1.0"),
        "12:10 María Santos: put the rules 01234567 in force for every desk",
    ),
    "brought_forward": (
        BroughtForward(turn=TURN),
        "12:10 María Santos: due Tue 24 Nov 12:10 already: the clinic's rules put nothing off for longer",
    ),
    **CARD_EXAMPLES,
}
