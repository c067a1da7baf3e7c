"""Protected files open for their recipient, with other people's programs, and give nothing to anybody else."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import pyrage
import pytest
import python_calamine

from callback_desk.domain.policy_files import Audience
from callback_desk.exports.access_log import access_log_part
from callback_desk.exports.day import Addressee, write_day
from callback_desk.exports.sealing import Age, OfficePassphrase
from callback_desk.exports.writing import WrittenFile
from tests.exports.days import BLNS, FORMULAS, pairs_of, read_workbook, received, report

PASSPHRASE = "invented words for tests"
NAME, REQUEST = "Rosa Delgado", "ask about the invented report"


@pytest.fixture(scope="module")
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def for_machine(identity: pyrage.x25519.Identity, formats: tuple[str, ...] = ("xlsx", "csv", "text")) -> Addressee:
    return Addressee("clinic", Age((str(identity.to_public()),)), formats)


def for_people(passphrase: str = PASSPHRASE) -> Addressee:
    return Addressee("office", OfficePassphrase(passphrase), ("xlsx",))


def the(files: list[WrittenFile], kind: str) -> Path:
    return next(file.path for file in files if file.kind == kind)


def unlocked(path: Path, passphrase: str = PASSPHRASE) -> BytesIO:
    """The plain workbook, by another library, which also proves that nothing of it was changed."""
    out = BytesIO()
    with path.open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        book.load_key(password=passphrase, verify_password=True)
        book.decrypt(out, verify_integrity=True)
    return out


# For machines: age


def test_an_age_recipient_gets_every_file_encrypted_and_nothing_stands_there_in_clear(tmp_path: Path, identity):
    files = write_day(report(received("aaaa0001", request=REQUEST)), tmp_path, [for_machine(identity)])
    assert {file.path for file in files} == set(tmp_path.iterdir())
    assert all((file.protection, file.recipient) == ("age", "clinic") for file in files)
    assert all(file.path.suffix == ".age" for file in files)
    for file in files:
        raw = file.path.read_bytes()
        assert NAME.encode() not in raw
        assert REQUEST.encode() not in raw
    assert REQUEST in pyrage.decrypt(the(files, "handoff").read_bytes(), [identity]).decode()
    book = openpyxl.load_workbook(BytesIO(pyrage.decrypt(the(files, "workbook").read_bytes(), [identity])))
    assert NAME in [cell.value for cell in book["Open"][2]]


@pytest.mark.parametrize("harm", ["another key", "cut", "one bit", "more behind it", "nothing"])
def test_a_wrong_key_a_cut_file_and_a_changed_one_give_nothing(tmp_path: Path, identity, harm: str):
    raw = the(write_day(report(received("aaaa0001")), tmp_path, [for_machine(identity)]), "workbook").read_bytes()
    key = pyrage.x25519.Identity.generate() if harm == "another key" else identity
    changed = bytearray(raw)
    changed[len(raw) * 2 // 3] ^= 1
    given = {"cut": raw[: len(raw) // 2], "one bit": bytes(changed), "more behind it": raw + b"x", "nothing": b""}
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(given.get(harm, raw), [key])


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not installed")
def test_the_age_program_opens_the_files_and_nothing_of_harmed_ones(tmp_path: Path, identity):
    files = write_day(report(received("aaaa0001", request=REQUEST)), tmp_path, [for_machine(identity, ("text",))])
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(str(identity), "utf-8")
    wrong.write_text(str(pyrage.x25519.Identity.generate()), "utf-8")
    raw = files[0].path.read_bytes()

    def opened(key: Path, data: bytes) -> tuple[int, bytes]:
        done = subprocess.run(["age", "-d", "-i", str(key)], input=data, capture_output=True, check=False)
        return done.returncode, done.stdout

    assert opened(right, raw)[0] == 0
    assert REQUEST.encode() in opened(right, raw)[1]
    for key, data in ((wrong, raw), (right, raw[:-1]), (right, raw[:-20] + bytes([raw[-20] ^ 1]) + raw[-19:])):
        code, said = opened(key, data)
        assert code != 0
        assert said == b""


def test_any_of_several_keys_opens_the_file(tmp_path: Path, identity):
    second = pyrage.x25519.Identity.generate()
    both = Age((str(identity.to_public()), str(second.to_public())))
    path = write_day(report(), tmp_path, [Addressee("clinic", both, ("text",))])[0].path
    assert pyrage.decrypt(path.read_bytes(), [identity]) == pyrage.decrypt(path.read_bytes(), [second])


# For people: a workbook with an office passphrase


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook for people; what makes its passphrase slow to guess makes it slow to write."""
    day = report(received("aaaa0001", request=REQUEST))
    return the(write_day(day, tmp_path_factory.mktemp("protected"), [for_people()]), "workbook")


def test_a_workbook_for_people_opens_with_its_passphrase_and_reads_the_same(tmp_path: Path, protected: Path):
    day = report(received("aaaa0001", request=REQUEST))
    plain = the(write_day(day, tmp_path, [Addressee(formats=("xlsx",))]), "workbook")
    path = protected
    assert path.name.endswith("_office_workbook.xlsx")
    assert not path.read_bytes().startswith(b"PK")
    book = unlocked(path)
    (tmp_path / "unlocked.xlsx").write_bytes(book.getvalue())
    assert read_workbook(tmp_path / "unlocked.xlsx") == read_workbook(plain)
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(BytesIO(book.getvalue())).get_sheet_by_name("Open").to_python()
    )
    assert NAME in rows[1]
    assert REQUEST in rows[1]


@pytest.mark.parametrize("wrong", ["", "Invented words for tests", PASSPHRASE + " "])
def test_a_wrong_passphrase_gives_nothing(protected: Path, wrong: str):
    with pytest.raises((msoffcrypto.exceptions.InvalidKeyError, msoffcrypto.exceptions.DecryptionError)):
        unlocked(protected, wrong)
    with pytest.raises(python_calamine.CalamineError):
        python_calamine.CalamineWorkbook.from_path(protected)


def test_a_changed_workbook_is_noticed(tmp_path: Path, protected: Path):
    raw = bytearray(protected.read_bytes())
    raw[len(raw) // 2] ^= 1
    path = tmp_path / "changed.xlsx"
    path.write_bytes(raw)
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        unlocked(path)


def test_a_passphrase_in_any_script_opens_it(tmp_path: Path):
    passphrase = "sello de la clínica, прививка и звонок, 診療所の合言葉"
    path = write_day(report(received("aaaa0001")), tmp_path, [for_people(passphrase)])[0].path
    assert openpyxl.load_workbook(unlocked(path, passphrase))["Open"]


MACRO = "vnd.sun.star.script:Standard.Reads.Main?language=Basic&location=application"
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Reads"/></library:library>"""
READS = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Reads" script:language="StarBasic">
Sub Main
  {each}
  StarDesktop.terminate()
End Sub
Sub Reads(path As String, passphrase As String, out As String)
  On Error GoTo Leave
  Dim opening(1) As New com.sun.star.beans.PropertyValue
  opening(0).Name = &quot;Hidden&quot;
  opening(0).Value = True
  opening(1).Name = &quot;Password&quot;
  opening(1).Value = passphrase
  book = StarDesktop.loadComponentFromURL(path, &quot;_blank&quot;, 0, opening())
  Dim storing(1) As New com.sun.star.beans.PropertyValue
  storing(0).Name = &quot;FilterName&quot;
  storing(0).Value = &quot;Text - txt - csv (StarCalc)&quot;
  storing(1).Name = &quot;FilterOptions&quot;
  storing(1).Value = &quot;44,34,76,1,,0,false,true,false,false,false,2&quot;
  book.storeToURL(out, storing())
Leave:
End Sub
</script:module>"""
READ = "Reads(&quot;{path}&quot;, &quot;{passphrase}&quot;, &quot;{out}&quot;)"
OFFICE = next((found for found in map(shutil.which, ("soffice", "libreoffice")) if found), None)


@pytest.mark.skipif(OFFICE is None, reason="no office program (soffice of libreoffice-calc) is installed")
def test_an_office_program_opens_the_workbook_with_its_passphrase_and_only_with_it(tmp_path: Path, protected: Path):
    wrong, right = as_office_reads(protected, ("another passphrase", PASSPHRASE), tmp_path)
    assert REQUEST in right
    assert wrong == ""


def as_office_reads(path: Path, passphrases: tuple[str, ...], folder: Path) -> list[str]:
    """The text of the sheet Open as the office program has it with each passphrase; empty where it does not open it."""
    assert OFFICE is not None
    profile, out = folder / "profile", folder / "out"
    out.mkdir()
    office = [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run([*office, "--terminate_after_init"], capture_output=True, timeout=120, check=False)
    basic = profile / "user" / "basic" / "Standard"
    (basic / "script.xlb").write_text(LIBRARY, "utf-8")
    each = [
        READ.format(path=path.as_uri(), passphrase=passphrase, out=(out / f"{number}.csv").as_uri())
        for number, passphrase in enumerate(passphrases)
    ]
    (basic / "Reads.xba").write_text(READS.format(each="\n  ".join(each)), "utf-8")
    subprocess.run([*office, MACRO], capture_output=True, timeout=240, check=False)
    return ["\n".join(file.read_text("utf-8") for file in out.glob(f"{n}*")) for n in range(len(passphrases))]


# Both


@pytest.mark.parametrize("protection", ["age", "workbook"])
def test_what_would_be_a_formula_or_is_nasty_reads_back_as_it_was_said(tmp_path: Path, identity, protection: str):
    said = [*FORMULAS[::4], *BLNS[::4], "<r>x</r>", "_x0041_x0042_"]
    day = report(*(received(f"{n:08}", patient=one, request=other) for n, (one, other) in enumerate(pairs_of(said))))
    reader = for_machine(identity, ("xlsx",)) if protection == "age" else for_people()
    write_day(day, tmp_path / "plain", [Addressee(formats=("xlsx",))])
    path = write_day(day, tmp_path, [reader])[0].path
    book = pyrage.decrypt(path.read_bytes(), [identity]) if protection == "age" else unlocked(path).getvalue()
    (tmp_path / "opened.xlsx").write_bytes(book)
    plain = next((tmp_path / "plain").iterdir())
    assert read_workbook(tmp_path / "opened.xlsx") == read_workbook(plain)


def test_nothing_of_a_protected_file_touches_the_disk_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identity
):
    written: list[bytes] = []
    write_bytes = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda self, data: written.append(data) or write_bytes(self, data))
    monkeypatch.setattr("tempfile.mkstemp", lambda *args, **named: pytest.fail("a temporary file was made"))
    day = report(received("aaaa0001", request=REQUEST))
    write_day(day, tmp_path, [for_machine(identity), for_people()])
    assert written
    assert all(data.startswith(b"age-encryption.org/v1") for data in written)


def test_each_reader_s_files_supersede_their_own_earlier_ones_only(tmp_path: Path, identity):
    day = report(received("aaaa0001"))
    write_day(day, tmp_path, [for_people()])
    files = write_day(day, tmp_path, [for_people(), for_machine(identity, ("text",))])
    assert [file.path.name.split("_", 2)[2] for file in files] == ["office_workbook_2.xlsx", "clinic_handoff_2.txt.age"]
    first_sheet = openpyxl.load_workbook(unlocked(files[0].path))["Summary"]
    assert "Supersedes cedar-family-medicine_2026-11-23_office_workbook.xlsx" in first_sheet["A2"].value
    assert "Supersedes" not in pyrage.decrypt(files[1].path.read_bytes(), [identity]).decode()


def test_each_reader_gets_only_what_they_need(tmp_path: Path, identity):
    audience = Audience(title="Front desk", sheets=("Summary", "Open"), columns=("patient", "phone"))
    reader = Addressee("clinic", Age((str(identity.to_public()),)), ("xlsx", "csv", "text"), audience)
    files = write_day(report(received("aaaa0001", request=REQUEST)), tmp_path, [reader])
    assert {file.kind for file in files} == {"workbook", "csv-summary", "csv-open", "handoff"}
    for file in files:
        told = pyrage.decrypt(file.path.read_bytes(), [identity])
        assert REQUEST.encode() not in told
    book = openpyxl.load_workbook(BytesIO(pyrage.decrypt(the(files, "workbook").read_bytes(), [identity])))
    assert book.sheetnames == ["Summary", "Open"]
    assert "Only for Front desk." in [row[0].value for row in book["Summary"].iter_rows(max_row=4)]


def test_the_access_log_is_a_table_for_its_reader_alone(tmp_path: Path, identity):
    lines = [(1, "2026-11-23T14:00:00Z", "maria", "viewed", "aaaa0001", "", "0" * 64, "1" * 64)]
    part = access_log_part("clinic", Age((str(identity.to_public()),)), lines)
    files = write_day(report(), tmp_path, [], [part])
    assert [file.path.name.split("_", 2)[2] for file in files] == ["clinic_access-log.csv.age"]
    told = pyrage.decrypt(files[0].path.read_bytes(), [identity]).decode("utf-8-sig").splitlines()
    assert told[0] == "line,at,person,action,callback,detail,hash before,hash"
    assert told[1].startswith("1,2026-11-23T14:00:00Z,maria,viewed,aaaa0001,,000")
