"""A contact that only says who reached out, how, when and for what: nearly every row of a large call log is such.

It travels as it is from the plan to the tables, without the data of an entry's payload being made of each.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import EntryDraft, Shared


class FileSource(NamedTuple):
    """Where all contacts of one file come from; each says the line itself."""

    preset: str
    file: str
    digest: str | None

    def data(self, line: str) -> dict[str, Any]:
        """Return where the contact of this line comes from, as its entry says it."""
        digest = {} if self.digest is None else {"digest": self.digest}
        return {"preset": self.preset, "file": self.file, "line": line, **digest}


@dataclass(eq=False, slots=True)
class Alike:
    """What the plain contacts of one file, channel, moment and lane have in common; nothing of it is ever changed.

    `at` is when they reached out, as `utc_text` writes it; `turn` is the data of the turn that this gives. `text` is
    what their payloads have in common and `row` what a table has of it, once somebody needed them.
    """

    channel: str
    at: str
    turn: Shared
    lane: str
    source: FileSource
    text: tuple[str, str, str, str] = field(init=False, repr=False)
    row: tuple[str, ...] | None = field(init=False, repr=False)


class PlainDraft(NamedTuple):
    """The draft of a `received` entry that opens a callback and says no more than this; what is not said is None."""

    stream: Stream
    subject_id: str
    kind: str
    alike: Alike
    source_key: str
    patient: str | None
    stated: bool
    phone: str | None
    request: str | None
    line: str

    def whole(self) -> EntryDraft:
        """Return the same draft with its payload, in the order in which payloads have their members."""
        alike = self.alike
        said: dict[str, Any] = {"channel": alike.channel, "at": alike.at, "turn": alike.turn}
        said["source_key"] = self.source_key
        more = {"lane": alike.lane, "patient": self.patient, "stated": self.stated, "phone": self.phone}
        said |= {name: value for name, value in {**more, "request": self.request}.items() if value}
        said["source"] = alike.source.data(self.line)
        return EntryDraft(self.stream, self.subject_id, self.kind, said)
