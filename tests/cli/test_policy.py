"""`policy check` from the shell: faults are an answer of no, warnings are not."""

import json
from pathlib import Path

import pytest

from callback_desk.cli.answers import NotYet
from callback_desk.cli.program import obey
from callback_desk.domain.text import is_showable
from callback_desk.policy import default_policy_text

OPENING = "I'm calling about the refill you asked for{% if asked_on %} {{ asked_on }}{% endif %}."


def written(folder: Path, text: str) -> str:
    file = folder / "policy.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_warnings_alone_are_told_and_leave_the_exit_code_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = written(tmp_path, default_policy_text().replace(OPENING, "We guarantee a refill."))
    assert obey(["policy", "check", file]) == 0
    said = capsys.readouterr().out
    assert 'warning: lanes.refill.script.en.reason: "guarantee" promises' in said
    assert said.splitlines()[-1].startswith("the policy is sound, with ")


def test_json_tells_faults_and_warnings_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = default_policy_text().replace("attempts = 3", "attempts = 7", 1)
    with pytest.raises(NotYet, match="finding"):
        obey(["policy", "check", written(tmp_path, text), "--json"])
    levels = {finding["key"]: finding["level"] for finding in json.loads(capsys.readouterr().out)}
    assert levels["cadences.standard.spacing_minutes"] == "fault"
    assert levels["clinic.phone"] == "warning"


def test_a_finding_shows_no_character_that_a_terminal_obeys(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = default_policy_text().replace('title = "Billing"', 'title = "Billing\\u001b[2J"', 1)
    with pytest.raises(NotYet, match="finding"):
        obey(["policy", "check", written(tmp_path, text)])
    told = capsys.readouterr().out
    assert "has a character that cannot be seen" in told
    assert is_showable(told)
