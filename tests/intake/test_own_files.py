"""What callback-desk wrote itself is refused by its sheets and columns, and never becomes callbacks a second time."""

from pathlib import Path

import pytest

from callback_desk.domain.policy_files import Audience
from callback_desk.exports.day import Addressee, write_day
from callback_desk.intake.own_files import _is_ours
from callback_desk.intake.reading import read_path
from tests.exports.days import POLICY, received, report
from tests.intake.desk import options


def written(folder: Path, audience: Audience | None = None) -> dict[str, Path]:
    day = report(received("aaaa0001"), received("aaaa0002", lane="referral"))
    files = write_day(day, folder, [Addressee(formats=("xlsx", "csv", "html"), audience=audience)])
    return {file.kind: file.path for file in files}


def test_every_workbook_csv_and_page_of_the_desk_is_refused_in_one_sentence(tmp_path: Path):
    for kind, path in written(tmp_path).items():
        renamed = path.rename(tmp_path / f"calls-{kind}{path.suffix}")
        said = read_path(renamed, options()).error
        assert said is not None, kind
        assert "is a file that callback-desk wrote itself" in said, kind
        assert renamed.name in said


@pytest.mark.parametrize("name", sorted(POLICY.audiences))
def test_what_an_audience_was_given_is_known_too(tmp_path: Path, name: str):
    for kind, path in written(tmp_path, POLICY.audiences[name]).items():
        assert "callback-desk wrote itself" in (read_path(path, options()).error or ""), kind


def test_a_list_of_another_system_with_some_of_the_same_columns_is_taken_in(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text(
        "patient,phone,request,received at,status,due at\nRosa,415-555-0161,refill,2026-11-23 09:00,open,\n"
    )
    assert read_path(path, options()).error is None


def test_the_access_log_is_known():
    assert _is_ours(("line", "at", "person", "action", "callback", "detail", "hash before", "hash"))
