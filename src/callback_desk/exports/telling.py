"""One callback told fact by fact, for every text that people read: what was asked, confirmed, is open, whose turn.

Each fact is a label's name and what is said under it; `wording` has the label in the reader's language.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from callback_desk.domain import phone, turn_rules
from callback_desk.domain.authority import still_reviewing
from callback_desk.domain.handed_on import handed_on
from callback_desk.domain.languages import language_name
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.preparing import lacking_titles
from callback_desk.domain.text import clean_line
from callback_desk.exports.callbacks import Listed
from callback_desk.exports.card_words import card_words
from callback_desk.exports.events import Attempt, attempts, escalations, of_kind
from callback_desk.exports.fields import missing_papers
from callback_desk.exports.report import DayReport, Item
from callback_desk.exports.wording import Words

LONGEST_REQUEST = 600
"""Characters of a request in a text: about ten lines."""
_MINUTES_IN_HOUR = 60
_ID_DIGITS = 8


class Fact(NamedTuple):
    """One fact: the name of its label, and what is said."""

    label: str
    said: str


class Telling:
    """Tells the callbacks of a report in one language."""

    def __init__(self, report: DayReport, words: Words) -> None:
        self.report, self.words = report, words

    def who(self, item: Item) -> str:
        """Return the patient's name, number and language on one line."""
        callback, said = item.callback, self.words.said
        named = clean_line(callback.patient or "") or self._lacking("patient", "not known")
        reached_at = phone.display(callback.phone) if callback.phone else self.no_number
        spoken = callback.language and clean_line(language_name(callback.language, self.words.language))
        language = f", {said['language'].format(spoken)}" if spoken else ""
        return f"{named}, {reached_at}{language}"

    def what(self, item: Item) -> str:
        """Return the lane, how and when it came in, and the id on one line."""
        callback, said = item.callback, self.words.said
        lane = self.report.policy.lane(item.lane).title
        first = next((payload for _, payload in of_kind(callback, "received")), {})
        how = self.words.came(callback.channel, first.get("source_key"))
        came = said["of"].format(how, self.clock(callback.received_at))
        again = f", {said['contact'].format(self.words.ordinal(callback.contacts))}" if callback.contacts > 1 else ""
        return f"{lane}, {came}{again}, {said['id'].format(callback.callback_id[:_ID_DIGITS])}"

    def clock(self, at: Any) -> str:  # noqa: ANN401 - a moment
        """Return a moment in words."""
        return self.words.clock(self.report, at)

    def asked(self, item: Item) -> Iterator[Fact]:
        """Yield what the patient asked for, and what of it must be told to a licensed role."""
        callback, said = item.callback, self.words.said
        request = clean_line(callback.request or "")
        if len(request) > LONGEST_REQUEST:
            rest = len(request) - LONGEST_REQUEST
            request = f"{request[:LONGEST_REQUEST]} {said['more'].format(rest)}"
        yield Fact("asked", request or self._lacking("request", "only the call"))
        if urgency := callback.details.get("urgency"):
            yield Fact("urgency", urgency)
        if callback.attention:
            yield Fact("attention", said["matched"].format(", ".join(callback.attention)))
        for escalation in escalations(callback):
            if escalation.at is not None and escalation.to is not None:
                to = self.report.title(escalation.to)
                told = said["escalated"].format(to, self.clock(escalation.at), escalation.reason)
                yield Fact("escalated", told + (said["in their words"].format(w) if (w := escalation.words) else ""))
            at = escalation.told_at
            yield Fact("told", f"{escalation.told}, {escalation.how}, {self.clock(at)}" if at else said["nobody yet"])

    def tried(self, item: Item) -> Iterator[Fact]:
        """Yield the last attempt, and what the last talk with the patient brought."""
        if not self._attempts_shown:
            yield Fact("last try", self.words.said["withheld"])
            return
        tries = attempts(item.callback)
        if tries:
            yield Fact("last try", self._attempt(tries[-1]))
        yield from self._last_talk(tries)

    def every_try(self, item: Item) -> Iterator[Fact]:
        """Yield every attempt, then what the last talk with the patient brought."""
        if not self._attempts_shown:
            yield Fact("try", self.words.said["withheld"])
            return
        tries = attempts(item.callback)
        for attempt in tries:
            yield Fact("try", self._attempt(attempt))
        yield from self._last_talk(tries)

    def still_open(self, item: Item) -> Iterator[Fact]:
        """Yield what is missing, what is done next, whose turn it is and by when; of a closed one, its result."""
        callback, said = item.callback, self.words.said
        if not callback.is_open:
            yield Fact("closed", self._closing(item))
            return
        if card := self.card(item):
            yield Fact("card", card)
        papers, language = missing_papers(callback), self.words.language
        if missing := (*papers, *lacking_titles(self.report.policy, callback, papers, language)):
            yield Fact("missing", ", ".join(missing))
        if callback.hold_reason is not None:
            yield Fact("on hold", said["waiting for"].format(self.words.holds[callback.hold_reason]))
        if callback.review is not None:
            yield Fact("look", callback.review)
        if callback.maybe_resolved:
            yield Fact("look", said["resolved since"])
        if others := callback.other_names:
            yield Fact("look", said["other names"].format(", ".join(others)))
        if handed := handed_on(callback):
            by = f"{self.report.person(handed.person_id)}, {self.clock(handed.at)}"
            yield Fact("handed on", f"{handed.needs} ({by})")
        known = self.report.shows("phone")  # whether there is a number is then no question of this reader's
        if known and callback.phone is None and callback.phone_note:
            yield Fact("look", said["not whole"].format(callback.phone_note))
        action = turn_rules.now_possible(callback.next_action, callback.phone) if known else callback.next_action
        yield Fact("open", action)
        late = f" ({self.late(item)})" if item.late else ""
        yield Fact("turn", said["by"].format(self.report.title(item.owner), self.clock(callback.due_at)) + late)

    def card(self, item: Item) -> str:
        """Return what the patient's card says that whoever calls must know, empty where there is none."""
        card = self.report.card(item.callback)
        if card is None:
            return ""
        today = self.report.local(self.report.as_of).date()
        return "; ".join(card_words(card, item.callback, today, self.words.language))

    def booked(self, attempt: Attempt) -> str:
        """Return the appointment that an attempt brought: when, with whom, what for; empty where there is none."""
        appointment = attempt.payload.get("appointment")
        if not appointment:
            return ""
        known = (appointment.get("with_whom"), appointment.get("kind"))
        return ", ".join([self.clock(from_utc_text(appointment["at"])), *(part for part in known if part)])

    def not_final(self, attempt: Attempt) -> str:
        """Return in brackets that what an attempt brought is not final, and why; empty where it is."""
        callback, said = attempt.callback, self.words.said
        if attempt.entry.order not in callback.unapproved:
            return ""
        if callback.in_review is None:
            return f" ({said['returned']})"
        role = still_reviewing(self.report.policy, callback.in_review.role, callback.lane)
        return f" ({said['not final'].format(self.report.title(f'role:{role}'))})"

    def late(self, item: Item) -> str:
        """Return how late an item is, as the queue tells it: in minutes, or from two days on in days."""
        said, days, minutes = self.words.said, item.late_days, item.late_minutes
        how = said["days"].format(days) if days is not None else span(minutes)
        return said["late by"].format(how) if days is not None or minutes else said["late now"]

    @property
    def no_number(self) -> str:
        """What stands where a callback has no number."""
        return self._lacking("phone", "no number")

    @property
    def _attempts_shown(self) -> bool:
        return self.report.has_sheet("Attempts")

    def _lacking(self, column: str, words: str) -> str:
        """Return what stands where nothing is: that there is nothing, or that it is not for this reader."""
        return self.words.said[words if self.report.shows(column) else "withheld"]

    def _attempt(self, attempt: Attempt) -> str:
        made = attempt.entry
        ended = self.words.ended(attempt.payload.get("disposition"))
        parts = (self.words.ordinal(attempt.number), self.clock(made.wall_at), ended)
        return ", ".join((*parts, self.report.person(made.person_id)))

    def _last_talk(self, tries: list[Attempt]) -> Iterator[Fact]:
        talked = [attempt for attempt in tries if attempt.reached]
        if not talked:
            return
        payload = talked[-1].payload
        result = payload.get("result")
        if result is not None:
            booked = f" {self.booked(talked[-1])}".rstrip()
            yield Fact("result", f"{self.words.results[result]}{booked}{self.not_final(talked[-1])}")
        if payload.get("request"):
            yield Fact("need", payload["request"])
        codes = [self.report.policy.code_title(code, self.words.language) for code in payload.get("confirmed", ())]
        yield Fact("confirmed", ", ".join(codes) or self._lacking("confirmed", "nothing"))
        for label, key in (("know", "told"), ("remark", "remark")):
            if payload.get(key):
                yield Fact(label, payload[key])

    def _closing(self, item: Item) -> str:
        callback = item.callback
        result = "" if callback.close_result is None else self.words.closings[callback.close_result]
        return ", ".join(
            part for part in (result, self.clock(callback.closed_at) if callback.closed_at else "") if part
        )


def sections(report: DayReport) -> list[tuple[str, Listed[Item]]]:
    """Return the open items by section (first, late, open, waiting), each item once, without empty sections."""
    ids = report.tally.sections
    return [(name, report.listed(ids[name])) for name in ("first", "late", "open", "waiting") if ids.get(name)]


def span(minutes: int) -> str:
    """Return minutes as `5 h 00 min`, or as minutes alone below an hour."""
    hours, rest = divmod(minutes, _MINUTES_IN_HOUR)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"
