"""The SQLAlchemy engine that all writing goes through, and its statements. Loaded at the first write."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, delete, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import ClauseElement
from sqlcipher3 import dbapi2 as driver

from callback_desk.store.connection import connect
from callback_desk.store.first_rows import PLAIN_COLUMNS, PLAIN_CONSTANTS
from callback_desk.store.tables import (
    AccessLine,
    CallbackRow,
    CardRow,
    ContactKey,
    DraftRow,
    EntryLine,
    Meta,
    SavedDraft,
)


def make_engine(path: Path, key: str) -> Engine:
    """Return the engine over the encrypted file. Every transaction takes the write lock when it begins."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(path, key),
        poolclass=QueuePool,  # an empty URL would pick the in-memory pool
        pool_size=2,
        max_overflow=2,
        hide_parameters=True,  # an error message must not carry what a patient said
    )

    @event.listens_for(engine, "begin")
    def _lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _upsert(model: type[CallbackRow | CardRow | ContactKey | Meta], key: str) -> str:
    table = model.__table__
    statement = insert(table).values({column.name: "" for column in table.columns})
    update = {column.name: statement.excluded[column.name] for column in table.columns if column.name != key}
    return _text_of(statement.on_conflict_do_update(index_elements=[key], set_=update))


def _text_of(statement: ClauseElement) -> str:
    from sqlalchemy.dialects.sqlite import pysqlite

    return str(statement.compile(dialect=pysqlite.dialect(paramstyle="qmark")))


def _plain() -> str:
    """Return the statement for rows that differ in few columns: to bind forty-six values costs as much as the rest."""
    marks = ", ".join("?" * len(PLAIN_COLUMNS))
    values = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in PLAIN_CONSTANTS.values())
    columns = ", ".join((*PLAIN_COLUMNS, *PLAIN_CONSTANTS))
    return f"INSERT INTO {CallbackRow.__tablename__} ({columns}) VALUES ({marks}, {values})"


# Compiled once. They are run with rows that already are what the column types would make of them: for a
# hundred thousand entries, converting each value again costs more than inserting it.
INSERT_ENTRY = _text_of(insert(EntryLine.__table__))
INSERT_ACCESS = _text_of(insert(AccessLine.__table__))
INSERT_SAVED_DRAFT = _text_of(insert(SavedDraft.__table__))
INSERT_DRAFT = _text_of(insert(DraftRow.__table__))
DELETE_DRAFT = _text_of(delete(DraftRow.__table__).where(DraftRow.__table__.c.draft_id == ""))
INSERT_CONTACT_KEY = _text_of(insert(ContactKey.__table__).on_conflict_do_nothing())
UPSERT_CONTACT_KEY = _upsert(ContactKey, "contact_key")
INSERT_CALLBACK = _text_of(insert(CallbackRow.__table__))
INSERT_PLAIN_CALLBACK = _plain()
UPSERT_CALLBACK = _upsert(CallbackRow, "callback_id")
UPSERT_CARD = _upsert(CardRow, "card_id")
UPSERT_META = _upsert(Meta, "key")
