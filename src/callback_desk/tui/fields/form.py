"""The outcome note as it is filled in: its fields, which the case shows, the draft they make. Pure."""

import json
from collections.abc import Iterable, Mapping

from callback_desk.domain import authority, card_rules, note
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.card_rules import Talk
from callback_desk.domain.codes import Disposition, ExceptionCode, Identifier, Result, SpokeWith
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import Policy
from callback_desk.domain.prefilling import prefilled
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.appointment import AppointmentField
from callback_desk.tui.fields.base import Field
from callback_desk.tui.fields.choice import ChoiceField, Option
from callback_desk.tui.fields.line import LineField
from callback_desk.tui.fields.meant import Clock, ParseWhen, WhenField
from callback_desk.tui.fields.owner import OwnerField
from callback_desk.tui.fields.picking import Offers
from callback_desk.tui.fields.ticks import TicksField, YesField
from callback_desk.tui.keys import BY_ACTION
from callback_desk.tui.telling import with_keys
from callback_desk.tui.words import CLOSE_RESULTS

DISPOSITIONS = (
    (Disposition.REACHED, "reached"),
    (Disposition.SOMEBODY_ELSE, "somebody else"),
    (Disposition.WRONG_PERSON, "wrong person"),
    (Disposition.VOICEMAIL, "voicemail"),
    (Disposition.NO_ANSWER, "no answer"),
    (Disposition.BUSY, "busy"),
    (Disposition.NOT_IN_SERVICE, "not in service"),
)
RESULTS = (
    (Result.SETTLED, "settled"),
    (Result.BOOKED, "booked"),
    (Result.CALL_LATER, "call later"),
    (Result.DECLINED, "declined"),
    (Result.INTERPRETER, "interpreter"),
    (Result.HANDED_OVER, "handed over"),
)
IDENTIFIERS = (
    (Identifier.NAME.value, "name"),
    (Identifier.BIRTH_DATE.value, "date of birth"),
    (Identifier.ADDRESS.value, "address"),
    (Identifier.PHONE.value, "phone"),
)
WRITTEN = "note"
"""In a kept form: a whole note that was taken back, as its entry had it."""
CHOICES = ("disposition", "result")
"""The fields whose keys choose from anywhere outside text fields."""


class NoteForm:
    """The fields of one note, in the order in which they are asked; `visible` names those the case shows.

    `touched` names the fields that a person filled in: only the others are filled in from what is known. `roles` are
    those of whoever writes it: they decide what is offered.
    """

    def __init__(
        self,
        callback: Callback,
        policy: Policy,
        parse_when: ParseWhen,
        clock: Clock,
        roles: tuple[str, ...] = (),
        card: Card | None = None,
    ) -> None:
        self.callback, self.policy, self.clock, self.roles, self.card = callback, policy, clock, roles, card
        fields = _fields(callback, policy, parse_when, clock, authority.refused(policy, callback, roles), card)
        self.fields: Mapping[str, Field] = {field.name: field for field in fields}
        self.touched: set[str] = set()
        self.visible: tuple[str, ...] = CHOICES[:1]

    def draft(self) -> NoteDraft:
        """Return the note as it stands, from the fields that the case shows."""
        return self._draft(self.visible)

    def choices(self) -> list[ChoiceField]:
        """Return the choices that are shown; their keys work wherever letters are not text."""
        fields = [self.fields[name] for name in CHOICES if name in self.visible]
        return [field for field in fields if isinstance(field, ChoiceField)]

    def follow_card(self, card: Card | None) -> None:
        """What is offered follows the patient's card as it stands now; what is typed stays."""
        self.card = card
        chosen, representative = self.fields["disposition"], self.fields["representative"]
        if isinstance(chosen, ChoiceField):
            chosen.refused = _refused(card)
            chosen.show(None if chosen.chosen in chosen.refused else chosen.chosen)
        if isinstance(representative, TicksField):
            representative.boxes = _speakers(card)
        self.follow_case()

    @property
    def talk(self) -> Talk:
        """Whom the assistant has on the line, as far as the note says."""
        disposition, spoke_with, representative = (
            self.fields[name].value if name in self.visible else None
            for name in ("disposition", "spoke_with", "representative")
        )
        return Talk(
            Disposition(str(disposition)) if disposition else None,
            SpokeWith(str(spoke_with)) if spoke_with else None,
            representative if isinstance(representative, str) else None,
        )

    def ticked(self, name: str) -> tuple[str, ...]:
        """Return the codes that are ticked in a field."""
        field = self.fields[name]
        return field.ticked if isinstance(field, TicksField) else ()

    def typed(self, name: str) -> str:
        """Return the text of a text field letter for letter."""
        field = self.fields[name]
        return field.text if isinstance(field, LineField) else ""

    def follow_case(self) -> None:
        """Show the fields that the case needs now, and fill in what is known and nobody has touched."""
        given = self._draft(name for name in self.fields if name in self.touched)
        known = prefilled(self.policy, self.callback, given, self.clock(), self.card, self.roles)
        for name, field in self.fields.items():
            if name not in self.touched:
                field.show(getattr(known, name))
        needed = set(note.fields_for(self.policy, self.callback, self._draft(self.fields), self.card))
        self.visible = tuple(name for name in self.fields if name in needed or name == CHOICES[0])

    def missing(self) -> list[str]:
        """Return what the note still lacks, in plain words and in the form's order; a line that cannot be read says
        why.
        """
        return self._sorted(self._lacks())

    def refusals(self) -> list[str]:
        """Return all for which the note would not be saved now, in the form's order."""
        lacks, draft = self._lacks(), self.draft()
        named = {name for name, _ in lacks}
        vague = zip(note.vague_fields(draft, self.callback), note.vague(draft, self.callback), strict=True)
        return self._sorted([*lacks, *(one for one in vague if one[0] not in named)])

    def _lacks(self) -> list[tuple[str, str]]:
        faulty, draft = self._faulty(), self.draft()
        lacks = zip(
            note.missing_fields(self.policy, self.callback, draft),
            note.missing(self.policy, self.callback, draft),
            strict=True,
        )
        said = [(name, f"{self.fields[name].label.lower()}: {self.fields[name].fault}") for name in faulty]
        return [*said, *((name, words) for name, words in lacks if name not in faulty)]

    def in_order(self, said: Iterable[str]) -> list[str]:
        """Return what a save was refused for in the form's order, without the names of fields."""
        return self._sorted([(words.rpartition(": ")[2].partition(".")[0], words) for words in said])

    def _sorted(self, said: list[tuple[str, str]]) -> list[str]:
        """Return sentences by the place of the field that each is about."""
        place = {name: at for at, name in enumerate(self.visible)}
        in_order = [without_name(words) for _, words in sorted(said, key=lambda one: place.get(one[0], len(place)))]
        by_key = with_keys("({amend} in the queue gives it)")
        return [words.replace(note.GIVES_NAME, by_key) for words in in_order]

    def lacking(self) -> list[str]:
        """Return the shown fields that still need to be filled in or put right, in the order they stand."""
        wanted = {*self._faulty(), *note.missing_fields(self.policy, self.callback, self.draft())}
        return [name for name in self.visible if name in wanted]

    def unclear(self) -> list[str]:
        """Return the shown fields that say too little."""
        wanted = note.vague_fields(self.draft(), self.callback)
        return [name for name in self.visible if name in wanted]

    def reviewed_by(self) -> str:
        """Return the title of the role that looks at this note before it is final; an empty text where none does."""
        steps = authority.to_review(self.policy, self.callback, self.draft(), self.roles)
        role = authority.reviewer_of(self.policy, self.callback.lane)
        return self.policy.role_title(f"role:{role}") if steps else ""

    def closed_then(self) -> str | None:
        """Return in words that the clinic is closed at the time that was booked; None where it is open."""
        field = self.fields["appointment"]
        return field.closed_then if isinstance(field, AppointmentField) and field.name in self.visible else None

    def kept(self) -> str:
        """Return the form as JSON that `restore` takes back: everything as typed, half a word included."""
        fields = {name: self.fields[name].kept for name in self.fields if name in self.touched}
        return json.dumps(fields) if fields else "{}"

    def restore(self, kept: str) -> None:
        """Take back a form; what is not understood is left out, so that an older draft still opens."""
        try:
            fields = json.loads(kept or "{}")
        except ValueError:
            fields = {}
        if isinstance(fields, dict) and isinstance(written := fields.get(WRITTEN), dict):
            self._show_written(written)
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if name in self.fields:
                self.fields[name].restore(value)
                self.touched.add(name)
        self.follow_case()

    def show(self, draft: NoteDraft) -> None:
        """Fill in a note that was begun elsewhere; what it holds counts as written by a person."""
        for name, field in self.fields.items():
            value = getattr(draft, name)
            if value is not None and value != ():
                field.show(value)
                self.touched.add(name)
        self.follow_case()

    def _show_written(self, written: Mapping[str, object]) -> None:
        try:
            self.show(NoteDraft.model_validate(written))
        except ValueError:  # of another version: the note that was taken back stays in the history
            return

    def _faulty(self) -> list[str]:
        return [name for name in self.visible if self.fields[name].fault is not None]

    def _draft(self, names: Iterable[str]) -> NoteDraft:
        values = {name: self.fields[name].value for name in names}
        return NoteDraft.model_validate({name: value for name, value in values.items() if value is not None})


def without_name(words: str) -> str:
    """Return what is missing without what is for scripts: the field's name, the values of a yes or no."""
    said, _, name = words.rpartition(": ")
    bare = said if said and name.partition(".")[0] in NoteDraft.model_fields else words
    return bare.removesuffix(", true or false")


def _on_keys(choices: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    """Return the choices with the keys that the table has for them now."""
    return tuple(Option(BY_ACTION[f"note-{code}"].names[0], code, words) for code, words in choices)


def _offers(callback: Callback, policy: Policy) -> Offers:
    """What an appointment may be picked from: the clinic's open half hours, and what this callback tells."""
    earlier = [(entry.payload or {}).get("appointment") or {} for entry in reversed(callback.standing)]
    whom = (callback.details.get("provider"), *(booked.get("with_whom") for booked in earlier))
    kinds = (callback.preparation.visit_type, *(booked.get("kind") for booked in earlier))
    known = [tuple(dict.fromkeys(words for words in said if words)) for said in (whom, kinds)]
    return Offers(policy.open_hours(None), *known)


def _refused(card: Card | None) -> Mapping[str, str]:
    """Return how the patient's card lets no attempt end, with the sentence why."""
    return {Disposition.VOICEMAIL: card_rules.NO_VOICEMAIL} if card_rules.voicemail_refused(card) else {}


def _speakers(card: Card | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, clean_line(name)) for name in card_rules.speakers(card))


def _fields(
    callback: Callback,
    policy: Policy,
    parse_when: ParseWhen,
    clock: Clock,
    refused: Mapping[str, str],
    card: Card | None,
) -> list[Field]:
    zone = policy.zone_info
    confirm = [(code, policy.code_title(code)) for code in policy.lane(callback.lane).confirm]
    steps = [(step, policy.code_title(step)) for step in authority.ticked_in_notes(policy, callback.lane)]
    return [
        ChoiceField("disposition", "How did it end?", _on_keys(DISPOSITIONS), _refused(card)),
        ChoiceField("result", "What came of it?", _on_keys(RESULTS), refused),
        TicksField("identified_by", "Identified by", IDENTIFIERS, enough=2),
        TicksField("spoke_with", "Spoke with", [(who, who) for who in SpokeWith], single=True),
        TicksField("representative", "Who is it", _speakers(card), single=True),
        LineField("request", "Patient needs"),
        TicksField("confirmed", "Confirmed", confirm, refused=refused),
        TicksField("steps", "Also did", steps, refused=refused),
        LineField("told", "Told"),
        AppointmentField("appointment", "Booked", clock, zone, _offers(callback, policy)),
        YesField("open", "Still open?", "yes, there is a next step", unticked=False),
        TicksField("close_result", "Closed as", list(CLOSE_RESULTS.items()), single=True, refused=note.NEVER_CLOSES_AS),
        LineField("next_action", "Next step"),
        OwnerField("owner", "Owner", policy),
        WhenField("due_at", "Due", parse_when, clock, zone),
        LineField("language", "Language"),
        TicksField("exceptions", "Exception", [(code, code.replace("-", " ")) for code in ExceptionCode]),
        YesField("understood", "Understood", "said it back", unticked=False),
        LineField("remark", "Remark"),
    ]
