"""Opening the encrypted file: key, pragmas, and the check that the key was the right one.

Only `sqlcipher3` may touch the live file. A second copy of SQLite in one process (the standard library's)
cancels its POSIX locks, and commits are lost; there is no plain mode and no fallback.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from callback_desk.domain.errors import DeskError
from callback_desk.store.faults import in_words

Connection = Any
"""A `sqlcipher3` connection; the driver comes without types."""

BUSY_MILLISECONDS = 5000
"""How long a write waits for another program's write on the same home."""

PAGE_BYTES, EARLIER_PAGE_BYTES = 8_192, 4_096
"""A store's pages, each encrypted and sealed by itself. A line of the ledger takes a kilobyte: of the smaller pages,
which stores made by earlier versions keep, a fifth stays empty, and a large log takes longer to write."""

CACHE_KIB, BULK_CACHE_KIB = 8_000, 64_000
"""Page cache of a connection. The large one is for many rows going into indexes in no order, which takes up to
twice as long in the small one."""

# The driver looks for a conversion of every None and bool that it binds, which costs ten times what binding
# does: a hundred thousand queue rows took five seconds instead of one.
driver.register_adapter(type(None), {}.get)
driver.register_adapter(bool, int)

_CHECKPOINT_BYTES = 4 << 20
_NO_STORE = "not a database"
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}\Z")
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # without it INSERT OR REPLACE walks around the append-only triggers
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",  # no sort spills patients' names into a plain temporary file
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    f"PRAGMA cache_size=-{CACHE_KIB}",
    f"PRAGMA wal_autocheckpoint={_CHECKPOINT_BYTES // PAGE_BYTES}",
)


def key_hex(key: bytes | str) -> str:
    """Return the raw 256-bit key as 64 hex digits.

    SQLCipher takes anything malformed for a passphrase and opens a different store, so that nothing else
    passes.

    Raises:
        DeskError: the key is not 32 bytes or 64 hex digits.
    """
    if isinstance(key, bytes) and len(key) == 32:
        return key.hex()
    if isinstance(key, str) and _HEX_KEY.match(key):
        return key.lower()
    raise DeskError("the store's key is malformed: it must be 32 bytes; recover it with `callback-desk recover`")


def connect(path: Path, key: bytes | str, *, read_only: bool = False) -> Connection:
    """Open a connection to the encrypted file, in autocommit mode, usable from any one thread at a time.

    Raises:
        DeskError: there is no such file, it cannot be opened, or the key does not open it.
    """
    digits = key_hex(key)
    if not path.is_file():
        raise DeskError(f"there is no store at {path}: run `callback-desk setup`, or name the right --home")
    pragmas = (*_PRAGMAS, "PRAGMA query_only=ON") if read_only else _PRAGMAS
    return _opened(path, path.absolute().as_uri(), digits, pragmas)


def connect_to_file_alone(path: Path, key: bytes | str) -> Connection:
    """Open a connection that reads the file as it lies, where no other file can be written beside it.

    It takes no lock and sees nothing that is written later: only for one statement at a time, or one pass.

    Raises:
        DeskError: what was written last does not stand in the file yet, or it cannot be read.
    """
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.exists() and waiting.stat().st_size:
        raise DeskError(f"not read: free some space where {path} lies first, its last changes wait for it")
    address = f"{path.absolute().as_uri()}?immutable=1"
    pragmas = ("PRAGMA temp_store=MEMORY", f"PRAGMA cache_size=-{CACHE_KIB}", "PRAGMA query_only=ON")
    return _opened(path, address, key_hex(key), pragmas)


def create_file(path: Path) -> None:
    """Create the empty file, readable by its owner only, before anything is written to it.

    Raises:
        DeskError: it exists already, or cannot be created.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise DeskError(f"there is a store at {path} already: open it, or name another --home") from error
    except OSError as error:
        raise DeskError(f"the store {path} cannot be created: {error.strerror}; name another --home") from error


def _opened(path: Path, address: str, digits: str, pragmas: Sequence[str]) -> Connection:
    """Return a connection whose pages are of the size that the store was made with."""
    for page_bytes in (PAGE_BYTES, EARLIER_PAGE_BYTES):
        try:
            connection = driver.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        except driver.Error as error:
            raise DeskError(f"the store {path} cannot be opened: check that you may read and write it") from error
        try:
            _unlock(connection, digits, page_bytes)
            for pragma in pragmas:
                connection.execute(pragma).fetchall()
        except driver.Error as error:
            connection.close()
            if page_bytes != PAGE_BYTES or _NO_STORE not in str(error):
                raise _refused(path, error) from error
        else:
            return connection
    raise AssertionError(page_bytes)


def _unlock(connection: Connection, digits: str, page_bytes: int) -> None:
    # SQLCipher writes its errors straight to the terminal unless told first.
    connection.execute("PRAGMA cipher_log_level=NONE").close()
    connection.execute(f"PRAGMA key=\"x'{digits}'\"").close()
    connection.execute(f"PRAGMA cipher_page_size={page_bytes}").close()
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _refused(path: Path, error: Exception) -> DeskError:
    if _NO_STORE in str(error):
        return DeskError(f"the key does not open the store {path}: use its own key, or `callback-desk recover`")
    if "locked" in str(error):
        return DeskError(f"the store {path} is busy: another program is writing to it; try again")
    return in_words(error, path, "the store cannot be opened")
