"""The clinic's rules from here on; what they no longer know an owner for gets one that they know, and what they would
not put off for so long is due sooner."""

from callback_desk.actions import reading
from callback_desk.actions.context import Desk, require
from callback_desk.domain import turn_rules, turns
from callback_desk.domain.codes import Stream, View
from callback_desk.domain.entries import BroughtForward, EntryDraft, PolicyAdopted, Released, draft
from callback_desk.domain.queue import QueueRow

LOST_OWNER = "the clinic's rules no longer know who had it"


def adopt(desk: Desk, invited_by: str | None = None) -> int:
    """Write into the ledger that the clinic's rules are these from now on, give back each open callback whose owner
    they do not know, and bring forward each that is due later than they put anything off to; return how many
    callbacks that changed. `invited_by` is the desk whose invitation a new one joined the clinic by.
    """
    now = desk.clock()
    adopted = PolicyAdopted(fingerprint=desk.policy.fingerprint, toml=desk.policy.text, invited_by=invited_by)
    drafts: list[EntryDraft] = [draft("policy", adopted, Stream.POLICY)]
    furthest = turn_rules.furthest(desk.policy, now)
    with desk.unit() as unit:  # read inside, so that what another desk has just decided is not given back
        for row in reading.rows(desk, View.ALL):
            if not _is_known(desk, row):
                turn = turns.released(desk.policy, require(desk, row.callback_id), now)
                drafts.append(draft(row.callback_id, Released(turn=turn, reason=LOST_OWNER)))
            elif row.due_at > furthest:
                turn = turns.brought_forward(desk.policy, require(desk, row.callback_id), now)
                drafts.append(draft(row.callback_id, BroughtForward(turn=turn)))
        unit.append(drafts)
        unit.commit()
    return len(drafts) - 1


def _is_known(desk: Desk, row: QueueRow) -> bool:
    owners = [row.owner, row.fallback_owner, *(later.owner for later in row.further)]
    return all(turn_rules.is_known(desk.policy, owner) for owner in owners if owner is not None)
