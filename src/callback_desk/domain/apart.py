"""Which callbacks are known not to be the same request: nobody is asked about them, at no desk. Pure."""

from callback_desk.domain.callback import Callback


def known_apart(one: Callback, other: Callback) -> bool:
    """Tell whether two callbacks are known to be two: a person told them apart, or they are parts of one message."""
    told = other.callback_id in one.told_apart or one.callback_id in other.told_apart
    return told or parts_of_one(one, other)


def parts_of_one(one: Callback, other: Callback) -> bool:
    """Tell whether a person split one message into these two."""
    first = one.split_from or one.callback_id
    return first == (other.split_from or other.callback_id)
