"""An invented day of four callbacks, for the tests of the queue."""

import pytest

from callback_desk.domain.codes import Channel
from tests.tui.driver import Patients

REFERRAL = {
    "status": "received",
    "referred_by": "Dr. Hale",
    "specialty": "cardiology",
    "received_on": "2026-11-20",
    "papers": ("demographics", "insurance card"),
    "missing": ("office note", "EKG"),
}


@pytest.fixture
def a_day(patients: Patients) -> Patients:
    """Rosa with attention words, Thomas late and asking again, Anh-Thu and Margaret in time."""
    patients.wrote(
        "Rosa Delgado",
        attention=("chest pain",),
        channel=Channel.VOICEMAIL,
        language="es",
        ago=3,
        request="me duele",
    )
    patients.wrote(
        "Thomas Okafor",
        ago=150,
        birth_date="1981-04-02",
        phone="+14155550133",
        request="I'm calling to set up a first visit. Afternoons are best.",
        referral=REFERRAL,
    )
    patients.again("Thomas Okafor")
    patients.wrote("Anh-Thu Nguyen", ago=20, channel=Channel.PORTAL)
    patients.wrote("Margaret O'Brien", ago=10, lane="refill", channel=Channel.VOICEMAIL)
    return patients
