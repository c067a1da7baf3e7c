"""A succession: a desk carries on under a new id, with new keys, and both keys say so. See docs/sync-format.md.

Two copies of one desk that both wrote on would else have two histories under the same numbers. The old key alone does
not do: everybody knows the public keys of every desk, and could name one of them as theirs.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from callback_desk.domain.line import Moved
from callback_desk.sync.documents import REPLICA
from callback_desk.sync.faults import Refused, bad
from callback_desk.sync.invitation import is_label
from callback_desk.sync.keys import PrivateKeys, PublicKeys, is_public

FORMAT = "callback-desk/1 succession"
HASH = 16
"""So many hex digits of a line's hash stand for it: the old key has signed the list."""

_HASHES = re.compile(rf"[0-9a-f]{{{HASH}}}\Z")
_MEMBERS: dict[str, type] = {"clinic": str, "old": str, "new": str, "label": str, "sign": str, "age": str, "after": int}
_MEMBERS |= {"moved": list, "hashes": list, "sig": str, "new_sig": str}
_SIGNATURES = ("sig", "new_sig")


@dataclass(frozen=True)
class Succession:
    """The desk `new` carries on where the desk `old` stood at entry `after`.

    `moved` says where the entries after that one carry on which a copy of the desk wrote under numbers that the other
    copy used too: the last of them as the first ones of `new`, those before in feeds of earlier successions. `hashes`
    begin the hashes of the lines that carry on in `new`, as they stood in `old`. `sig` is by the old key, `new_sig` by
    the new one.
    """

    clinic: str
    old: str
    new: str
    label: str
    sign: str
    age: str
    after: int
    moved: tuple[Moved, ...] = ()
    hashes: tuple[str, ...] = ()
    sig: str = ""
    new_sig: str = ""

    @property
    def keys(self) -> PublicKeys:
        """The public keys of the new feed."""
        return PublicKeys(self.sign, self.age)

    def document(self) -> dict[str, Any]:
        """Return it as it stands in files and settings."""
        return {**asdict(self), "moved": [list(each) for each in self.moved], "hashes": list(self.hashes)}

    def signed(self, old: PrivateKeys, new: PrivateKeys) -> "Succession":
        """Return it with the signatures of the old feed's keys and of the new one's."""
        told = _to_sign(self.document())
        return replace(self, sig=old.signed(told), new_sig=new.signed(told))

    def is_signed_by(self, old: PublicKeys) -> bool:
        """Tell whether the old feed's key signed it."""
        return old.verify(self.sig, _to_sign(self.document()))

    @property
    def is_agreed(self) -> bool:
        """Whether the new feed's key signed it too."""
        return self.keys.verify(self.new_sig, _to_sign(self.document()))

    def lines(self) -> dict[tuple[int, str], Moved]:
        """Return which lines of the old feed it carries on: their numbers and how their hashes begin, and where to."""
        own = self.moved[-1] if self.moved else None
        return {} if own is None else {(own.first + n, each): own for n, each in enumerate(self.hashes)}


def read(held: object) -> Succession:
    """Return the succession that stands in a JSON object; whether its signature is good is not looked at.

    Raises:
        Refused: it is not as it should be.
    """
    if not isinstance(held, dict) or held.keys() != _MEMBERS.keys():
        raise _unfit()
    if any(type(held[name]) is not kind for name, kind in _MEMBERS.items()):
        raise _unfit()
    if not all(isinstance(each, str) and _HASHES.match(each) for each in held["hashes"]):
        raise _unfit()
    try:
        moved = tuple(Moved(str(replica), int(first), int(last)) for replica, first, last in held["moved"])
    except (TypeError, ValueError) as fault:
        raise _unfit() from fault
    found = Succession(**{**held, "moved": moved, "hashes": tuple(held["hashes"])})
    if not _is_sound(found):
        raise _unfit()
    return found


def _is_sound(found: Succession) -> bool:
    if not (REPLICA.match(found.old) and REPLICA.match(found.new) and found.old != found.new and found.after >= 0):
        return False
    if not is_label(found.label) or not is_public(found.keys):
        return False
    following = found.after + 1
    for place in found.moved:
        if not REPLICA.match(place.replica_id) or place.first != following or place.last < place.first:
            return False
        following = place.last + 1
    own = found.moved[-1] if found.moved else None
    count = 0 if own is None else own.last - own.first + 1
    return count == len(found.hashes) and (own is None or own.replica_id == found.new)


def _unfit() -> Refused:
    return bad("what it says of a desk that carries on under another id is not as it should be")


def _to_sign(held: dict[str, Any]) -> bytes:
    told = {name: held[name] for name in sorted(held) if name not in _SIGNATURES}
    return f"{FORMAT}\n{json.dumps(told, ensure_ascii=True, separators=(',', ':'))}".encode()
