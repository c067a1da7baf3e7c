"""Notes that are being typed, and the desk's own settings: local, single rows, a transaction each."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from callback_desk.domain.moments import from_utc_text
from callback_desk.store.reading import Reader

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SETTING = "setting."


class Draft(NamedTuple):
    """A note that is being typed. `form` is the screen's JSON; `draft_id` makes its save happen once."""

    draft_id: str
    callback_id: str
    person_id: str
    form: str
    updated_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return self.form in ("", "{}")


def draft_of(reader: Reader, callback_id: str) -> Draft | None:
    """Return the callback's latest draft."""
    row = reader.one(
        "SELECT draft_id, callback_id, person_id, form, updated_at FROM draft"
        " WHERE callback_id = ? ORDER BY updated_at DESC LIMIT 1",
        (callback_id,),
    )
    if row is None:
        return None
    draft_id, callback_id, person_id, form, updated_at = row
    return Draft(draft_id, callback_id, person_id, form, from_utc_text(updated_at))


def drafted(reader: Reader) -> dict[str, datetime]:
    """Return the ids of all callbacks that have a draft, with when it was last stored."""
    rows = reader.rows("SELECT callback_id, max(updated_at) FROM draft GROUP BY callback_id", ())
    return {callback_id: from_utc_text(at) for callback_id, at in rows}


def save(engine: "Engine", draft: Draft) -> None:
    """Store the draft in place of its earlier state; one that became a note meanwhile stays gone."""
    from sqlmodel import Session

    from callback_desk.store.tables import DraftRow, SavedDraft

    with Session(engine) as session:
        if session.get(SavedDraft, draft.draft_id) is None:
            session.merge(DraftRow(**draft._asdict()))
            session.commit()


def drop(engine: "Engine", draft_id: str) -> None:
    """Forget a draft."""
    from sqlmodel import Session

    from callback_desk.store.tables import DraftRow

    with Session(engine) as session:
        row = session.get(DraftRow, draft_id)
        if row is not None:
            session.delete(row)
            session.commit()


def setting(reader: Reader, name: str) -> str | None:
    """Return a setting of this desk."""
    row = reader.one("SELECT value FROM meta WHERE key = ?", (_SETTING + name,))
    return None if row is None else str(row[0])


def settings(reader: Reader, prefix: str) -> dict[str, str]:
    """Return the settings of this desk whose names begin with `prefix`."""
    begins = setting_key(prefix)
    rows = reader.rows("SELECT key, value FROM meta WHERE key >= ? AND key < ?", (begins, begins + "\x7f"))
    return {str(key).removeprefix(_SETTING): str(value) for key, value in rows}


def setting_key(name: str) -> str:
    """Return under which key a setting stands in the table `meta`."""
    return _SETTING + name


def set_setting(engine: "Engine", name: str, value: str) -> None:
    """Store a setting of this desk."""
    from callback_desk.store.engine import UPSERT_META

    with engine.begin() as connection:
        connection.exec_driver_sql(UPSERT_META, (setting_key(name), value))
