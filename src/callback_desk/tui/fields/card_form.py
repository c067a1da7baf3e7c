"""The patient card as it is filled in: its fields, which the case shows, and what was changed. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from callback_desk.domain import card_history
from callback_desk.domain.card import Card
from callback_desk.domain.card_json import document
from callback_desk.domain.codes import ReachWay, VoicemailConsent
from callback_desk.domain.errors import DeskError
from callback_desk.tui.fields.base import Field
from callback_desk.tui.fields.line import LineField
from callback_desk.tui.fields.speaker import SpeakerField
from callback_desk.tui.fields.ticks import TicksField, YesField

_VOICEMAIL = (
    (VoicemailConsent.NONE.value, "leave none"),
    (VoicemailConsent.CALLBACK_ONLY.value, "call-back line only"),
    (VoicemailConsent.DETAILED.value, "details too"),
)
_SPEAKER = "representative"
_BELONG = {
    "guardian": "minor",
    "deceased_on": "deceased",
    "contact_reason": "do_not_contact",
    "call_anyway": "do_not_contact",
}
"""These are asked only where the fact that they belong to is ticked."""


class CardForm:
    """The fields of one card; `visible` names those that are shown, in their order."""

    def __init__(self, card: Card) -> None:
        speakers = [SpeakerField(f"{_SPEAKER}-{at}", "Speaks too") for at in range(len(card.representatives) + 1)]
        self.fields: Mapping[str, Field] = {field.name: field for field in _fields(speakers)}
        for key, value in document(card).items():
            if key in self.fields:
                self._fill(self.fields[key], value)
        for field, one in zip(speakers, card.representatives, strict=False):
            field.show(one)
        self._before = self._data()

    @property
    def visible(self) -> tuple[str, ...]:
        """The names of the fields that the case shows."""
        return tuple(name for name in self.fields if self._yes(_BELONG.get(name)))

    @property
    def changed(self) -> bool:
        """Whether anything stands otherwise than on the card."""
        return self._data() != self._before

    def changes(self) -> dict[str, Any]:
        """Return what was changed, with the keys of a card's JSON.

        Raises:
            DeskError: a line cannot be read.
        """
        for name in self.visible:
            fault = self.fields[name].fault
            if fault is not None:
                raise DeskError(f"{self.fields[name].label.lower()}: {fault}")
        return {key: value for key, value in self._data().items() if value != self._before.get(key)}

    def texts(self) -> list[str]:
        """Return what stands in the lines, for a look at the words in it."""
        return [field.text for field in self.fields.values() if isinstance(field, LineField)]

    def _fill(self, field: Field, value: object) -> None:
        field.show(value)
        if isinstance(field, LineField):
            field.filled_in = False  # a fact is put right more often than it is replaced

    def _yes(self, name: str | None) -> bool:
        return name is None or self.fields[name].value is True

    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"representatives": []}
        for name, field in self.fields.items():
            if isinstance(field, SpeakerField):
                if field.value is not None:
                    data["representatives"].append(field.dumped(field.value))
                elif field.text.strip():
                    data["representatives"].append(field.text)  # not readable yet, but changed
            elif isinstance(field, YesField):
                data[name] = field.value is True
            else:
                data[name] = _plain(field.value) if self._yes(_BELONG.get(name)) else None
        data["reach"] = data["reach"] or []
        return data


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _fields(speakers: Iterable[Field]) -> list[Field]:
    reach = [(way.value, card_history.REACH_WAYS[way]) for way in ReachWay]
    return [
        LineField("name", "Name"),
        LineField("birth_date", "Born"),
        LineField("record_number", "Record"),
        LineField("pronouns", "Pronouns"),
        TicksField("voicemail", "Voicemail", _VOICEMAIL, single=True),
        LineField("phone", "Number to use"),
        TicksField("reach", "Reach them", reach),
        LineField("reach_note", "And also"),
        LineField("language", "Language"),
        YesField("interpreter", "Interpreter", "needed", unticked=False),
        *speakers,
        YesField("minor", "A minor", "the guardian is asked for", unticked=False),
        LineField("guardian", "Guardian"),
        YesField("deceased", "Deceased", "nobody calls", unticked=False),
        LineField("deceased_on", "Died on"),
        YesField("do_not_contact", "No contact", "asked not to be contacted", unticked=False),
        LineField("contact_reason", "In what words"),
        LineField("call_anyway", "Call, because"),
    ]
