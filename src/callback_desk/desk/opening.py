"""Opening the desk of a home."""

from datetime import UTC, datetime
from pathlib import Path

from callback_desk.actions.context import Desk
from callback_desk.desk.door import home_of, key_of
from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.store import Store, Writer, open_store

PERSON, POLICY = "person", "policy"
"""The settings that name who works here and which policy the ledger knows."""


def real_clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)


def open_desk(folder: Path | None, key: bytes | None = None) -> Desk:
    """Open the desk of a home, with its key where that was fetched already.

    Raises:
        DeskError: it is not set up, the key is missing or wrong, the policy has a fault, the store is newer.
    """
    home = home_of(folder)
    policy = read_policy(read_text(home.policy), str(home.policy))
    store = open_store(home.store, key or key_of(folder)())
    try:
        return desk_over(store, policy, home.exports)
    except BaseException:
        store.close()
        raise


def desk_over(store: Store, policy: Policy, exports: Path, invited_by: str | None = None) -> Desk:
    """Return the desk of an open store, telling the ledger of the policy where it is another than before.

    `invited_by` is the desk whose invitation a new one joined the clinic by.
    """
    person = store.setting(PERSON)
    if person is None or person not in policy.people:
        raise DeskError(f"the policy has no person {person!r}: put [people.{person}] back into policy.toml")
    desk = Desk(store, policy, person, real_clock, exports, Writer())
    if store.setting(POLICY) != policy.fingerprint:
        _adopt(desk, invited_by)
    return desk


def adopt_rules(desk: Desk, policy: Policy) -> None:
    """Let an open desk work by these rules from now on."""
    desk.work_by(policy)
    if desk.store.setting(POLICY) != policy.fingerprint:
        _adopt(desk, None)


def _adopt(desk: Desk, invited_by: str | None) -> None:
    """Tell the ledger that the clinic's rules are these from now on."""
    from callback_desk.actions.adopting import adopt

    adopt(desk, invited_by)
    desk.store.set_setting(POLICY, desk.policy.fingerprint)
