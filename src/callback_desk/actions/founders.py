"""Two desks that were founded apart have rules of their own: one of the two goes by the other's before they are paired.

Else each would go by its own founder's rules for ever and refuse the other's, with the very same entries.
"""

from callback_desk.actions.sync_context import Syncing
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import EntryDraft, PolicyAdopted, draft
from callback_desk.domain.errors import DeskError
from callback_desk.sync.invitation import Invitation


def founded_apart(syncing: Syncing, invitation: Invitation) -> bool:
    """Tell whether a desk goes by the rules of another founder's desk than this one."""
    own = syncing.founder({invitation.replica_id: invitation.founder})
    return bool(own and invitation.founder) and own != invitation.founder


def join_founder(syncing: Syncing, invitation: Invitation, *, joins: bool) -> list[EntryDraft]:
    """Return what is to be written before a desk is paired: if this one `joins`, that it goes by the other's rules.

    Raises:
        DeskError: the two were founded apart and it does not, or this desk is not the one that was founded.
    """
    if not founded_apart(syncing, invitation):
        return []
    founder, policy = syncing.founder(), syncing.desk.policy
    if founder != syncing.replica_id:
        raise DeskError(
            f"{invitation.label} goes by the rules of another founder than this desk: nothing was paired; pair it at"
            f" the desk where the clinic was founded, {syncing.label_of(founder)}, and sync with that one first"
        )
    if not joins:
        raise DeskError(
            f"{invitation.label} was founded apart from this desk, each with rules of its own: nothing was paired. At"
            " the desk that is to go by the other's rules from now on, pair by `callback-desk sync pair FILE --joins`,"
            " then send an invitation of that desk back"
        )
    adopted = PolicyAdopted(fingerprint=policy.fingerprint, toml=policy.text, invited_by=invitation.replica_id)
    return [draft("policy", adopted, Stream.POLICY)]
