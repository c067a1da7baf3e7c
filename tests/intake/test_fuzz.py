"""Damaged exports of every kind: records or one sentence, never a crash, a hang or half a file."""

import importlib.util
import random
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.intake.desk import DATA

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "fuzz_intake.py"
SECONDS = 8.0


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_intake", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_files_of_every_kind_are_read_or_told(fuzz: ModuleType, tmp_path: Path):
    cases = faults = 0
    found: list[str] = []
    for sample, fault in fuzz.run(fuzz.samples(), SECONDS, 20261126, tmp_path):
        cases += 1
        if fault is not None:
            faults += 1
            found.append(f"{sample.relative_to(DATA)}: {fault}")
    assert found == []
    assert cases > 20


def test_damaged_zips_of_pages_are_read_or_told(fuzz: ModuleType, tmp_path: Path):
    whole = tmp_path / "takeout.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in sorted((DATA / "phone" / "google_voice").rglob("*.html")):
            archive.write(page, page.name)
    chance = random.Random(7)
    damaged = tmp_path / "export"
    for _ in range(60):
        damaged.write_bytes(fuzz.damaged(whole.read_bytes(), chance))
        assert fuzz.fault_of(damaged) is None
