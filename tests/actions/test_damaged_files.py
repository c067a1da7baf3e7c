"""Damaged exports at a real desk: a file is taken in whole, as far as it could be read, or not at all."""

import importlib.util
import random
from pathlib import Path

import pytest

from callback_desk.actions.contact_drafts import ContactDrafts
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.taking_in import apply, plan_files
from callback_desk.domain.entries import EntryDraft
from callback_desk.intake.planned import Plan, PlannedContact
from tests.intake.desk import DATA

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "fuzz_intake.py"
SAMPLES = [
    path
    for room in ("phone", "constructed/phone", "constructed/worklists")
    for path in sorted((DATA / room).rglob("*"))
    if path.is_file()
]


def damaged(content: bytes, seed: int) -> bytes:
    spec = importlib.util.spec_from_file_location("fuzz_intake", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.damaged(content, random.Random(seed))


def keys_of(planned: Plan) -> set[str]:
    return {contact.unit.version_key or contact.unit.source_key for contact in planned.contacts}


def test_whatever_could_be_read_of_damaged_files_is_kept_and_known_again(desk: Desk, tmp_path: Path):
    damage, taken = tmp_path / "export", 0
    for seed, sample in enumerate(SAMPLES):
        damage.write_bytes(damaged(sample.read_bytes(), seed))
        planned = plan_files(desk, [damage], IntakeChoices())
        apply(desk, planned)
        wanted = keys_of(planned)
        assert set(desk.store.known_contacts(wanted)) == wanted, sample
        assert keys_of(plan_files(desk, [damage], IntakeChoices())) == set(), sample
        taken += len(wanted)
    assert taken > 10
    assert desk.store.verify() == []


@pytest.mark.parametrize("name", ["generic_us_12h.csv", "zoom_phone_call_logs.json", "sms_backup_restore_calls.xml"])
def test_a_file_whose_writing_breaks_off_is_not_taken_in_at_all(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch):
    planned = plan_files(desk, [DATA / "constructed" / "phone" / name], IntakeChoices())
    written = ContactDrafts.contact

    def breaks(self: ContactDrafts, contact: PlannedContact) -> EntryDraft:
        if contact is planned.contacts[-1]:
            raise OSError("no space left")
        return written(self, contact)

    monkeypatch.setattr(ContactDrafts, "contact", breaks)
    with pytest.raises(OSError, match="no space left"):
        apply(desk, planned)
    assert desk.store.known_contacts(keys_of(planned)) == {}
    assert list(desk.store.all_callbacks()) == []
