"""Whether what the policy says about recipients and audiences makes sense: keys that open, names that exist."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from callback_desk.domain.policy_check import Finding, choice, shown
from callback_desk.domain.policy_files import AGE, COLUMNS, SHEETS, WORKBOOK, Audience, Recipient

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_PASSPHRASE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SECRET = "age-secret-key-"
_COPY = "copy the whole public key, age1 and 58 letters and digits more, as age-keygen prints it"


def files_findings(policy: "Policy") -> Iterator[Finding]:
    """Yield what is wrong with the recipients and the audiences."""
    for name, recipient in policy.recipients.items():
        yield from _recipient(f"recipients.{name}", recipient, policy)
    for name, audience in policy.audiences.items():
        yield from _audience(f"audiences.{name}", audience, policy)


def _recipient(where: str, recipient: Recipient, policy: "Policy") -> Iterator[Finding]:
    yield from (_age_keys if recipient.protection == AGE else _passphrase_name)(where, recipient)
    if recipient.audience is not None and recipient.audience not in policy.audiences:
        remedy = choice(recipient.audience, policy.audiences)
        yield Finding(f"{where}.audience", shown(recipient.audience), "is not a known audience", remedy)
    for other in recipient.formats if recipient.protection == WORKBOOK else ():
        if other != "xlsx":
            yield Finding(
                f"{where}.formats",
                shown(other),
                "cannot be opened with an office passphrase",
                'take it out, or set protection = "age"',
            )


def _age_keys(where: str, recipient: Recipient) -> Iterator[Finding]:
    for key in recipient.key:
        if key.casefold().startswith(_SECRET):
            # The value is not shown: who reads the finding could decrypt with it.
            yield Finding(
                f"{where}.key",
                '"AGE-SECRET-KEY-…"',
                "is a secret key, which nobody but its owner may have",
                "make a new pair and write its public key, which begins with age1",
            )
        elif not is_age_key(key):
            yield Finding(f"{where}.key", shown(key), "is not an age public key", _COPY)


def _passphrase_name(where: str, recipient: Recipient) -> Iterator[Finding]:
    remedy = 'write one name, such as key = "office"; the passphrase itself is asked for and never stands here'
    if len(recipient.key) != 1:
        yield Finding(f"{where}.key", "", f"has {len(recipient.key)} names of passphrases", remedy)
    elif not _PASSPHRASE_NAME.match(recipient.key[0]):
        # It may be the passphrase itself, which is not repeated.
        yield Finding(f"{where}.key", "", "what stands there is not the name of a passphrase", remedy)


def _audience(where: str, audience: Audience, policy: "Policy") -> Iterator[Finding]:
    for part, given, known in (
        ("lanes", audience.lanes, tuple(policy.lanes)),
        ("sheets", audience.sheets, SHEETS),
        ("columns", audience.columns, COLUMNS),
    ):
        for word in given:
            if word not in known:
                yield Finding(f"{where}.{part}", shown(word), f"is not one of the {part}", choice(word, known))


def is_age_key(key: str) -> bool:
    """Tell whether files can be encrypted to a key: an age public key (age1...) or an ssh one."""
    return age_recipient(key) is not None


def age_recipient(key: str) -> object | None:
    """Return what pyrage encrypts to, or None where the key is none."""
    from pyrage import RecipientError, ssh, x25519

    for kind in (x25519, ssh):
        try:
            found: object = kind.Recipient.from_str(key)
        except RecipientError:
            continue
        return found
    return None
