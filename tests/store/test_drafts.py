"""What is being typed survives, and becomes a note once."""

import pytest

from callback_desk.domain.entries import Noted, draft
from callback_desk.domain.errors import DeskError
from callback_desk.store import Draft, Store, open_store
from tests.store.writing import HOUR, KEY, NOON, id_of, received, standing, turn, write


def a_draft(form: str = "{}", draft_id: str = "d1", minute: int = 0) -> Draft:
    return Draft(draft_id, id_of("a"), "maria", form, NOON + minute * HOUR / 60)


def save_as_note(store: Store, draft_id: str, ask: bool = True) -> bool:
    """What saving a note does; returns whether it was written."""
    with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
        if ask and unit.already_saved(draft_id):
            return False
        unit.append([draft(id_of("a"), Noted(disposition="no-answer", turn=turn(), draft_id=draft_id))])
        unit.finish_draft(draft_id, id_of("a"))
        unit.commit()
    return True


def test_a_draft_is_there_after_reopening(store: Store):
    store.save_draft(a_draft('{"told": "Señora Ibáñez, \\u0000 \U0001f600"}'))
    store.close()
    again = open_store(store.path, KEY)
    assert again.draft(id_of("a")) == a_draft('{"told": "Señora Ibáñez, \\u0000 \U0001f600"}')
    assert again.drafts() == {id_of("a"): NOON}
    again.close()


def test_the_latest_state_of_a_draft_counts(store: Store):
    store.save_draft(a_draft("one"))
    store.save_draft(a_draft("two", minute=1))
    assert store.draft(id_of("a")) == a_draft("two", minute=1)
    store.save_draft(a_draft("another", "d2", minute=2))
    assert store.draft(id_of("a")) == a_draft("another", "d2", minute=2)


def test_a_dropped_draft_is_gone(store: Store):
    store.save_draft(a_draft())
    store.drop_draft("d1")
    store.drop_draft("d1")
    assert store.draft(id_of("a")) is None
    assert store.drafts() == {}


def test_a_note_is_saved_once_however_often_it_is_tried(store: Store):
    write(store, received("a"))
    store.save_draft(a_draft())
    assert [save_as_note(store, "d1") for _ in range(3)] == [True, False, False]
    assert standing(store, "a").attempts == 1
    assert store.draft(id_of("a")) is None


def test_a_late_save_of_the_draft_does_not_bring_it_back(store: Store):
    write(store, received("a"))
    save_as_note(store, "d1")
    store.save_draft(a_draft("typed just before"))
    assert store.draft(id_of("a")) is None


def test_a_note_that_was_saved_is_refused_even_where_nobody_asked_before(store: Store):
    write(store, received("a"))
    save_as_note(store, "d1")
    with pytest.raises(DeskError, match="in the ledger already"):
        save_as_note(store, "d1", ask=False)
    assert standing(store, "a").attempts == 1


def test_settings_are_kept_and_replaced(store: Store):
    assert store.setting("person") is None
    store.set_setting("person", "maria")
    store.set_setting("person", "ben")
    assert store.setting("person") == "ben"
    assert store.setting("replica_id") is None
