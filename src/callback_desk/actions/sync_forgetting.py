"""What is remembered of sync files is forgotten where it is of no use any more, so that it does not grow for ever."""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.sync import folder

MOST_LOOSE = 64
"""So many files that lie in the folder no more are remembered before it is looked which of them are of use."""

_AT_ONCE = 1_000


def forget(syncing: Syncing, names: Iterable[str]) -> None:
    """Forget settings of this desk, so many in a transaction that no save waits long."""
    gone = list(names)
    for begins in range(0, len(gone), _AT_ONCE):
        syncing.write(partial(_forget, syncing, gone[begins : begins + _AT_ONCE]))


def forget_covered(syncing: Syncing, found: folder.Scan) -> None:
    """Forget the files that lie in the folder no more and whose entries another one has, too.

    Of each entry a file stays that has it, as its writer signed it: without one it could not be handed on.
    """
    lying = {each.digest for each in found.segments} | {each.digest for each in found.bundles}
    held = syncing.desk.store.settings(TAKEN)
    loose = {name for name in held if name.removeprefix(TAKEN)[:16] not in lying}
    if len(loose) > MOST_LOOSE:
        forget(syncing, _covered({name: json.loads(text) for name, text in held.items()}, loose))


def _covered(held: Mapping[str, Mapping[str, Any]], loose: set[str]) -> list[str]:
    """Return those of the loose files whose lines stand in one of the others, or that cannot be handed on at all."""
    useful = [name for name, file in held.items() if file.get("as")]
    useful.sort(key=lambda name: (held[name]["replica"], held[name]["first"], -held[name]["last"], name in loose))
    reached: dict[str, int] = {}
    kept = set()
    for name in useful:  # whatever came before begins no later: who reaches as far has all of it
        replica, last = held[name]["replica"], held[name]["last"]
        if last > reached.get(replica, 0):
            reached[replica] = last
            kept.add(name)
    return sorted(loose - kept)


def _forget(syncing: Syncing, names: list[str]) -> None:
    with syncing.desk.unit() as unit:
        unit.forget(names)
        unit.commit()
