"""What stands in the FHIR file is what `show --json` says: for the sample day and for any day, read by R4 models."""

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings

from callback_desk.actions import reading
from callback_desk.domain import history
from callback_desk.domain.callback import Callback
from callback_desk.exports.report import DayReport
from tests.exports.days import BLNS, FORMULAS, POLICY, ZONE, pairs_of, received, report
from tests.exports.fhir_reading import as_shown, bundle_of, tasks
from tests.exports.fhir_rules import assert_valid
from tests.exports.test_round_trip import reports


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
    told = report(
        *(received(f"{number:08}", patient=one, request=other) for number, (one, other) in enumerate(pairs_of(texts)))
    )
    found = tasks(bundle_of(told, tmp_path))
    assert found == {one.callback_id: as_shown(shown(one, told), POLICY) for one in told.callbacks}
    assert_valid(tmp_path / "day.json")
