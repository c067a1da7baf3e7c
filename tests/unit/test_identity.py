"""Ids: what two desks work out alike, and what the id of a row has to do with the standard."""

import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callback_desk.domain.identity import NAMESPACE, callback_id_for, is_id_prefix, new_callback_id


@given(st.text())
@example("")
@example("list#00ff")
@example("list:Señora Ibáñez")
@example("portal:患者-17")
@example("table-call:\U0001f4de 555-0101\u202e")
@example("cafe\u0301 and café are two keys")
@example("a key with a \x00 in it")
def test_a_callbacks_id_is_the_standards_uuid_of_its_source_key(key):
    made = callback_id_for(key)
    assert made == str(uuid.uuid5(NAMESPACE, key))
    assert (uuid.UUID(made).version, uuid.UUID(made).variant) == (5, uuid.RFC_4122)


def test_a_callbacks_id_never_changes():
    assert callback_id_for("asterisk:1774343053.11") == "75ee1d9b-b847-5f25-b123-6fb21428375f"


def test_a_key_that_no_text_can_be_has_no_id():
    with pytest.raises(UnicodeEncodeError):
        callback_id_for("half a character \ud83d")


def test_what_is_added_by_hand_gets_an_id_of_its_own():
    one, other = new_callback_id(), new_callback_id()
    assert one != other
    assert {uuid.UUID(one).version, uuid.UUID(other).version} == {4}
    assert is_id_prefix(one)
    assert is_id_prefix(one[:4].upper())
    assert not is_id_prefix(one[:3])
