"""The outcome note asked line by line, over the same rules as on the screen: only what the case needs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from callback_desk.cli import asking
from callback_desk.cli.frame import note as note_that
from callback_desk.domain import authority, card_rules, note
from callback_desk.domain.appointment_time import Typed, in_words, parse_line
from callback_desk.domain.card import Card
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, Identifier, Result, SpokeWith
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.open_times import closed_then
from callback_desk.domain.prefilling import prefilled
from callback_desk.domain.text import clean_line
from callback_desk.domain.when import parse_when

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.domain.callback import Callback


def ask_note(desk: "Desk", callback: "Callback") -> NoteDraft:
    """Ask for the note of a call, one line after another, until it lacks nothing. Nothing is saved here; what was
    answered until somebody stops it is kept as a draft.
    """
    from callback_desk.actions.cards import card_of

    asking_for = _Note(desk, callback, card_of(desk, callback))
    try:
        return _asked(asking_for)
    except (KeyboardInterrupt, EOFError):
        asking_for.keep()
        raise


def _asked(asking_for: "_Note") -> NoteDraft:
    desk, callback = asking_for.desk, asking_for.callback
    print(f"Note for {clean_line(callback.patient or callback.phone or 'no name')}.")
    if callback.request:
        print(f"They asked for: {clean_line(callback.request)}")
    while True:
        asking_for.ask_open_questions()
        draft = asking_for.draft
        lacking = [*note.missing(desk.policy, callback, draft), *note.vague(draft, callback)]
        if not lacking:
            return draft
        print("Not saved, it still needs:")
        for words in lacking:
            print(f"  {_bare(words)}")
        fields = {*note.missing_fields(desk.policy, callback, draft), *note.vague_fields(draft, callback)}
        # A remark may say that there was nothing to confirm.
        asking_for.asked -= fields | ({"remark"} if "confirmed" in fields else set())


def _bare(words: str) -> str:
    said, _, name = words.rpartition(": ")
    return said if said and name.partition(".")[0] in NoteDraft.model_fields else words


@dataclass
class _Note:
    """What was answered so far, as the JSON of a note, and which fields were asked for."""

    desk: "Desk"
    callback: "Callback"
    card: Card | None
    data: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    @property
    def given(self) -> NoteDraft:
        """What was answered so far."""
        return NoteDraft.from_json(self.data, self.desk.policy)

    def keep(self) -> None:
        """Keep what was answered as a draft, unless a note was begun at the desk: that one is not hidden."""
        from callback_desk.actions.noting import keep_typed

        typed = self.given.model_dump(mode="json", exclude_defaults=True)
        begun = self.desk.store.draft(self.callback.callback_id)
        if not typed:
            return
        if begun is not None and not begun.is_empty:
            note_that("what was answered here is not kept: a note begun at the desk stands")
            return
        keep_typed(self.desk, self.callback.callback_id, json.dumps({"note": typed}))
        note_that("what was answered is kept as a draft: the desk takes it up again")

    @property
    def draft(self) -> NoteDraft:
        """The note so far, with what is known filled in."""
        given = self.given
        return prefilled(self.desk.policy, self.callback, given, self.desk.clock(), self.card, self.desk.roles)

    def ask_open_questions(self) -> None:
        """Ask for every field of the case that was not asked for yet; each answer may bring others."""
        while True:
            draft = self.draft
            needed = note.fields_for(self.desk.policy, self.callback, draft, self.card)
            name = next((name for name in needed if name not in self.asked), None)
            if name is None:
                return
            self.asked.add(name)
            self.data[name] = ASKED[name](self, draft)

    def _allowed(self, choices: asking.Choices) -> asking.Choices:
        """Leave out what this person may not settle here and what the patient refused, and say why."""
        desk = self.desk
        refused = dict(authority.refused(desk.policy, self.callback, desk.roles))
        if card_rules.voicemail_refused(self.card):
            refused[Disposition.VOICEMAIL] = card_rules.NO_VOICEMAIL
        for code, words in choices:
            if code in refused:
                print(f"Not offered: {words}: {refused[code]}")
        return [(code, words) for code, words in choices if code not in refused]

    def disposition(self, draft: NoteDraft) -> object:
        """Ask how the attempt ended."""
        return asking.choose_or("How did it end", self._allowed(_words_of(Disposition)), draft.disposition)

    def representative(self, draft: NoteDraft) -> object:
        """Ask which of those on the card it was."""
        speakers = [(name, name) for name in card_rules.speakers(self.card)]
        return asking.choose_or("Who is it", speakers, draft.representative)

    def result(self, draft: NoteDraft) -> object:
        """Ask what came of it."""
        return asking.choose_or("What came of it", self._allowed(_words_of(Result)), draft.result)

    def steps(self, draft: NoteDraft) -> object:
        """Ask what else was done."""
        policy = self.desk.policy
        known = [(step, policy.code_title(step)) for step in authority.ticked_in_notes(policy, self.callback.lane)]
        return asking.choose_several("Also did", choices, draft.steps) if (choices := self._allowed(known)) else None

    def confirmed(self, draft: NoteDraft) -> object:
        """Ask what was confirmed."""
        policy = self.desk.policy
        known = [(code, policy.code_title(code)) for code in policy.lane(self.callback.lane).confirm]
        points = self._allowed(known)
        return asking.choose_several("Confirmed", points, draft.confirmed) if points else None

    def owner(self, draft: NoteDraft) -> object:
        """Ask whose turn it is next."""
        return asking.choose_or("Whose turn it is", asking.owners(self.desk.policy), draft.owner)

    def due(self, draft: NoteDraft) -> object:
        """Ask until when."""
        desk = self.desk
        shown = None if draft.due_at is None else in_words(draft.due_at, desk.zone, desk.clock())
        at = asking.read_or("Due, such as 2h, after-lunch, next-morning or tue 9a", draft.due_at, shown, self._when)
        return None if at is None else at.isoformat()

    def _when(self, text: str) -> Any:  # noqa: ANN401  a moment
        return parse_when(text, self.desk.hours, self.desk.clock())

    def appointment(self, draft: NoteDraft) -> object:
        """Ask when the appointment is, with whom and of what kind."""
        desk, known = self.desk, draft.appointment
        shown = None if known is None else in_words(known.at, desk.zone, desk.clock())
        question = "Booked, such as tue 3:40p, Dr. Hale, new patient"
        typed = asking.read_or(question, known, shown, lambda text: parse_line(text, desk.zone, desk.clock()))
        tell_if_closed(desk, typed)
        return None if typed is None else _as_json(typed)


def tell_if_closed(desk: "Desk", typed: Typed | None) -> None:
    """Tell of an appointment at a time when the clinic is closed: the review of a lane may not ask for it."""
    if typed is not None and (closed := closed_then(desk.policy.open_hours(None), typed.at)) is not None:
        note_that(f"booked for {in_words(typed.at, desk.zone, desk.clock())}: the clinic is {closed}")


def _as_json(typed: Typed) -> dict[str, str | None]:
    return {"at": typed.at.isoformat(), "with": typed.with_whom, "kind": typed.kind}


Ask = Callable[[_Note, NoteDraft], object]


def _one(name: str, question: str, codes: type[StrEnum]) -> Ask:
    choices = _words_of(codes)
    return lambda asked, draft: asking.choose_or(question, choices, getattr(draft, name))


def _several(name: str, question: str, codes: type[StrEnum]) -> Ask:
    choices = _words_of(codes)
    return lambda asked, draft: asking.choose_several(question, choices, getattr(draft, name))


def _words_of(codes: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value.replace("-", " ")) for code in codes]


def _line(name: str, question: str) -> Ask:
    return lambda asked, draft: asking.line_or(question, getattr(draft, name))


def _yes(name: str, question: str) -> Ask:
    return lambda asked, draft: asking.yes_or_no(question, getattr(draft, name))


ASKED: Mapping[str, Ask] = {
    "disposition": _Note.disposition,
    "result": _Note.result,
    "identified_by": _several("identified_by", "Identified by", Identifier),
    "spoke_with": _one("spoke_with", "Spoke with", SpokeWith),
    "representative": _Note.representative,
    "request": _line("request", "What the patient needs, in your words"),
    "confirmed": _Note.confirmed,
    "told": _line("told", "What they were told"),
    "appointment": _Note.appointment,
    "open": _yes("open", "Is anything still open"),
    "close_result": _one("close_result", "Closed as", CloseResult),
    "next_action": _line("next_action", "What happens next"),
    "owner": _Note.owner,
    "due_at": _Note.due,
    "language": _line("language", "Language, such as es"),
    "steps": _Note.steps,
    "exceptions": _several("exceptions", "Exceptions", ExceptionCode),
    "understood": _yes("understood", "Did they say it back"),
    "remark": _line("remark", "Remark, may be empty"),
}
"""How each field of the note is asked for."""
