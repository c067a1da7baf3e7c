"""Attention words in what people type about a callback: they raise it, and only an acknowledgement clears it."""

import json
import re
from collections.abc import Iterable
from datetime import datetime

from callback_desk.actions.context import Desk, change, require
from callback_desk.domain.callback import Callback

NOTE_TEXTS = ("request", "told", "next_action", "remark")
"""The texts of a note in which the clinic's words count."""
_LAST_WORD = re.compile(r"[^\W_]+\Z")

Texts = Iterable[str | None]


def matched(desk: Desk, texts: Texts) -> tuple[str, ...]:
    """Return the policy's attention phrases that stand in the texts, each once."""
    found = [words for text in texts if text for words in desk.sorter.sort(text, None, None).attention]
    return tuple(dict.fromkeys(found))


def new_words(desk: Desk, callback: Callback, texts: Texts) -> tuple[str, ...]:
    """Return the attention phrases in the texts that the callback does not carry yet.

    Of those that it carries somebody licensed has been told, or the alarm still stands.
    """
    return tuple(words for words in matched(desk, texts) if words not in callback.attention)


def flag(desk: Desk, callback_id: str, where: str, texts: Texts) -> Callback | None:
    """Raise the callback for attention words in what was typed, in a transaction of its own; `where` names the text.

    Returns the callback as it is then, or None where there was nothing new, or the callback is closed. It stands
    before whatever the text was typed for, so that a refusal of that leaves no flag unwritten.
    """
    found = matched(desk, texts)
    if not found or not _new(require(desk, callback_id), found):
        return None

    from callback_desk.domain import alarm_turns
    from callback_desk.domain.entries import Flagged

    def build(callback: Callback, now: datetime) -> list[Flagged]:
        words = _new(callback, found)
        turn = alarm_turns.flagged(desk.policy, callback, now)
        return [Flagged(words=words, where=where, turn=turn)] if words else []

    return change(desk, callback_id, build)


def typed_in(form: str, *, whole: bool = True) -> tuple[str, ...]:
    """Return the texts of a note's form. Unless they are `whole`, without the word that each ends in: somebody may
    be typing it.
    """
    try:
        fields = json.loads(form or "{}")
    except ValueError:
        return ()
    if not isinstance(fields, dict):
        return ()
    whole_note = fields.get("note")  # one that was answered elsewhere, or taken back
    if isinstance(whole_note, dict):
        fields = {**whole_note, **fields}
    texts = [text for name in NOTE_TEXTS if isinstance(text := fields.get(name), str)]
    return tuple(texts if whole else (_LAST_WORD.sub("", text) for text in texts))


def _new(callback: Callback, found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words for words in found if words not in callback.attention) if callback.is_open else ()
