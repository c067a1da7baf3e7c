"""FHIR files of several servers: an id is one server's own, and gives nobody another server's patient."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.intake.desk import Ledger, take_in
from tests.intake.test_fhir import ANA, message, reading, task

ONE, OTHER = "https://one.example/fhir", "https://other.example/fhir"
BEN = {**ANA, "name": [{"text": "Ben Ruiz"}], "birthDate": "1950-01-01", "identifier": [],
       "telecom": [{"system": "phone", "value": "585-555-0150"}]}  # fmt: skip


def exported(*held: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a bundle of resources, each with the server that it is of; "" for none."""
    entries = [
        {"resource": one, "fullUrl": f"{server}/{one['resourceType']}/{one['id']}" if server else ""}
        for server, one in held
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def about(reference: str, **shown: str) -> dict[str, Any]:
    return task(**{"for": {"reference": reference, **shown}})


ANA_THERE, BEN_THERE = ("+15855550101", "Ana Ortiz"), ("+15855550150", "Ben Ruiz")


@pytest.mark.parametrize(
    ("held", "whom"),
    [
        ([(ONE, ANA), (OTHER, BEN), (OTHER, about(f"{OTHER}/Patient/ana"))], BEN_THERE),
        ([(ONE, ANA), (OTHER, BEN), (ONE, about(f"{OTHER}/Patient/ana/_history/2"))], BEN_THERE),
        ([(ONE, ANA), (OTHER, BEN), (OTHER, about("Patient/ana"))], BEN_THERE),
        ([(ONE, ANA), (OTHER, BEN), (ONE, about("Patient/ana"))], ANA_THERE),
        ([(ONE, ANA), (ONE, about(f"{OTHER}/Patient/ana", display="Jo Doe"))], (None, "Jo Doe")),
        ([(ONE, ANA), (OTHER, about("Patient/ana", display="Jo Doe"))], (None, "Jo Doe")),
        ([(ONE, ANA), (OTHER, BEN), ("", about("Patient/ana", display="Jo Doe"))], (None, "Jo Doe")),
        ([(ONE, ANA), ("", about("Patient/ana"))], ANA_THERE),
        ([("", ANA), (ONE, about("Patient/ana"))], ANA_THERE),
        ([("", ANA), ("", about(f"{ONE}/Patient/ana"))], ANA_THERE),
        ([(ONE, ANA), (ONE, about("HTTP://One.Example/fhir/Patient/ana"))], ANA_THERE),
    ],
)
def test_a_reference_leads_to_the_patient_of_its_own_server(
    tmp_path: Path, held: list[tuple[str, dict[str, Any]]], whom: tuple[str | None, str]
):
    (unit,) = reading(tmp_path, exported(*held)).units
    assert (unit.number, unit.patient) == whom


def test_a_contained_relative_leads_to_the_patient_beside_her_and_on_the_same_server(tmp_path: Path):
    eva = {"resourceType": "RelatedPerson", "id": "d", "name": [{"text": "Eva Ruiz"}]}
    whole = {**eva, "patient": {"reference": "#p"}}, {**BEN, "id": "p"}
    asked = {"sender": {"reference": "#d"}}
    for contained in (list(whole), [{**eva, "patient": {"reference": "Patient/ana"}}]):
        read = reading(tmp_path, exported((ONE, ANA), (OTHER, BEN), (OTHER, message(contained=contained, **asked))))
        assert [(unit.number, unit.patient) for unit in read.units] == [BEN_THERE]


def test_conversations_of_two_servers_with_the_same_ids_are_two_callbacks(tmp_path: Path):
    path = tmp_path / "b.json"
    answer = message(id="c2", inResponseTo=[{"reference": "Communication/c1"}])
    held = [(server, one) for server, who in ((ONE, ANA), (OTHER, BEN)) for one in (who, message(), answer)]
    path.write_text(json.dumps(exported(*held)), encoding="utf-8")
    ledger = Ledger()
    (document,) = take_in(ledger, path)
    assert (document["new_callbacks"], document["joined"]) == (2, 2)
    assert (take_in(ledger, path)[0]["already_known"]) == 4
