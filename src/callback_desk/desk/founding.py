"""Founding a clinic's desk, and bringing a lost key back."""

import json
import os
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom

from callback_desk.actions.exchanging import RECOVERED
from callback_desk.desk.opening import PERSON, desk_over
from callback_desk.desk.policy_file import read_text
from callback_desk.desk.vault import key_file_of, vault_of
from callback_desk.domain.authority import answers_for
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy, PolicyFault, check, read_policy
from callback_desk.domain.policy_text import person_id_for, with_clinic, with_person, without_invented_numbers
from callback_desk.home import Home
from callback_desk.policy import default_policy_text
from callback_desk.store import create_store, open_store
from callback_desk.store.keys import Vault, new_key, new_recovery_key, recovery_vault

_TYPED_BACK = 2  # groups of the recovery key


@dataclass(frozen=True)
class SetUp:
    """What the person at set-up said. `attended` tells that somebody is there to be asked.

    `text` is the policy as another desk of the clinic has it, in place of the file, and `invited_by` that desk.
    """

    clinic: str | None
    person: str
    zone: str | None
    policy: Path | None
    recovery_to: Path | None
    attended: bool
    text: str | None = None
    invited_by: str | None = None


@dataclass(frozen=True)
class SetUpDone:
    """What set-up made: the clinic's name, where the key is in words, and the policy's file.

    `roles` are the titles of the roles, but for an assistant's, that the rules of another desk gave the person before;
    None where those did not name them. `vault` holds the keys, so that nobody is asked for its passphrase again.
    """

    clinic: str
    key_in: str
    policy: Path
    vault: Vault = field(repr=False)
    roles: tuple[str, ...] | None = None


def set_up(folder: Path | None, asked: SetUp) -> SetUpDone:
    """Found a clinic's desk in a home: policy, key, recovery key, store. A set-up that fails leaves nothing.

    Raises:
        DeskError: it is set up already, the policy has a fault, or the key has nowhere to be kept.
    """
    home = Home.at(folder)
    if home.is_set_up:
        raise DeskError(f"there is a desk in {home.config} already: open it, or name another --home")
    text, person_id = _first_policy(asked)
    policy = read_policy(text, str(asked.policy or "policy.toml"))
    home.make()
    home_id, recovery_key = str(uuid.uuid4()), new_recovery_key()
    vault = vault_of(home, home_id, attended=asked.attended, making=not key_file_of(home).exists())
    made = [home.policy, home.recovery, home.store, home.identity, key_file_of(home)]
    made += [asked.recovery_to] if asked.recovery_to else []
    kept_before = {path for path in made if path.exists()}
    # A key file that is there already may open another store: its key is used, never replaced.
    held = vault.load() if key_file_of(home) in kept_before else None
    key = held or new_key()
    try:
        _hand_out(recovery_key, asked)
        if held is None:
            vault.save(key)
        recovery_vault(home.recovery, recovery_key).save(key)
        home.policy.write_text(text, "utf-8")
        _first_entries(home, key, read_policy(text), person_id, asked.invited_by)
        home.identity.write_text(json.dumps({"home_id": home_id}), "utf-8")
    except BaseException:
        for path in made:
            if path not in kept_before:
                path.unlink(missing_ok=True)
        raise
    return SetUpDone(policy.clinic.name, vault.where, home.policy, vault, _known_as(asked))


def _first_policy(asked: SetUp) -> tuple[str, str]:
    text = asked.text or _policy_text(asked.policy)
    if asked.clinic and asked.zone:
        try:
            text = with_clinic(text, asked.clinic, asked.zone)
        except ValueError as fault:
            raise DeskError(f"{asked.policy}: {fault}: put name and zone there") from fault
    where = "the invitation's policy" if asked.text else str(asked.policy or "the default policy")
    policy = read_policy(text, where)
    findings = check(text)
    if findings:
        raise PolicyFault(where, tuple(findings))
    known = policy.person_id_of(asked.person)
    if known is not None:
        return text, known
    person_id = person_id_for(asked.person, frozenset(policy.people))
    return with_person(text, person_id, asked.person, ("assistant",)), person_id


def _known_as(asked: SetUp) -> tuple[str, ...] | None:
    rules = None if asked.text is None else read_policy(asked.text)
    known = None if rules is None else rules.person_id_of(asked.person)
    if rules is None or known is None:
        return None
    return tuple(rules.role_title(owner) for owner in answers_for(rules.people[known].roles))


def _policy_text(path: Path | None) -> str:
    return without_invented_numbers(default_policy_text()) if path is None else read_text(path)


def _first_entries(home: Home, key: bytes, policy: Policy, person_id: str, invited_by: str | None) -> None:
    store = create_store(home.store, key)
    try:
        store.set_setting(PERSON, person_id)
        desk_over(store, policy, home.exports, invited_by).writer.close()
    finally:
        store.close()


def _hand_out(recovery_key: str, asked: SetUp) -> None:
    """Give the recovery key away: into a file, or shown once with two of its groups typed back."""
    if asked.recovery_to is not None:
        try:
            with open(asked.recovery_to, "x", encoding="utf-8", opener=_private) as file:
                file.write(f"{recovery_key}\n")
        except FileExistsError as fault:
            raise DeskError(f"{asked.recovery_to} is there already: name a new file for the recovery key") from fault
        except OSError as fault:
            raise DeskError(f"{asked.recovery_to} cannot be written: {fault.strerror}") from fault
        return
    if not asked.attended:
        raise DeskError("setup: --recovery-to is needed: the file for the recovery key, to be kept elsewhere")
    print(f"The recovery key. Write it down; it is shown only once:\n\n  {recovery_key}\n")
    groups = recovery_key.split("-")
    for nth, place in enumerate(sorted(SystemRandom().sample(range(len(groups)), _TYPED_BACK)), 1):
        while input(f"Type group {place + 1} back ({nth} of {_TYPED_BACK}): ").strip().upper() != groups[place]:
            print("That is not it; look again.")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def recover_key(folder: Path | None, words: str) -> str:
    """Bring the key back with the recovery key, and return in words where it is kept now.

    Raises:
        DeskError: the home is not set up, or the recovery key does not open it.
    """
    home = Home.at(folder)
    if not home.is_set_up:
        raise DeskError(f"there is no desk in {home.config}: name the home whose key is lost")
    key = recovery_vault(home.recovery, words).load()
    store = open_store(home.store, key)
    store.set_setting(RECOVERED, "yes")
    store.close()
    vault = vault_of(home, home.home_id(), attended=sys.stdin.isatty(), making=True)
    vault.save(key)
    return vault.where
