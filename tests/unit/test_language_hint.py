"""Spanish is told from English by its little words; a hint that names and loan words do not give."""

import csv
from pathlib import Path

import pytest

from callback_desk.domain.language_hint import seems_spanish

MESSAGES = Path(__file__).parents[1] / "data" / "messages"


@pytest.mark.parametrize(
    "said",
    [
        "Hola, quiero hacer una cita, por favor, hablo español",
        "Buenos días, mi hija tiene fiebre desde ayer",
        "Necesito los resultados de mi examen",
        "LLAMEN A MI NUMERO POR FAVOR",
    ],
)
def test_spanish_is_told(said: str):
    assert seems_spanish(said)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "Please call me back about the results",
        "Maria de los Santos at 12 El Camino del Mar, please call back about my son",
        "por favor",
        "Hola, this is Ana, I need to move my visit with Dr. de la Cruz",
        "Bonjour, je voudrais un rendez-vous pour ma fille",
    ],
)
def test_anything_else_is_not(said: str | None):
    assert not seems_spanish(said)


@pytest.mark.parametrize("name", ["meqsum_first200.csv", "mts_dialog_validation.csv"])
def test_no_message_of_the_english_sets_is(name: str):
    with (MESSAGES / name).open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 100
    assert [cell for cell in cells if seems_spanish(cell)] == []
