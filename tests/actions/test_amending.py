"""Facts put right: the callback shows them, the ledger keeps the earlier ones."""

import pytest

from callback_desk.actions import adding, joining, noting
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.amending import Facts, amend
from callback_desk.actions.context import Desk, require
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.errors import DeskError


@pytest.fixture
def item(desk: Desk) -> str:
    return adding.add(desk, NewCallback("a first visit", patient="Ada Invnted", phone="415-555-0133"))


def test_a_name_and_a_birth_date_are_put_right_and_nothing_is_erased(desk: Desk, item: str):
    callback = amend(desk, item, Facts(patient="Ada Invented", birth_date="1981-04-02", reason="spelled out"))
    assert (callback.patient, callback.birth_date) == ("Ada Invented", "1981-04-02")
    assert [entry.kind for entry in callback.history] == ["received", "amended"]
    assert "Ada Invnted" in str(callback.history[0].payload)


@pytest.mark.parametrize("typed", ["4/13/1975", "04/13/75", "Apr 13, 1975", "13 apr 1975", "1975-04-13", "19750413"])
def test_a_birth_date_is_taken_as_people_write_it(desk: Desk, item: str, typed: str):
    assert amend(desk, item, Facts(birth_date=typed)).birth_date == "1975-04-13"


def test_what_is_so_already_changes_nothing(desk: Desk, item: str):
    with pytest.raises(DeskError, match="nothing would change"):
        amend(desk, item, Facts(patient="Ada Invnted", phone="(415) 555-0133"))
    assert len(require(desk, item).history) == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(birth_date="02.04.1981"), "such as 1981-04-02 or 4/2/1981"),
        (Facts(birth_date="13/4/1975"), "no date of birth"),
        (Facts(birth_date="1155550133"), "no date of birth"),
        (Facts(birth_date="in spring"), "no date of birth"),
        (Facts(birth_date="4/2/2031"), "future"),
        (Facts(birth_date="2031-04-02"), "future"),
        (Facts(phone="911"), "possible phone number"),
        (Facts(language="Spanish!"), "amend: language 'Spanish!' is not a language code"),
        (Facts(), "nothing would change"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(desk: Desk, item: str, facts: Facts, said: str):
    with pytest.raises(DeskError, match=said):
        amend(desk, item, facts)
    assert len(require(desk, item).history) == 1


def test_attention_words_in_a_request_put_right_raise_the_item(desk: Desk, item: str):
    callback = amend(desk, item, Facts(request="a first visit, and chest pain since last night"))
    assert callback.attention_pending
    assert callback.request == "a first visit, and chest pain since last night"


def test_what_is_closed_is_not_changed(desk: Desk, item: str):
    noting.close(desk, item, CloseResult.DUPLICATE)
    with pytest.raises(DeskError, match="closed"):
        amend(desk, item, Facts(patient="Ada Invented"))


@pytest.mark.parametrize("data", [{"name": "Ada"}, {"patient": 3}])
def test_unknown_facts_are_named(data: dict[str, object]):
    with pytest.raises(DeskError, match="amend: "):
        Facts.from_json(data)


def test_a_language_is_given_as_its_code(desk: Desk, item: str):
    new = NewCallback("a first visit", patient="Ada Invented", language="Spanish!")
    for add in (lambda: adding.add(desk, new), lambda: joining.join(desk, item, new)):
        with pytest.raises(DeskError, match="add: language 'Spanish!' is not a language code"):
            add()
    assert amend(desk, item, Facts(language="es-MX")).language == "es-MX"
