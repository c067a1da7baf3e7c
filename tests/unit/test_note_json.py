"""A note as JSON: read whole, or refused with key, value and what is allowed."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import note
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from tests.unit.notes import POLICY, STILL_OPEN, UNREACHED, WHOLE, callback, written


def test_json_is_read_whole():
    everything = {
        **STILL_OPEN,
        "told": "bring the insurance card",
        "owner": "maría santos",
        "appointment": {"at": "2026-12-02T15:40:00-05:00", "with": "Dr. Hale", "kind": "new patient"},
        "language": "es-MX",
        "exceptions": ["no-access", "no-access"],
        "remark": " ",
        "close_result": None,
    }
    draft = NoteDraft.from_json(json.loads(json.dumps(everything)), POLICY)
    assert draft.owner == "María Santos"
    assert draft.due_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert draft.exceptions == ("no-access",)
    assert draft.remark is None
    assert draft.appointment is not None
    assert draft.appointment.kind == "new patient"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"dispositon": "reached"}, r"'dispositon' is not known: give disposition, result"),
        (
            {"disposition": "answered"},
            r"disposition 'answered' is not known: give one of reached, somebody-else",
        ),
        ({"disposition": ["reached"]}, r"disposition \['reached'\] is not known"),
        ({"result": "sold"}, r"result 'sold' is not known: give one of settled"),
        ({"identified_by": "name"}, r"identified_by must be a list of codes"),
        ({"identified_by": ["face"]}, r"identified_by 'face' is not known: give one of name, birth-date"),
        ({"confirmed": ["shoe-size"]}, r"confirmed 'shoe-size' is not known: give codes of number"),
        ({"confirmed": [{}]}, r"confirmed \{\} is not known"),
        ({"spoke_with": "dog"}, r"spoke_with 'dog' is not known: give one of patient, representative, other"),
        ({"open": "yes"}, r"open must be true or false"),
        ({"understood": 1}, r"understood must be true or false"),
        ({"request": 7}, r"request must be text"),
        ({"due_at": "tomorrow"}, r"due_at 'tomorrow' is not a date and time: give 2026"),
        ({"due_at": "2026-11-24T12:00:00"}, r"due_at '2026-11-24T12:00:00' needs its offset"),
        ({"due_at": 7}, r"due_at must be text"),
        ({"due_at": " "}, r"due_at is empty"),
        ({"owner": "role:plumber"}, r"no owner 'role:plumber': choose one of María Santos"),
        ({"language": "Spanish!"}, r"language 'Spanish!' is not a language code"),
        ({"exceptions": ["bored"]}, r"exceptions 'bored' is not known: give one of script-did-not-fit"),
        ({"close_result": "done"}, r"close_result 'done' is not known: give one of booked"),
        ({"appointment": "tue"}, r"appointment must be an object"),
        ({"appointment": {"when": "tue"}}, r"appointment\.when is not known: give at, with, kind"),
        ({"appointment": {"with": "Dr. Hale"}}, r"appointment\.at is needed"),
        ({"appointment": {"at": "2026-12-02T15:40"}}, r"appointment\.at .* needs its offset"),
        ({"appointment": {"at": "2026-12-02T15:40-05:00", "kind": 3}}, r"appointment\.kind must be text"),
        (
            {"disposition": "no-answer"},
            r"result is of a patient who was reached, and the disposition is no-answer",
        ),
        ({"next_action": "call"}, r"next_action says that something is still open"),
        ({"open": True}, r"close_result and open true contradict"),
    ],
)
def test_json_that_does_not_fit_is_told_with_key_value_and_what_is_allowed(changed, told):
    with pytest.raises(DeskError, match=told):
        written(WHOLE, **changed)


@pytest.mark.parametrize("disposition", UNREACHED)
def test_an_attempt_that_did_not_reach_the_patient_closes_nothing(disposition):
    with pytest.raises(DeskError, match="closes nothing"):
        NoteDraft.from_json({"disposition": disposition.value, "open": False}, POLICY)
    assert NoteDraft.from_json({"disposition": disposition.value, "open": True, "remark": "twice"}, POLICY).remark


@given(
    st.dictionaries(
        st.sampled_from([*NoteDraft.model_fields, "x"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=12)
            | st.sampled_from(["reached", "name", "en"]),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["at", "with"]), inner, max_size=2)
            ),
            max_leaves=4,
        ),
        max_size=4,
    )
)
def test_whatever_json_comes_is_a_draft_or_one_sentence(document):
    try:
        draft = NoteDraft.from_json(document, POLICY)
    except DeskError as fault:
        said = str(fault)
    else:
        said = f"note: {'; '.join(note.missing(POLICY, callback(), draft))}"
    assert said.startswith(("note: ", "the policy knows no owner"))
    assert "\n" not in said
