"""The policy's recipients and audiences: what cannot work is named, and no secret is repeated."""

import pytest

from callback_desk.domain.policy import Policy, check, read_policy
from callback_desk.policy import default_policy_text

KEY = "age15kkka0ahryxnxedlasvu6dyq0jes9eyej5y7y3vkl7msjnvm9e7qgd0u2d"  # of a pair made for these tests
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN invented"


def sentences(part: str) -> list[str]:
    return [finding.sentence for finding in check(f"{default_policy_text()}\n{part}")]


def policy(part: str) -> Policy:
    return read_policy(f"{default_policy_text()}\n{part}")


def test_the_example_has_four_audiences_and_no_recipient():
    ours = policy("")
    assert list(ours.audiences) == ["manager", "front-desk", "referral-coordinator", "billing"]
    assert not ours.recipients
    assert all(ours.audiences["manager"].shows(title) for title in ("request", "birth date", "remark"))
    assert not any(ours.audiences["front-desk"].shows(title) for title in ("request", "remark", "attention"))
    assert all(audience.shows("due at") for audience in ours.audiences.values())


@pytest.mark.parametrize("key", [f'"{KEY}"', f'["{KEY}", "{KEY.upper()}"]', f'"{SSH}"'])
def test_age_and_ssh_public_keys_are_taken(key: str):
    assert sentences(f'[recipients.clinic]\nprotection = "age"\nkey = {key}') == []


def test_a_workbook_recipient_gets_a_workbook_and_an_age_recipient_everything():
    ours = policy(
        f'[recipients.office]\nprotection = "workbook"\nkey = "office"\n'
        f'[recipients.clinic]\nprotection = "age"\nkey = "{KEY}"\nformats = ["fhir"]\n'
        f'[recipients.archive]\nprotection = "age"\nkey = "{KEY}"'
    )
    assert ours.recipients["office"].gets == ("xlsx",)
    assert ours.recipients["clinic"].gets == ("fhir",)
    assert ours.recipients["archive"].gets == ("xlsx", "csv", "html", "fhir", "text")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            f'[recipients.clinic]\nprotection = "age"\nkey = "{KEY[:-1]}"',
            f'recipients.clinic.key: "{KEY[:48]}…" is not an age public key; copy the whole public key',
        ),
        ('[recipients.clinic]\nkey = "x"', "recipients.clinic.protection: is missing; add protection ="),
        ('[recipients.clinic]\nprotection = "age"', "recipients.clinic.key: is missing"),
        ('[recipients.clinic]\nprotection = "gpg"\nkey = "x"', '"gpg" is not one of the words that may stand here'),
        (
            '[recipients.office]\nprotection = "workbook"\nkey = "office"\nformats = ["xlsx", "csv"]',
            'recipients.office.formats: "csv" cannot be opened with an office passphrase',
        ),
        (
            '[recipients.office]\nprotection = "workbook"\nkey = "office"\naudience = "front-dsk"',
            'recipients.office.audience: "front-dsk" is not a known audience; did you mean "front-desk"?',
        ),
        (
            '[audiences.x]\ntitle = "X"\ncolumns = ["pateint"]',
            'audiences.x.columns: "pateint" is not one of the columns',
        ),
        ('[audiences.x]\ntitle = "X"\nsheets = ["Opn"]', 'audiences.x.sheets: "Opn" is not one of the sheets'),
        ('[audiences.x]\ntitle = "X"\nlanes = ["referal"]', 'audiences.x.lanes: "referal" is not one of the lanes'),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(part: str, said: str):
    assert any(said in sentence for sentence in sentences(part)), sentences(part)


@pytest.mark.parametrize(
    ("part", "secret"),
    [
        (
            '[recipients.clinic]\nprotection = "age"\nkey = "AGE-SECRET-KEY-1QQQINVENTED"',
            "QQQINVENTED",
        ),
        ('[recipients.office]\nprotection = "workbook"\nkey = "our own Passphrase"', "our own"),
    ],
)
def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(part: str, secret: str):
    (sentence,) = sentences(part)
    assert secret not in sentence
