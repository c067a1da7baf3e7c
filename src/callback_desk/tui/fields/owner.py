"""Whose turn it is next, picked from the policy's roles and people by typing a few letters."""

from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy
from callback_desk.domain.text import folded
from callback_desk.tui.fields.meant import MeantField


class OwnerField(MeantField[str]):
    """The first owner that fits what is typed; more letters narrow it. Its value is written as in JSON."""

    def __init__(self, name: str, label: str, policy: Policy) -> None:
        super().__init__(name, label)
        self.policy = policy
        known = [f"role:{role}" for role in policy.roles] + [f"person:{person}" for person in policy.people]
        self._known = [(owner, folded(policy.role_title(owner)), folded(owner)) for owner in known]

    def fitting(self, text: str) -> list[str]:
        """Return the owners that fit, best first: by how the title begins, a word in it, any part of it."""
        wanted = folded(text)
        if not wanted:
            return []
        ranked = []
        for order, (owner, title, code) in enumerate(self._known):
            rank = _rank(wanted, title, code)
            if rank is not None:
                ranked.append((rank, order, owner))
        return [owner for _, _, owner in sorted(ranked)]

    def read(self, text: str) -> str:
        """Return the first owner that fits."""
        fitting = self.fitting(text)
        if not fitting:
            titles = ", ".join(role.title for role in self.policy.roles.values())
            raise DeskError(f"nobody here is called that: {titles}")
        return self.policy.owner_name(fitting[0])

    def said(self, value: str) -> str:
        """Return the owner's title or name."""
        return self.policy.role_title(self.policy.parse_owner(value))

    def dumped(self, value: str) -> object:
        """Return the owner as JSON writes one."""
        return value

    def loaded(self, data: object) -> str:
        """Return the owner again, if the policy still knows it."""
        return self.policy.owner_name(self.policy.parse_owner(str(data)))

    def aside(self) -> str:
        """The others that fit too."""
        others = [] if self.filled_in else self.fitting(self.text)[1:3]
        return f"   or {', '.join(map(self.policy.role_title, others))}" if others else ""

    def hint(self) -> str:
        """What may be typed."""
        return "a few letters of the role or name"


def _rank(wanted: str, title: str, code: str) -> int | None:
    if wanted in (title, code):
        return 0
    if title.startswith(wanted):
        return 1
    if any(word.startswith(wanted) for word in title.split()):
        return 2
    return 3 if wanted in title or code.startswith(wanted) else None
