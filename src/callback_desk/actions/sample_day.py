"""An invented day at an invented clinic: for the demo, the screenshots, and whoever wants to try the keys.

Nobody in it exists; the numbers are of the range reserved for fiction. The day is written through the same
actions as a real one, with the clock moved along, so that its history is a real history.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callback_desk.actions import claiming, noting, preparing
from callback_desk.actions.context import Desk
from callback_desk.actions.preparing import Got
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    HoldReason,
    Identifier,
    Result,
    SpokeWith,
)
from callback_desk.domain.entries import Received, Referral, Source, Turn, draft
from callback_desk.domain.identity import callback_id_for, source_key
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.preparing_lines import TypedErrand

CLINIC = "Cedar Family Medicine"
ZONE = "America/Los_Angeles"
DAY = date(2026, 11, 23)
NOW = time(14, 12)
ASSISTANT, COLLEAGUE = "Maria Reyes", "Ben Hart"


def fill(desk: Desk, colleague_id: str) -> None:
    """Write the invented day into an empty store, up to the minute before the desk opens."""
    day = _Day(desk, colleague_id)
    for part in (_morning, _referrals, _midday, _early_afternoon, _waiting, _done):
        part(day)


class _Day:
    """The day being written: who acts, and what time it is meanwhile."""

    def __init__(self, desk: Desk, colleague_id: str) -> None:
        self._desk = desk
        self._colleague_id = colleague_id
        self._number = 0

    def moment(self, clock: str, days: int = 0) -> datetime:
        return datetime.combine(DAY + timedelta(days=days), time.fromisoformat(clock), self._desk.zone)

    def at(self, clock: str, *, days: int = 0, colleague: bool = False) -> Desk:
        """The desk as it is at that time of the day, in whose name is asked."""
        moment = self.moment(clock, days)
        person = self._colleague_id if colleague else self._desk.person_id
        return replace(self._desk, clock=lambda: moment, person_id=person)

    def comes_in(
        self,
        clock: str,
        channel: Channel,
        patient: str | None,
        phone: str | None,
        request: str | None = None,
        *,
        days: int = 0,
        callback_id: str | None = None,
        **facts: Any,
    ) -> str:
        """A patient reaches out; the first time opens the callback, later ones join it."""
        self._number += 1
        desk = self.at(clock, days=days)
        now = desk.clock()
        key = source_key("sample", f"{self._number:03d}")
        found = desk.sorter.sort(request or "", facts.get("language"), None)
        given = facts.pop("lane", None)
        lane = given or found.lane or desk.policy.default_lane
        known = None if callback_id is None else desk.store.callback(callback_id)
        received = Received(
            channel=channel,
            at=now,
            turn=self._turn(desk, known, lane, bool(found.attention), now),
            source_key=key,
            source=Source(preset="sample", file="invented day", line=str(self._number)),
            lane=desk.policy.attention.lane if found.attention else given if known else lane,
            attention=found.attention,
            patient=patient,
            stated=channel not in (Channel.MISSED_CALL, Channel.VOICEMAIL),
            phone=phone,
            request=request,
            review=None if phone else "no number to call",
            **facts,
        )
        return self._written(desk, callback_id or callback_id_for(key), received)

    @staticmethod
    def _written(desk: Desk, subject: str, received: Received) -> str:
        with desk.unit() as unit:
            unit.append([draft(subject, received)])
            unit.commit()
        return subject

    def _turn(self, desk: Desk, known: Callback | None, lane: str, attention: bool, now: datetime) -> Turn:
        if known is not None:
            return turns.joined(desk.policy, known, now, now)
        if attention:
            return alarm_turns.for_attention(desk.policy, now)
        return turns.for_contact(desk.policy, lane, now, now)

    def attempt(
        self,
        clock: str,
        callback_id: str,
        disposition: Disposition,
        *,
        days: int = 0,
        colleague: bool = False,
    ) -> None:
        """An attempt that does not reach the patient; the cadence decides what follows."""
        desk = self.at(clock, days=days, colleague=colleague)
        claiming.claim(desk, callback_id)
        noting.save_note(desk, callback_id, NoteDraft(disposition=disposition))

    def settled(self, clock: str, callback_id: str, result: Result, words: Mapping[str, Any]) -> None:
        """An attempt that reaches the patient and leaves nothing open."""
        desk = self.at(clock)
        claiming.claim(desk, callback_id)
        written = NoteDraft(
            disposition=Disposition.REACHED,
            result=result,
            identified_by=(Identifier.NAME, Identifier.BIRTH_DATE),
            spoke_with=SpokeWith.PATIENT,
            understood=True,
            open=False,
            **words,
        )
        noting.save_note(desk, callback_id, written)


def _morning(day: _Day) -> None:
    rosa = day.comes_in(
        "14:05",
        Channel.VOICEMAIL,
        "Rosa Delgado",
        "+14155550161",
        "Habla Rosa Delgado. Desde anoche me duele el pecho cuando subo las escaleras. Por favor llámenme.",
        language="es",
    )
    claiming.claim(day.at("14:08"), rosa)
    thomas = day.comes_in(
        "09:02", Channel.MISSED_CALL, "Thomas Okafor", "+14155550133", language="en", lane="new-appointment"
    )
    day.attempt("09:30", thomas, Disposition.NO_ANSWER)
    day.comes_in(
        "11:55",
        Channel.VOICEMAIL,
        "Thomas Okafor",
        "+14155550133",
        "I'm calling to set up a first visit, my primary doctor said he'd send something over. Afternoons are best.",
        callback_id=thomas,
        lane="new-appointment",
        birth_date=date(1981, 4, 2),
        language="en",
        referral=Referral(
            number="R-2041",
            status="Incomplete",
            specialty="cardiology",
            referred_by="Dr. Hale",
            received_on=date(2026, 11, 20),
            papers=("demographics", "insurance card"),
            missing=("office note", "EKG"),
        ),
    )
    claiming.claim(day.at("12:02"), thomas)
    ready = Got(done=("number",), missing=("forms",), visit_type="new, 40 min")
    preparing.prepare(day.at("12:04"), thomas, ready)


def _referrals(day: _Day) -> None:
    anh_thu = day.comes_in(
        "09:04",
        Channel.PORTAL,
        "Anh-Thu Nguyen",
        "+14155550117",
        "Has the referral for my knee arrived? The imaging place said they sent the MRI report.",
        language="en",
        lane="referral",
        birth_date=date(1969, 8, 30),
        referral=Referral(
            number="R-2044",
            status="Incomplete",
            specialty="orthopedics",
            referred_by="Dr. Patel",
            papers=("referral order", "insurance card"),
            missing=("MRI report",),
        ),
    )
    claiming.claim(day.at("10:05"), anh_thu)
    asked = TypedErrand("Dr. Patel's office", "the MRI report", day.moment("12:00", days=1))
    preparing.prepare(day.at("10:06"), anh_thu, Got(done=("number", "insurance"), errand=asked))
    denise = day.comes_in(
        "09:05",
        Channel.FAX,
        "Denise Fontaine",
        "+14155550121",
        "Referral received by fax, the first page is not legible.",
        language="en",
        lane="referral",
        referral=Referral(number="R-2046", status="Waiting", specialty="neurology", missing=("referral order",)),
    )
    until = day.moment("10:00", days=1)
    claiming.hold(day.at("10:20"), denise, HoldReason.OFFICE, until)


def _midday(day: _Day) -> None:
    day.comes_in(
        "12:40",
        Channel.VOICEMAIL,
        "Margaret O'Brien",
        "+14155550125",
        "This is Margaret O'Brien, I have two tablets left of my blood pressure medicine and need a refill.",
        language="en",
    )
    day.comes_in("13:25", Channel.MISSED_CALL, "Jorge Ibáñez", "+14155550129", language="es")
    latoya = day.comes_in(
        "13:10",
        Channel.VOICEMAIL,
        "Latoya Washington",
        "+14155550137",
        "I need to know whether my insurance covers the sleep study.",
        days=-3,
        language="en",
    )
    day.attempt("14:20", latoya, Disposition.NO_ANSWER, days=-3, colleague=True)
    day.attempt("09:15", latoya, Disposition.BUSY, colleague=True)
    claiming.claim(day.at("13:40", colleague=True), latoya)


def _early_afternoon(day: _Day) -> None:
    day.comes_in(
        "13:05",
        Channel.WEB_FORM,
        "Wei Zhang",
        "+14155550141",
        "My video visit is today at 15:30 and I have not received the link.",
        language="en",
        lane="telehealth",
    )
    day.comes_in(
        "12:15",
        Channel.PORTAL,
        "Priya Raman",
        "+14155550145",
        "Please send my immunization records to the school by Friday.",
        language="en",
    )
    others: tuple[tuple[str, Channel, str | None, str | None, str | None], ...] = (
        ("13:31", Channel.MISSED_CALL, "Owen Castillo", "+14155550149", None),
        ("13:38", Channel.MISSED_CALL, None, "+14155550152", None),
        ("13:44", Channel.MISSED_CALL, None, None, None),
        (
            "13:50",
            Channel.VOICEMAIL,
            "Hannah Weiss",
            "+14155550155",
            "I'd like to move my appointment on Friday.",
        ),
        ("13:58", Channel.TEXT_MESSAGE, "Marcus Bell", "+14155550158", "Do I need to fast before Thursday?"),
        ("14:01", Channel.WEB_FORM, "Ines Aguilar", "+14155550164", "New patient, hoping for a first visit."),
    )
    for clock, channel, patient, phone, request in others:
        day.comes_in(clock, channel, patient, phone, request, language="en")


def _waiting(day: _Day) -> None:
    sam = day.comes_in("08:20", Channel.MISSED_CALL, "Sam Kowalski", "+14155550168", language="en")
    day.attempt("13:15", sam, Disposition.VOICEMAIL)
    ella = day.comes_in(
        "09:10",
        Channel.PORTAL,
        "Ella Brandt",
        "+14155550173",
        "Question about the forms for my son's camp.",
        language="en",
    )
    day.attempt("13:20", ella, Disposition.NO_ANSWER)


def _done(day: _Day) -> None:
    finished: tuple[tuple[str, str, str, str, Result, Mapping[str, Any]], ...] = (
        (
            "08:05",
            "08:31",
            "Grace Lindqvist",
            "I would like a first appointment for my knee.",
            Result.SETTLED,
            {
                "request": "wanted to know how to become a patient and which papers to bring",
                "confirmed": ("number",),
                "told": "which papers to bring and where to park",
                "close_result": CloseResult.ANSWERED,
            },
        ),
        (
            "08:40",
            "09:02",
            "Tomas Herrera",
            "Please call me about the records for my new doctor.",
            Result.DECLINED,
            {
                "request": "asked for records, has meanwhile received them from the portal",
                "confirmed": ("number",),
                "told": "nothing more is needed from us",
                "close_result": CloseResult.DECLINED,
            },
        ),
    )
    for n, (came, called, patient, request, result, words) in enumerate(finished):
        callback_id = day.comes_in(came, Channel.VOICEMAIL, patient, f"+1415555017{6 + n}", request, language="en")
        day.settled(called, callback_id, result, words)


Clock = Callable[[], datetime]


def clock_from(real: Clock, desk_zone: ZoneInfo) -> Clock:
    """Return a clock that starts at the invented moment and then runs as the real one does."""
    started = real()
    begins = datetime.combine(DAY, NOW, desk_zone)
    return lambda: begins + (real() - started)
