"""Payloads about the clinic's rules: by which a desk works, and which were put in force for every desk."""

from callback_desk.domain.payload import Payload, Words


class PolicyAdopted(Payload):
    """The rules that this desk works by from here on, as their file reads. `invited_by` is the desk whose invitation
    this one joined the clinic by, or which it was before; only one such entry of a desk has it."""

    fingerprint: str
    toml: Words
    reason: Words | None = None
    invited_by: str | None = None


class PolicyPublished(Payload):
    """Rules for every desk of the clinic from here on, without the lines that are each desk's own. `app` is the version
    of the program that checked them."""

    fingerprint: str
    toml: Words
    app: str
