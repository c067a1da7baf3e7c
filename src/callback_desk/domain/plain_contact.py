"""A contact that only says who reached out, how, when and for what: nearly every row of a large call log is such.

It travels as it is from the plan to the tables, without the data of an entry's payload being made of each.
"""

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


class PlainDraft(NamedTuple):
    """The draft of a `received` entry that opens a callback and says no more than this; what is not said is None.

    `at` is when they reached out, as `utc_text` writes it; `turn` is the data of the turn that this gives, which
    contacts of one time and lane share.
    """

    stream: Stream
    subject_id: str
    kind: str
    channel: str
    at: str
    turn: Shared
    source_key: str
    lane: str
    patient: str | None
    stated: bool
    phone: str | None
    request: str | None
    source: FileSource
    line: str

    def whole(self) -> EntryDraft:
        """Return the same draft with its payload, in the order in which payloads have their members."""
        said: dict[str, Any] = {"channel": self.channel, "at": self.at, "turn": self.turn}
        said["source_key"] = self.source_key
        more = {"lane": self.lane, "patient": self.patient, "stated": self.stated, "phone": self.phone}
        said |= {name: value for name, value in {**more, "request": self.request}.items() if value}
        said["source"] = self.source.data(self.line)
        return EntryDraft(self.stream, self.subject_id, self.kind, said)
