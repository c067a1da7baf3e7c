"""What the payloads of all kinds of entry are made of: moments, words, and the turn that most of them carry."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from callback_desk.domain.moments import EARLIEST, LATEST, utc_text
from callback_desk.domain.text import storable

Moment = Annotated[
    AwareDatetime,
    Field(ge=EARLIEST, lt=LATEST),
    PlainSerializer(utc_text, return_type=str, when_used="json"),
]
Words = Annotated[str, AfterValidator(storable)]


class Payload(BaseModel):
    """What every payload model shares: frozen, and nothing unknown passes unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Passed(Payload):
    """From `since` the turn is this owner's, where nobody before answered."""

    owner: str
    since: Moment


class Turn(Payload):
    """Whose turn it is, what they do next and by when.

    Owners are written `role:ID` or `person:ID`. After `owner_until` the turn is `fallback_owner`'s: for a claim the
    lane's role, for an escalation the stand-in; `further` says whose it is after that, the earliest first.
    """

    owner: str
    next_action: Words
    due_at: Moment
    target_at: Moment
    owner_until: Moment | None = None
    fallback_owner: str | None = None
    further: tuple[Passed, ...] = ()
