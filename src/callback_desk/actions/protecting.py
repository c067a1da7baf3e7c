"""Whom files are for and how they are closed: by the policy's recipients, or plain after a clear yes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.domain.passphrases import SHORTEST_PASSPHRASE
from callback_desk.domain.policy_files import AGE, FORMATS, WORKBOOK, Recipient

if TYPE_CHECKING:
    from callback_desk.exports.day import Addressee
    from callback_desk.exports.sealing import Seal

NO_PROTECTION = (
    "nothing was written: say how the files are protected, with --recipient NAME or, as a clear yes to files that"
    " anybody can read, --plain-files"
)
NO_RECIPIENTS = (
    "The policy names no recipients yet, to whom files are closed with a passphrase or with age keys:"
    " add [recipients.NAME] to policy.toml, whose last part shows how"
)
"""How files come to be protected, said where the policy names nobody for whom they would be."""
_KEPT = "passphrase:"

AskPassphrase = Callable[[str, bool], str | None]
"""Gives the passphrase of this name where somebody or something can tell it, else None; the flag says that the desk
does not keep it yet."""


@dataclass(frozen=True)
class Protection:
    """What was asked for: recipients of the policy, or the clear yes to plain files; with neither, the default.

    `ask` gives a passphrase in place of the one that the desk keeps, or where it keeps none.
    """

    recipients: tuple[str, ...] = ()
    plain_files: bool = False
    ask: AskPassphrase = lambda name, needed: None


def default_recipients(desk: Desk) -> tuple[str, ...]:
    """Return the recipients that get files when no flag says who does."""
    return tuple(name for name, recipient in desk.policy.recipients.items() if recipient.default)


def addressees(
    desk: Desk, asked: Protection, formats: Sequence[str] = (), audience: str | None = None
) -> "list[Addressee]":
    """Return whom files are written for.

    `formats` are those wanted (empty: all that each gets). `audience` narrows plain files; a recipient has its own.

    Raises:
        DeskError: no protection was chosen, both were, or what is asked for cannot be made for the recipient.
    """
    from callback_desk.exports.day import EVERYDAY, Addressee

    if asked.plain_files and asked.recipients:
        raise DeskError("nothing was written: give either --recipient NAME or --plain-files, not both")
    if asked.plain_files:
        shown = None if audience is None else desk.policy.audiences[require_audience(desk, audience)]
        return [Addressee(formats=tuple(formats) or EVERYDAY, audience=shown)]
    names = asked.recipients or default_recipients(desk)
    if not names:
        raise DeskError(_no_protection(desk))
    return [_addressee(desk, name, asked, formats, audience) for name in dict.fromkeys(names)]


def _no_protection(desk: Desk) -> str:
    known = ", ".join(desk.policy.recipients)
    return NO_PROTECTION + (f". The policy's recipients: {known}" if known else f". {NO_RECIPIENTS}")


def require_recipient(desk: Desk, name: str) -> Recipient:
    """Return a recipient of the policy.

    Raises:
        DeskError: there is none of this name.
    """
    recipient = desk.policy.recipients.get(name)
    if recipient is None:
        known = ", ".join(desk.policy.recipients)
        what = f"choose one of {known}" if known else "add [recipients.NAME] to policy.toml, or use --plain-files"
        raise DeskError(f"nothing was written: the policy knows no recipient {name[:40]!r}: {what}")
    return recipient


def require_audience(desk: Desk, name: str) -> str:
    """Return the name of an audience of the policy.

    Raises:
        DeskError: there is none of this name.
    """
    if name not in desk.policy.audiences:
        raise DeskError(
            f"nothing was written: the policy knows no audience {name[:40]!r}:"
            f" choose one of {', '.join(desk.policy.audiences)}"
        )
    return name


def _addressee(desk: Desk, name: str, asked: Protection, formats: Collection[str], audience: str | None) -> "Addressee":
    from callback_desk.exports.day import Addressee

    recipient = require_recipient(desk, name)
    wanted = tuple(one for one in FORMATS if one in (formats or recipient.gets))
    refused = [one for one in wanted if one not in recipient.gets]
    if refused:
        raise DeskError(
            f"nothing was written: {', '.join(refused)} is not among what {name} gets ({', '.join(recipient.gets)}):"
            " leave it out, or change the recipient's formats or protection in policy.toml"
        )
    if audience is not None and recipient.audience is not None and audience != recipient.audience:
        raise DeskError(
            f"nothing was written: {name} is shown what {recipient.audience} needs, by the policy:"
            f" leave --audience {audience} out"
        )
    reader = recipient.audience if audience is None else require_audience(desk, audience)
    shown = None if reader is None else desk.policy.audiences[reader]
    return Addressee(name, _seal(desk, recipient, asked.ask), wanted, shown)


def _seal(desk: Desk, recipient: Recipient, ask: AskPassphrase) -> "Seal":
    from callback_desk.exports.sealing import Age, OfficePassphrase

    if recipient.protection == AGE:
        return Age(recipient.key)
    return OfficePassphrase(_passphrase(desk, recipient.key[0], ask))


# Passphrases: asked for once, then kept in the encrypted store of this desk.


def missing_passphrases(desk: Desk, names: Sequence[str]) -> list[str]:
    """Return by their names the passphrases of these recipients that the desk does not keep yet."""
    wanted = [desk.policy.recipients[name] for name in names]
    keys = dict.fromkeys(recipient.key[0] for recipient in wanted if recipient.protection == WORKBOOK)
    return [name for name in keys if desk.store.setting(_KEPT + name) is None]


def require_passphrase_name(desk: Desk, name: str) -> None:
    """Refuse a name that no recipient of the policy has for its passphrase.

    Raises:
        DeskError: there is none.
    """
    known = {one.key[0] for one in desk.policy.recipients.values() if one.protection == WORKBOOK}
    if name not in known:
        what = f"choose one of {', '.join(sorted(known))}" if known else 'none has protection = "workbook"'
        raise DeskError(f"no recipient of the policy has a passphrase {name[:40]!r}: {what}")


def keep_passphrase(desk: Desk, name: str, passphrase: str) -> None:
    """Keep a passphrase of this name in the desk's encrypted store, in place of an earlier one.

    Raises:
        DeskError: it is too short, too long, or has what cannot be typed.
    """
    desk.store.set_setting(_KEPT + name, sound_passphrase(name, passphrase))


def sound_passphrase(name: str, passphrase: str) -> str:
    """Return a passphrase that protects a file from those who may guess at it as often as they like.

    Raises:
        DeskError: it is too short, too long, or has what cannot be typed.
    """
    from callback_desk.exports.sealing import LONGEST_PASSPHRASE

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise DeskError(
            f"the passphrase {name!r} has {len(passphrase)} characters and needs at least {SHORTEST_PASSPHRASE}:"
            " four words or more are easy to say on the telephone"
        )
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise DeskError(f"the passphrase {name!r} is too long: office programs take {LONGEST_PASSPHRASE} characters")
    if not passphrase.isprintable() or passphrase != passphrase.strip():
        raise DeskError(
            f"the passphrase {name!r} begins or ends with a space, or has what cannot be typed: take it out"
        )
    return passphrase


def _passphrase(desk: Desk, name: str, ask: AskPassphrase) -> str:
    kept = desk.store.setting(_KEPT + name)
    given = ask(name, kept is None)
    if given is not None:
        if given != kept:
            keep_passphrase(desk, name, given)
        return given
    if kept is None:
        raise DeskError(
            f"nothing was written: the passphrase {name!r} is not known yet: tell it with"
            f" `callback-desk passphrase {name}`, or name a file with it in {passphrase_variable(name)}"
        )
    return kept


def passphrase_variable(name: str) -> str:
    """Return the environment variable that names a file with this passphrase."""
    return f"CALLBACK_DESK_PASSPHRASE_{name.upper().replace('-', '_')}_FILE"
