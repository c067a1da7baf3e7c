"""The check before anything is written: what the standard demands, the codes it allows, and no loose reference."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from callback_desk.domain.errors import DeskError
from callback_desk.exports.fhir.codes import REQUIRED
from callback_desk.exports.fhir.parts import Resource

NEEDED: Mapping[str, tuple[str, ...]] = {
    "Patient": (),
    "RelatedPerson": ("patient",),
    "Task": ("status", "intent"),
    "Communication": ("status",),
    "ServiceRequest": ("status", "intent", "subject"),
    "Appointment": ("status", "participant"),
    "DocumentReference": ("status", "content"),
    "Provenance": ("target", "recorded", "agent"),
    "AuditEvent": ("type", "recorded", "agent", "source"),
}
"""The kinds of resource that are written, and the elements without which each is none."""


class Check:
    """Looks at each resource of a day as it is written, and at the end at what they refer to."""

    def __init__(self) -> None:
        self._there: set[str] = set()
        self._wanted: set[str] = set()

    def take(self, made: Resource) -> bool:
        """Look at one resource; return False where the same one was written before.

        Raises:
            DeskError: the standard does not take it. The sentence holds its kind and id, nothing of a patient.
        """
        name = f"{made.get('resourceType')}/{made.get('id')}"
        if name in self._there:
            return False
        _look(made, name)
        self._there.add(name)
        references(made, self._wanted)
        return True

    def finish(self) -> None:
        """Look whether every reference leads somewhere.

        Raises:
            DeskError: one does not.
        """
        loose = sorted(self._wanted - self._there)
        if loose:
            raise _refused(f"{loose[0]} is referred to and not there")


def references(part: Any, found: set[str]) -> None:  # noqa: ANN401 - any part of a resource
    """Add every reference in a part of a resource to those that were found."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "reference":
                found.add(inner)
            elif isinstance(inner, (dict, list)):
                references(inner, found)
    elif isinstance(part, list):
        for inner in part:
            references(inner, found)


def _look(made: Resource, name: str) -> None:
    kind = str(made.get("resourceType"))
    if kind not in NEEDED:
        raise _refused(f"{name} is of a kind that is not written here")
    for element in NEEDED[kind]:
        if not made.get(element):
            raise _refused(f"{name} has no {element}")
    for path, allowed in REQUIRED.items():
        first, *inner = path.split(".")
        if first == kind:
            for code in _at(made, inner):
                if code not in allowed:
                    raise _refused(f"{name} has the code {str(code)[:30]!r} at {path}")


def _at(part: Any, path: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401
    """Yield what stands at a path, through lists."""
    if isinstance(part, list):
        for inner in part:
            yield from _at(inner, path)
    elif not path:
        yield part
    elif isinstance(part, dict) and path[0] in part:
        yield from _at(part[path[0]], path[1:])


def _refused(what: str) -> DeskError:
    return DeskError(f"the FHIR file was not written, because {what}: leave it out with --format, and report it")
