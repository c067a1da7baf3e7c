"""What checks the payloads that come in asks just what their models ask, whatever a payload holds."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import SchemaValidator

from callback_desk.domain.entries import PAYLOADS
from callback_desk.sync.unbuilt import check_of

STORE = Path(__file__).parents[1] / "store"
DAY, MOMENT = "2026-13-01", "2026-11-23T16:00:00.000Z"
OTHERS = (None, True, 1, -1, 1.5, "", "words", DAY, MOMENT, "a\ud800", [], ["a"], {}, {"a": 1})
"""What stands in place of each member in turn."""


@cache
def golden_payloads() -> dict[str, dict[str, Any]]:
    """The payload with most members of each kind that stands in a golden ledger."""
    fullest: dict[str, dict[str, Any]] = {}
    for path in sorted(STORE.glob("golden_*.jsonl")):
        for line in map(json.loads, path.read_text("utf-8").splitlines()):
            payload = json.loads(line["payload"]) if line["payload"] is not None else {}
            if line["kind"] in PAYLOADS and len(payload) > len(fullest.get(line["kind"], {})):
                fullest[line["kind"]] = payload
    return fullest


def disfigured(whole: Any, payload: dict[str, Any]) -> Iterator[Any]:
    """`whole`, of which `payload` is a part, with each member of the part missing, another, or one too many."""
    yield whole
    for name, said in list(payload.items()):
        for other in OTHERS:
            payload[name] = other
            yield whole
        del payload[name]
        yield whole
        payload[name] = said
        for part in [said] if isinstance(said, dict) else said if isinstance(said, list) else []:
            if isinstance(part, dict):
                yield from disfigured(whole, part)
    payload["never heard of"] = 1
    yield whole
    del payload["never heard of"]


def faults(check: SchemaValidator, text: str) -> list[tuple[str, tuple[int | str, ...]]]:
    try:
        check.validate_json(text, strict=True)
    except ValidationError as fault:
        return sorted((each["type"].replace("model_type", "dict_type"), each["loc"]) for each in fault.errors())
    return []


@pytest.mark.parametrize("kind", sorted(PAYLOADS))
def test_a_check_finds_what_the_model_of_its_kind_finds(kind: str):
    model = PAYLOADS[kind]
    model.model_rebuild()
    built = model.__pydantic_validator__
    assert isinstance(built, SchemaValidator)
    check = check_of(model)
    payload = golden_payloads().get(kind, {})
    whole = payload or dict.fromkeys(model.model_fields, "words")
    for some in disfigured(whole, whole):
        text = json.dumps(some)
        assert faults(check, text) == faults(built, text), text
