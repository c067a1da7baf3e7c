"""The queue's table says what the entries say, however it came about, and may be thrown away at any time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from sqlmodel import Session, create_engine, select

from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import EntryDraft, Payload, PolicyAdopted, PolicyPublished, draft
from callback_desk.domain.fold import fold
from callback_desk.store import Store, create_store, open_store, schema
from callback_desk.store import unit as units
from callback_desk.store.ledger import COLUMNS as ENTRY_COLUMNS
from callback_desk.store.projection import COLUMNS, row_of
from callback_desk.store.tables import CallbackRow, EntryLine, Meta
from tests.store.writing import HOUR, KEY, NOON, behind, closed, id_of, names, queue, received, standing, turn, write
from tests.unit.strategies import payloads


def table(path: Path, name: str, key: bytes = KEY) -> list[tuple[Any, ...]]:
    """All rows of a table of the store."""
    with behind(path, key) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
    return rows


happened = st.lists(
    st.tuples(st.sampled_from("abc"), payloads(), st.booleans()).filter(
        lambda x: not isinstance(x[1], PolicyAdopted | PolicyPublished)
    ),
    min_size=1,
    max_size=12,
)


def storable(payload: Payload, subject: str) -> EntryDraft:
    """The payload as a draft about one of three callbacks."""
    return draft(id_of(subject), payload)


@settings(max_examples=40)
@given(happened, st.booleans())
def test_kept_up_row_by_row_it_is_what_a_rebuild_makes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Payload, bool]], bulk: bool
):
    path = tmp_path_factory.mktemp("projection") / "desk.db"
    store = create_store(path, KEY)
    waiting: list[EntryDraft] = []
    for subject, payload, together in steps:
        waiting.append(storable(payload, subject))
        if not together:
            write_all(store, waiting, bulk)
            waiting = []
    write_all(store, waiting, bulk)
    assert store.verify() == []
    kept = table(path, "callback"), table(path, "contact_key")
    store.rebuild_projection()
    assert (table(path, "callback"), table(path, "contact_key")) == kept
    assert {row[0] for row in kept[0]} == {id_of(subject) for subject, _, _ in steps}
    store.close()


def write_all(store: Store, drafts: list[EntryDraft], bulk: bool) -> None:
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        (unit.append_new if bulk else unit.append)(drafts)
        unit.commit()


def test_a_large_intake_writes_what_single_appends_would(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(units, "_CHUNK", 100)
    drafts = [received(f"n{n % 240}", patient=f"P{n}", source_key=f"k{n}") for n in range(246)]
    drafts += [closed(f"n{n}") for n in range(0, 30, 3)]
    write(store, received("n5", patient="Before"), received("zz"))
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        assert unit.append_new(drafts) == len(drafts)
        unit.commit()
    assert store.verify() == []
    assert standing(store, "n5").patient == "Before"
    assert [entry.seq for entry in standing(store, "n5").history] == [1, 8, 248]
    assert store.counts(as_of=NOON, hour_until=NOON).open == 241 - 10
    with behind(store.path) as connection:
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert set(schema.PROJECTION_INDEXES) <= found


def test_a_large_intake_that_is_not_committed_leaves_no_trace(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(units, "_CHUNK", 10)
    write(store, received("a", patient="A"))
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        unit.append_new([received(f"n{n}") for n in range(35)])
    assert names(queue(store)) == ["A"]
    assert store.verify() == []


def test_a_change_of_the_fold_rebuilds_the_queue_when_the_store_is_opened(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(store, received("a", patient="A"), received("b"), closed("b"))
    store.close()
    with behind(path) as connection:
        connection.execute("DROP TABLE callback")
    monkeypatch.setattr(schema, "PROJECTION_VERSION", "another")
    again = open_store(path, KEY)
    assert names(queue(again)) == ["A"]
    assert again.verify() == []
    again.close()


@pytest.mark.parametrize(
    "model", sorted((mapper.class_ for mapper in EntryLine._sa_registry.mappers), key=lambda model: model.__name__)
)
def test_the_models_and_the_stored_tables_are_the_same(store: Store, path: Path, model: Any):
    described = model.__table__
    with behind(path) as connection:
        stored = connection.execute(f"PRAGMA table_info({described.name})").fetchall()
    assert [(c.name, c.nullable, c.primary_key) for c in described.columns] == [
        (name, not required, bool(key)) for _, name, _, required, _, key in stored
    ]
    assert {c.name: c.type.python_type is int for c in described.columns} == {
        name: kind == "INTEGER" for _, name, kind, _, _, _ in stored
    }


def test_the_rows_are_written_in_the_order_of_the_columns():
    assert tuple(EntryLine.__table__.columns.keys()) == ENTRY_COLUMNS
    assert tuple(CallbackRow.__table__.columns.keys()) == COLUMNS


def test_the_models_read_what_the_rows_say(store: Store):
    claim = turn("person:maria", owner_until=NOON + HOUR, fallback_owner="role:front-desk")
    (entry,) = write(store, received("a", patient="José", whose=claim, attention=("fell",)))
    with Session(store._engine()) as session:
        line = session.exec(select(EntryLine)).one()
        row = session.exec(select(CallbackRow).where(CallbackRow.due_at > NOON)).one()
    callback = standing(store, "a")
    assert (line.wall_at, line.received_at, line.seq) == (entry.wall_at, entry.wall_at, 1)
    assert (row.due_at, row.owner_until, row.closed_at) == (callback.due_at, callback.owner_until, None)
    assert row.due_at.utcoffset() == timedelta(0)
    assert tuple(getattr(row, name) for name in ("patient", "owner", "unpinned", "attention_rank")) == (
        "José",
        "person:maria",
        1,
        0,
    )
    assert dict(zip(COLUMNS, row_of(callback), strict=True))["due_at"] == "2026-11-23T18:00:00.000Z"


@pytest.mark.parametrize("bad", ["a\x00", "\udc80"])
def test_the_models_refuse_text_that_not_every_database_takes(bad: str):
    with Session(in_memory()) as session:
        session.add(Meta(key="k", value=bad))
        with pytest.raises(StatementError, match="NUL or a lone surrogate"):
            session.commit()


def test_the_models_refuse_a_naive_moment():
    naive = select(CallbackRow).where(CallbackRow.due_at > datetime(2026, 1, 1))  # noqa: DTZ001
    with Session(in_memory()) as session, pytest.raises(StatementError, match="without a zone"):
        session.exec(naive)


def in_memory() -> Any:
    engine = create_engine("sqlite://")
    Meta.metadata.create_all(engine)
    return engine


def test_unknown_kinds_are_kept_letter_for_letter_and_change_nothing(store: Store):
    strange = EntryDraft(Stream.CALLBACK, id_of("a"), "foreseen", {"z": 1, "a": [None, 2.5, {"deep": True}]})
    write(store, received("a", patient="A"), strange)
    callback = standing(store, "a")
    assert callback.newer == 1
    assert callback.history[1].payload == strange.payload
    assert fold(id_of("a"), reversed(callback.history)) == callback
    assert callback.history[0].wall_at == NOON.astimezone(UTC)
