"""The note of one patient, ready to be copied into another program, and the record that it left the desk."""

from datetime import datetime

from callback_desk.actions.context import Desk, require


def patient_note(desk: Desk, callback_id: str, language: str = "en", *, as_of: datetime | None = None) -> str:
    """Return the note of one callback in a language (`en` or `es`).

    Raises:
        DeskError: there is no such callback, or no text in that language.
    """
    from callback_desk.exports.day import DayReport
    from callback_desk.exports.handoff import patient_note
    from callback_desk.exports.wording import words_for

    words, moment = words_for(language), as_of or desk.clock()
    callback = require(desk, callback_id)
    day = moment.astimezone(desk.zone).date()
    told = DayReport.gather(policy=desk.policy, day=day, as_of=moment, callbacks=[callback])
    return patient_note(told, callback_id, words)


def record_copied(desk: Desk, callback_id: str) -> None:
    """Write into the access log that the note of a callback was copied out of the desk."""
    with desk.unit() as unit:
        unit.log_access("copied", callback_id)
        unit.commit()
