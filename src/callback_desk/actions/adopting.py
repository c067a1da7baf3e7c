"""The clinic's rules from here on; what they no longer know an owner for gets one that they know."""

from callback_desk.actions import reading
from callback_desk.actions.context import Desk, require
from callback_desk.domain import turns
from callback_desk.domain.codes import Stream, View
from callback_desk.domain.entries import EntryDraft, PolicyAdopted, Released, draft
from callback_desk.domain.queue import QueueRow

LOST_OWNER = "the clinic's rules no longer know who had it"


def adopt(desk: Desk) -> int:
    """Write into the ledger that the clinic's rules are these from now on, and give back each open callback whose
    owner they do not know; return how many those were.
    """
    now = desk.clock()
    adopted = PolicyAdopted(fingerprint=desk.policy.fingerprint, toml=desk.policy.text)
    drafts: list[EntryDraft] = [draft("policy", adopted, Stream.POLICY)]
    with desk.unit() as unit:  # read inside, so that what another desk has just decided is not given back
        lost = [row.callback_id for row in reading.rows(desk, View.ALL) if not _is_known(desk, row)]
        for callback_id in lost:
            turn = turns.released(desk.policy, require(desk, callback_id), now)
            drafts.append(draft(callback_id, Released(turn=turn, reason=LOST_OWNER)))
        unit.append(drafts)
        unit.commit()
    return len(lost)


def _is_known(desk: Desk, row: QueueRow) -> bool:
    owners = [row.owner] if row.fallback_owner is None else [row.owner, row.fallback_owner]
    return all(turns.is_known(desk.policy, owner) for owner in owners)
