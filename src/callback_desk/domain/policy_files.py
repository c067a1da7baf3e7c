"""Whom the clinic's files are for: how each recipient's are protected, and what each audience is shown."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from callback_desk.domain.policy_kinds import Code, OneOrSeveral, Text, YesNo

Format = Literal["xlsx", "csv", "html", "fhir", "text"]
FORMATS: tuple[str, ...] = get_args(Format)
"""What files are made: workbook, CSV, page, FHIR, and the texts."""

AGE, WORKBOOK = "age", "workbook"

SHEETS = (
    "Summary", "Open", "Completed", "Attempts", "Escalations", "Unreached", "Referral gaps", "Exceptions",
)  # fmt: skip
"""The sheets of the day, as their names stand in the workbook."""

COLUMNS = (
    "mark", "patient", "phone", "lane", "next action", "whose turn", "due at", "late minutes", "status", "request",
    "attention", "channel", "language", "received at", "target at", "contacts", "last contact at", "attempts",
    "last attempt at", "escalated to", "acknowledged", "maybe resolved", "hold reason", "review", "referral number",
    "referral status", "missing papers", "birth date", "record number", "owner", "follows", "id", "close result",
    "closed at", "closed by", "close remark", "noted at", "attempt", "disposition", "result", "identified by",
    "spoke with", "confirmed", "told", "open", "appointment at", "appointment with", "appointment kind", "understood",
    "exceptions", "remark", "started at", "call seconds", "by", "state", "to", "reason", "patient's words",
    "escalated at", "escalated by", "who was told", "how", "told at", "minutes to told", "papers received",
    "referral specialty", "referred by", "referral reason", "referral received on", "referral authorization", "kind",
    "what", "at", "needs", "lacking",
)  # fmt: skip
"""The columns of those sheets, as they are titled; the Summary holds figures only and is shown whole."""

ALWAYS = ("mark", "lane", "next action", "whose turn", "due at", "status", "id")
"""The columns without which no line can be worked on. They say nothing about a patient, but for a next action that
somebody typed: that one is shown to those only who are shown `request`."""


class Recipient(NamedTuple):
    """How the files for somebody are protected, and which they get.

    `key` holds age public keys (or ssh ones), or the name under which the passphrase is kept, never the passphrase.
    `formats` is empty for all that can be protected so; `audience` is None where everything is meant for them.
    `default` recipients get the files when no flag says who does. `access_log` tells whether the day's close sends
    them the access log; that goes by age only.
    """

    protection: Literal["age", "workbook"]
    key: OneOrSeveral
    audience: Code | None = None
    formats: tuple[Format, ...] = ()
    default: YesNo = False
    access_log: YesNo = True

    @property
    def gets(self) -> tuple[str, ...]:
        """The formats that this recipient gets."""
        if self.protection == WORKBOOK:
            return ("xlsx",)
        return self.formats or FORMATS


class Audience(NamedTuple):
    """What a kind of reader needs, and no more: of which lanes, on which sheets, in which columns (empty: all)."""

    title: Text
    lanes: tuple[Code, ...] = ()
    sheets: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()

    def shows(self, title: str) -> bool:
        """Tell whether a column is for them."""
        return not self.columns or title in self.columns or title in ALWAYS


USUAL_AUDIENCES: Mapping[str, Audience] = {"manager": Audience("Manager")}
"""The audiences of a policy that names none."""
