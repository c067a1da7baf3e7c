"""The encrypted store: the ledger, the projection folded from it, and what is local to this desk.

Importing it, opening a store and reading from it load neither SQLAlchemy nor SQLModel; the first write does. Each
name is fetched when it is first asked for, so that the key can be unwrapped before anything else is loaded.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callback_desk.store.drafts import Draft
    from callback_desk.store.matching import OpenMatch
    from callback_desk.store.opening import create_store, open_store, peek_counts
    from callback_desk.store.queries import Wanted
    from callback_desk.store.store import Store
    from callback_desk.store.unit import Unit
    from callback_desk.store.writer import Writer

__all__ = ["Draft", "OpenMatch", "Store", "Unit", "Wanted", "Writer", "create_store", "open_store", "peek_counts"]

_WHERE = {
    "Draft": "drafts",
    "OpenMatch": "matching",
    "Store": "store",
    "Unit": "unit",
    "Wanted": "queries",
    "Writer": "writer",
    "create_store": "opening",
    "open_store": "opening",
    "peek_counts": "opening",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever the room offers under that name
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
