"""How a note may close: never in contradiction to how it says that the attempt ended."""

from callback_desk.domain import note
from callback_desk.domain.codes import CloseResult
from callback_desk.tui.fields.form import NoteForm
from tests.tui.call_host import HOURS, NOW, POLICY, a_callback


def a_form() -> NoteForm:
    """A note of a talk that settled everything."""
    form = NoteForm(a_callback(), POLICY, lambda text: HOURS.next_opening(NOW), lambda: NOW)
    form.restore('{"disposition": "reached", "result": "settled"}')
    return form


def test_the_form_does_not_offer_unreachable_for_whoever_was_reached_and_says_why():
    field = a_form().fields["close_result"]
    for _ in range(list(CloseResult).index(CloseResult.UNREACHABLE)):
        field.key("right", None)
    field.key("space", " ")
    assert field.told == note.NEVER_CLOSES_AS[CloseResult.UNREACHABLE]
    assert field.value is CloseResult.ANSWERED


def test_a_draft_that_has_it_from_elsewhere_is_not_sent_off():
    form = a_form()
    form.fields["close_result"].restore([CloseResult.UNREACHABLE])
    form.touched.add("close_result")
    assert note.NEVER_CLOSES_AS[CloseResult.UNREACHABLE] in form.refusals()
    assert "close_result" in form.lacking()
