"""Empty stores for the tests: made once for each desk's name, then copied, which costs a tenth."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from callback_desk.store import Store, create_store, open_store

KEY = bytes(range(32))


@cache
def _empty(name: str) -> bytes:
    """The file of an empty store for a desk of this name; each name has a replica id of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        create_store(path, KEY).close()
        return path.read_bytes()


def new_store(path: Path, name: str = "maria") -> Store:
    """Put an empty store there and open it."""
    path.write_bytes(_empty(name))
    return open_store(path, KEY)
