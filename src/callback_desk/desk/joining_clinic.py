"""A new desk joins a clinic by the invitation of one of its desks, instead of founding one."""

from dataclasses import replace
from pathlib import Path

from callback_desk.actions import pairing
from callback_desk.actions.sync_context import CLINIC
from callback_desk.desk.founding import SetUp, SetUpDone, set_up
from callback_desk.desk.sync_keys import syncing_desk


def join(folder: Path | None, path: Path, words: pairing.Confirm, asked: SetUp) -> SetUpDone:
    """Set up a home with the clinic's rules as the invitation has them, and trust the desk that invites, and
    whom it trusts: the new desk has only its word for who belongs to the clinic.

    Nothing is made before the fingerprint was compared.

    Raises:
        DeskError: the file is no invitation, the words differ, or the home cannot be set up.
    """
    invitation = pairing.read_invitation(path)
    said = words(invitation)
    pairing.check_fingerprint(invitation, said)
    done = set_up(folder, replace(asked, text=invitation.policy, invited_by=invitation.replica_id))
    with syncing_desk(folder, vault=done.vault) as syncing:
        syncing.desk.store.set_setting(CLINIC, invitation.clinic)
        pairing.pair(syncing, path, lambda _: said, introduces=True)
    return done
