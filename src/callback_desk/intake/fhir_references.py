"""References inside a FHIR file: an id is one server's own, so that two servers' `Patient/p1` are two patients."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from callback_desk.intake.fhir_values import NOTHING, Resource, objects, text

_TYPE_AND_ID = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/[^/]*)?$")


class _Address(NamedTuple):
    """Where a resource is: the server ("" where nothing says which) and `Type/id` there, or the whole where it is none.

    The server's address is without its scheme, which the same server may answer by either of.
    """

    server: str
    key: str


def _address(written: str) -> _Address:
    found = _TYPE_AND_ID.search(written.strip())
    if found is None:
        return _Address("", written.strip())
    before = written.strip()[: found.start()]
    return _Address(before.partition("://")[2].rstrip("/").lower(), found[1])


class Index:
    """The resources of one file, by everything that refers to them."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[str, Resource]] = {}
        self._server_of: dict[int, str] = {}
        self._container_of: dict[int, Resource] = {}

    def add(self, resource: Resource, full_url: str) -> None:
        """Make a resource known by its full URL and by its type and id, on the server that the full URL names."""
        for address in _addresses(resource, full_url):
            self._by_key.setdefault(address.key, {}).setdefault(address.server, resource)
        server = _address(full_url).server
        for one in (resource, *objects(resource.get("contained"))):
            self._server_of[id(one)] = server
        self._container_of.update((id(one), resource) for one in objects(resource.get("contained")))

    def find(self, reference: Resource, holder: Resource) -> Resource:
        """Return what a reference of `holder` leads to in this file, contained or not; else one without elements."""
        target = text(reference.get("reference"))
        if target.startswith("#"):
            contained = objects(self._container_of.get(id(holder), holder).get("contained"))
            return next((one for one in contained if text(one.get("id")) == target[1:]), NOTHING)
        server, key = self._meant(target, holder)
        there = self._by_key.get(key, {}) if target else {}
        if server in there:
            return there[server]
        alone = len(there) == 1 and (server == "" or "" in there)
        return next(iter(there.values())) if alone else NOTHING

    def kind(self, reference: Resource, holder: Resource) -> str:
        """Return the type of what a reference leads to, in this file or not; "" where nothing tells."""
        found = text(self.find(reference, holder).get("resourceType"))
        target = text(reference.get("reference"))
        relative = _TYPE_AND_ID.search(target)
        return found or text(reference.get("type")) or (relative[1].split("/")[0] if relative else "")

    def name(self, reference: Resource, holder: Resource) -> str:
        """Return what all references of this file to one resource have in common; "" where it refers to nothing."""
        target = text(reference.get("reference"))
        return target if target.startswith("#") else self._name(self._meant(target, holder))

    def names(self, resource: Resource, full_url: str) -> frozenset[str]:
        """Return everything that references of this file may call a resource of it."""
        return frozenset(map(self._name, _addresses(resource, full_url)))

    def _meant(self, target: str, holder: Resource) -> _Address:
        """Return where a reference leads: one without a server is to that of whoever holds it."""
        address = _address(target)
        if address.server or not _TYPE_AND_ID.search(target):
            return address
        return address._replace(server=self._server_of.get(id(holder), ""))

    def _name(self, address: _Address) -> str:
        """Return `Type/id`, with the server only where another one has the same in this file: what was taken in from
        another part of the export is known by `Type/id`, too.
        """
        servers = {address.server, *self._by_key.get(address.key, ())} - {""}
        return f"{address.server}/{address.key}" if address.server and len(servers) > 1 else address.key


def _addresses(resource: Resource, full_url: str) -> Iterator[_Address]:
    stated = _address(full_url)
    kind, known_by = text(resource.get("resourceType")), text(resource.get("id"))
    if known_by:
        yield _Address(stated.server, f"{kind}/{known_by}")
    if full_url:
        yield stated
