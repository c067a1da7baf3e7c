"""An invitation: the public keys of one desk, for another desk of the same clinic to know it by.

It says whose desk it is, and holds the clinic's rules, so that a new desk can begin with them. It is signed by the desk
itself, which shows damage only; whose keys they are, two people find out by reading the fingerprint to each other.
"""

import json
import re
from dataclasses import dataclass

from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line
from callback_desk.sync.documents import REPLICA
from callback_desk.sync.keys import PrivateKeys, PublicKeys, fingerprint, is_public

FORMAT = "callback-desk/1 invitation"
MOST_BYTES, LONGEST_LABEL = 4 << 20, 60
_PERSON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_MEMBERS = ("format", "clinic", "clinic_name", "replica", "person", "founder", "label", "sign", "age", "policy")


@dataclass(frozen=True)
class Invitation:
    """What an invitation says: which desk of which clinic, the id of the person whose it is, its keys, and the
    clinic's rules as TOML. `founder` is the desk with which the clinic began, as far as it is known there, or empty."""

    clinic: str
    clinic_name: str
    replica_id: str
    person: str
    founder: str
    label: str
    keys: PublicKeys
    policy: str

    @property
    def fingerprint(self) -> str:
        """Six words, which the inviter sees too."""
        return fingerprint(self.clinic, self.replica_id, self.person, self.keys)

    def members(self) -> dict[str, str]:
        """Return it as it stands in the file, but for the signature."""
        keys = (self.keys.sign, self.keys.age)
        whose = (self.replica_id, self.person, self.founder, self.label)
        held = (FORMAT, self.clinic, self.clinic_name, *whose, *keys, self.policy)
        return dict(zip(_MEMBERS, held, strict=True))


def written(invitation: Invitation, keys: PrivateKeys) -> str:
    """Return the text of an invitation's file."""
    held = invitation.members()
    return json.dumps({**held, "sig": keys.signed(_to_sign(held))}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Invitation:
    """Return what an invitation's file says.

    Raises:
        DeskError: it is none, was damaged, or a newer program wrote it.
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise DeskError("it is no invitation of callback-desk: have it sent again") from fault
    said = held.get("format") if isinstance(held, dict) else None
    if said != FORMAT:
        if isinstance(said, str) and said.startswith("callback-desk/") and said.endswith(" invitation"):
            raise DeskError("the invitation was written by a newer callback-desk: update this program")
        raise DeskError("it is no invitation of callback-desk: have it sent again")
    signature = held.pop("sig", None)
    if held.keys() != set(_MEMBERS) or not all(isinstance(each, str) for each in (*held.values(), signature)):
        raise DeskError("the invitation is damaged: have it sent again")
    keys = PublicKeys(held["sign"], held["age"])
    sound = REPLICA.match(held["replica"]) and is_person(held["person"]) and is_label(held["label"])
    founded = not held["founder"] or REPLICA.match(held["founder"])
    if not sound or not founded or not is_public(keys) or not keys.verify(signature, _to_sign(held)):
        raise DeskError("the invitation is damaged: have it sent again")
    told = (held["clinic"], held["clinic_name"], held["replica"], held["person"], held["founder"], held["label"])
    return Invitation(*told, keys, held["policy"])


def label_of(text: str) -> str:
    """Return a desk's label as people typed it, on one line.

    Raises:
        DeskError: it is empty or too long.
    """
    label = clean_line(text)
    if not is_label(label):
        raise DeskError(f"a desk's name has between 1 and {LONGEST_LABEL} characters: give another one")
    return label


def is_label(label: str) -> bool:
    """Tell whether a text can be what a desk is called."""
    return label == clean_line(label) and 1 <= len(label) <= LONGEST_LABEL


def is_person(person: str) -> bool:
    """Tell whether a text can be the id of a person in a clinic's rules."""
    return _PERSON.match(person) is not None


def _to_sign(held: dict[str, str]) -> bytes:
    text = json.dumps({name: held[name] for name in sorted(held)}, ensure_ascii=True, separators=(",", ":"))
    return f"{FORMAT}\n{text}".encode()
