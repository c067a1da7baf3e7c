"""For whom the day's files are written, as it is chosen on the screen: the policy's default, a recipient, or plain."""

from dataclasses import dataclass

from callback_desk.actions.context import Desk
from callback_desk.actions.protecting import NO_RECIPIENTS, Protection, default_recipients, missing_passphrases
from callback_desk.domain.policy_files import AGE
from callback_desk.tui.telling import with_keys


@dataclass(frozen=True)
class Readers:
    """One choice: these recipients of the policy, or with none of them plain files."""

    names: tuple[str, ...]

    @property
    def protection(self) -> Protection:
        """What is asked of the close."""
        return Protection(self.names, plain_files=not self.names)


class DayFiles:
    """The choices, the policy's default first and plain files last; `turn` goes from one to the next."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        every = tuple(desk.policy.recipients)
        some = [default_recipients(desk), *((name,) for name in every), every]
        self._choices = [Readers(names) for names in dict.fromkeys(some) if names] + [Readers(())]
        self._at = 0

    @property
    def chosen(self) -> Readers:
        """What stands chosen."""
        return self._choices[self._at]

    @property
    def several(self) -> bool:
        """Whether there is anything to choose."""
        return len(self._choices) > 1

    def turn(self) -> None:
        """Go to the next choice."""
        self._at = (self._at + 1) % len(self._choices)

    def lacking(self) -> str | None:
        """Return the name of a passphrase that must be told first, or None."""
        return next(iter(missing_passphrases(self._desk, self.chosen.names)), None)

    def sentence(self) -> str:
        """Return what will be written, for whom and where, and the keys that decide it."""
        names, folder = self.chosen.names, self._desk.exports
        if names:
            what = f"For {', '.join(map(self._reader, names))}, into {folder}."
        else:
            what = f"The files are plain: whoever can open {folder} reads names and numbers."
            if not self.several:
                what += f" {NO_RECIPIENTS}."
        log = [name for name, one in self._desk.policy.recipients.items() if one.protection == AGE and one.access_log]
        sent = f" The access log goes to {', '.join(log)}." if log else ""
        other = "{files-for} chooses another, " if self.several else ""
        return f"{what}{sent} " + with_keys(f"{{write-files-yes}} writes them there, {other}{{leave-day}} does not.")

    def _reader(self, name: str) -> str:
        recipient, policy = self._desk.policy.recipients[name], self._desk.policy
        how = "age" if recipient.protection == AGE else "workbook with a passphrase"
        shown = "" if recipient.audience is None else f", as {policy.audiences[recipient.audience].title} needs it"
        formats = f": {', '.join(recipient.gets)}" if recipient.protection == AGE else ""
        return f"{name} ({how}{formats}{shown})"
