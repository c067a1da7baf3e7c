"""What stands in the FHIR file is what `show --json` says: for the sample day and for any day, read by R4 models."""

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings

from callback_desk.actions import reading, taking_in
from callback_desk.actions.closing_day import report as report_of
from callback_desk.desk.demo import demo_desk
from callback_desk.domain import history
from callback_desk.domain.callback import Callback
from callback_desk.exports.report import DayReport
from tests.exports.days import BLNS, DATA, FORMULAS, POLICY, ZONE, received, report
from tests.exports.fhir_reading import as_shown, bundle_of, tasks
from tests.exports.fhir_rules import assert_valid
from tests.exports.test_round_trip import reports


def test_every_callback_of_the_sample_day_is_there_as_show_says(tmp_path: Path):
    with demo_desk(frozen=True) as desk:
        with report_of(desk) as told:
            shown = [reading.show_document(desk, callback) for callback in told.callbacks]
            found = tasks(bundle_of(told, tmp_path))
        assert found == {one["id"]: as_shown(one, desk.policy) for one in shown}
        assert len(found) > 10
        assert_valid(tmp_path / "day.json")


FILES = (
    "phone/asterisk/Master_small.csv",
    "constructed/phone/freepbx_cdr_report.csv",
    "constructed/phone/voicemail_spool",
    "constructed/worklists/referrals_missing_docs.csv",
    "constructed/worklists/portal_messages.csv",
)


def test_every_callback_of_real_files_is_there_as_show_says(tmp_path: Path):
    with demo_desk(frozen=True) as desk:
        planned = taking_in.plan_files(desk, [DATA / file for file in FILES], taking_in.IntakeChoices())
        taking_in.apply(desk, planned)
        with report_of(desk) as told:
            shown = [reading.show_document(desk, callback) for callback in told.callbacks]
            found = tasks(bundle_of(told, tmp_path))
        assert found == {one["id"]: as_shown(one, desk.policy) for one in shown}
        assert len([one for one in found.values() if one["referral"]]) > 4
        assert_valid(tmp_path / "day.json")


@given(reports())
@settings(max_examples=15)
def test_any_day_reads_back_as_show_says(told: DayReport):
    with tempfile.TemporaryDirectory() as folder:
        found = tasks(bundle_of(told, Path(folder)))
        assert found == {callback.callback_id: as_shown(shown(callback, told), POLICY) for callback in told.callbacks}
        assert_valid(Path(folder) / "day.json")


def shown(callback: Callback, told: DayReport) -> dict[str, Any]:
    """The part of `show --json` that needs no store."""
    desk: Any = SimpleNamespace(policy=POLICY, zone=ZONE, hours=POLICY.open_hours(None))
    line = reading.row_document(desk, reading.row_of(callback, POLICY.default_lane), told.as_of)
    return {**line, "request": callback.request, "notes": history.notes(callback, POLICY)}


def test_hostile_texts_come_back_whole(tmp_path: Path):
    texts = [*BLNS, *FORMULAS, "\x1b[31m", "two\r\nlines", "\u202eturned", "x" * 40_000]
    told = report(*(received(f"{number:08}", patient=said, request=said) for number, said in enumerate(texts)))
    found = tasks(bundle_of(told, tmp_path))
    assert found == {one.callback_id: as_shown(shown(one, told), POLICY) for one in told.callbacks}
    assert_valid(tmp_path / "day.json")
