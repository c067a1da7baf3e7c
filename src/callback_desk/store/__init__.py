"""The encrypted store: the ledger, the projection folded from it, and what is local to this desk.

Importing it, opening a store and reading from it load neither SQLAlchemy nor SQLModel; the first write does.
"""

from callback_desk.store.drafts import Draft
from callback_desk.store.matching import OpenMatch
from callback_desk.store.opening import create_store, open_store
from callback_desk.store.queries import Wanted
from callback_desk.store.store import Store
from callback_desk.store.unit import Unit
from callback_desk.store.writer import Writer

__all__ = ["Draft", "OpenMatch", "Store", "Unit", "Wanted", "Writer", "create_store", "open_store"]
