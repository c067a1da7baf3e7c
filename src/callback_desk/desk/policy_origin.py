"""Where the rules of a home came from, beside them: who put them in force for every desk, at which desk, when."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import fingerprint_of
from callback_desk.home import Home
from callback_desk.sync.folder import write_whole


@dataclass(frozen=True)
class Origin:
    """Which entry of the ledger put the rules in force, by whom, at which desk, when (in words), and the fingerprint
    that the home's file had then."""

    replica_id: str
    seq: int
    by: str
    desk: str
    at: str
    fingerprint: str

    def words(self, fingerprint: str) -> str:
        """Return it as a sentence about a file with this fingerprint."""
        changed = "" if fingerprint == self.fingerprint else "; this file was changed since"
        return f"the clinic's rules for every desk, put in force by {self.by} ({self.desk}), {self.at}{changed}"


def origin_of(home: Home) -> Origin | None:
    """Return where the home's rules came from, or None where nobody put them in force for every desk.

    Raises:
        DeskError: the file beside them is damaged.
    """
    if not home.policy_origin.exists():
        return None
    try:
        return Origin(**json.loads(home.policy_origin.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        raise DeskError(f"{home.policy_origin} cannot be read: remove it, and sync again") from fault


def in_words(home: Home, text: str) -> str:
    """Return where a home's rules, whose file reads so, came from."""
    origin = origin_of(home)
    return "these rules are this desk's own so far" if origin is None else origin.words(fingerprint_of(text))


def in_words_at(folder: Path | None, text: str) -> str:
    """Return where the rules of the home in a folder, whose file reads so, came from."""
    return in_words(Home.at(folder), text)


def keep(home: Home, text: str, origin: Origin | None, *, aside: bool = False) -> None:
    """Put rules in the place of the home's own, and say where they came from if somebody put them in force for all.

    With `aside` those before are kept beside them. Nothing is written where they are the same.

    Raises:
        DeskError: they cannot be written.
    """
    before = home.policy.read_bytes()
    if before != text.encode():
        if aside:
            write_whole(home.policy_before, before)
        write_whole(home.policy, text.encode())
    if origin is not None:
        write_whole(home.policy_origin, json.dumps(asdict(origin), ensure_ascii=False, indent=1).encode())
