"""Who had seen what: an author knew an entry, or two authors did not know of each other."""

from callback_desk.domain.entry import Entry


def covers(later: Entry, earlier: Entry) -> bool:
    """Tell whether the author of the one had seen the other."""
    if later.replica_id == earlier.replica_id:
        return later.seq > earlier.seq
    return later.seen.get(earlier.replica_id, 0) >= earlier.seq


def apart(one: Entry, other: Entry) -> bool:
    """Tell whether neither author had seen the other's entry."""
    return not covers(one, other) and not covers(other, one)
