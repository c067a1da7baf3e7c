"""Sentences that name keys: they ask the table, so that a key put elsewhere is called by its new name."""

from callback_desk.tui.key import Key


def with_keys(sentence: str) -> str:
    """Return a sentence of ours with each `{action}` in it as the key that the action is on now.

    Nothing of a patient's goes through here: braces in it would be read.
    """
    return sentence.format_map(_Shown())


class _Shown(dict[str, str]):
    """The key of an action as people read it."""

    def __missing__(self, action: str) -> str:
        return _key(action).shown


def _key(action: str) -> Key:
    from callback_desk.tui.keys import BY_ACTION  # the table itself speaks in such sentences

    return BY_ACTION[action]
