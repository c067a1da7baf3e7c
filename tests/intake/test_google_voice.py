"""Google Voice's Takeout: pages, folders and the zip, as it comes and as it may come."""

import zipfile
from pathlib import Path

import pytest

from callback_desk.intake import pages
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, Ledger, options, take_in

VOICE = DATA / "phone" / "google_voice"
MISSED = (VOICE / "psanford" / "missedcall.html").read_text(encoding="utf-8")
THREAD = (VOICE / "psanford" / "sms.html").read_text(encoding="utf-8")
VOICEMAIL = next(VOICE.rglob("*Voicemail*.html")).read_text(encoding="utf-8")


@pytest.fixture
def read(tmp_path: Path):
    def read_page(text: str, **said):
        path = tmp_path / "export"
        path.write_text(text, encoding="utf-8")
        return read_path(path, options(**said))

    return read_page


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_transcript_is_taken_once_and_not_word_by_word(read):
    (unit,) = read(VOICEMAIL).units
    assert unit.request == "Hi, Dad. It's me Edson. I'm currently sitting out in front."
    assert (unit.outcome, unit.number, unit.talk_seconds) == ("voicemail", "+15703214444", 28)
    assert unit.patient == "Edson Arantes do Nascimento"


@pytest.mark.parametrize("number", ["", "tel:", "tel:+66666", "tel:Unknown"])
def test_a_call_without_a_number_that_can_be_dialled_is_kept_without_one(read, number: str):
    (unit,) = read(MISSED.replace("tel:+66666", number)).units
    assert (unit.outcome, unit.number, unit.patient) == ("missed", None, "Dwigt Rortugal")


def test_a_page_without_its_machine_readable_time_is_read_as_it_shows_it(read):
    (unit,) = read(MISSED.replace("2009-09-17T17:26:41.000-07:00", "")).units
    assert unit.at.isoformat() == "2009-09-18T00:26:41+00:00"


def test_a_page_without_any_time_is_rejected_with_its_place(read):
    text = MISSED.replace("2009-09-17T17:26:41.000-07:00", "").replace("Sep 17, 2009", "some day")
    reading = read(text)
    assert (reading.rows, reading.units, len(reading.rejected)) == (1, [], 1)
    assert reading.rejected[0].line == "export"


def test_labels_that_are_not_known_make_a_note_and_a_callback(read):
    reading = read(MISSED.replace("#missed", "#hologram"))
    assert reading.units[0].outcome == "missed"
    assert "labels that are not known: hologram" in reading.notes


def test_a_page_that_was_saved_in_another_encoding_is_read(tmp_path: Path):
    path = tmp_path / "export"
    path.write_bytes(MISSED.encode("utf-16"))
    (unit,) = read_path(path, options()).units
    assert unit.patient == "Dwigt Rortugal"


def test_a_page_that_was_cut_is_to_be_looked_at(read):
    reading = read(MISSED[: MISSED.index('<div class="deleted')])
    assert reading.units[0].review == ("the page ends in the middle: export it again",)


def test_a_thread_waits_since_the_first_text_that_we_did_not_answer(read):
    (unit,) = read(THREAD).units
    assert (unit.kind, unit.direction, unit.at.isoformat()) == (
        "message",
        "inbound",
        "2022-07-01T01:07:09.468000+00:00",
    )
    assert len(unit.legs) == 5
    assert unit.request.splitlines() == ["💚", "all that space", "Thank you 🙏"]


def test_pages_of_one_number_are_one_thread(tmp_path: Path):
    text = THREAD.replace("+333", "+15855550101")
    early, late = text.replace("2022-06-30", "2022-05-30"), text
    whole = zipped(tmp_path / "a.zip", {"x/early.html": early, "x/late.html": late, "x/sound.mp3": b"ID3\x00"})
    reading = read_path(whole, options())
    assert (reading.rows, len(reading.units)) == (2, 1)
    assert len(reading.units[0].legs) == 10


def test_a_text_that_stands_on_two_pages_is_said_once(tmp_path: Path):
    (alone,) = read_path(zipped(tmp_path / "a.zip", {"x/a.html": THREAD}), options()).units
    (both,) = read_path(zipped(tmp_path / "b.zip", {"x/a.html": THREAD, "x/b.html": THREAD}), options()).units
    assert (both.request, both.legs, both.at) == (alone.request, alone.legs, alone.at)


def test_one_more_text_in_a_thread_joins_its_callback(tmp_path: Path):
    ledger, path = Ledger(), tmp_path / "export"
    text = THREAD.replace("+333", "+15855550101")
    path.write_text(text, encoding="utf-8")
    assert take_in(ledger, path)[0]["new_callbacks"] == 1
    assert take_in(ledger, path)[0]["already_known"] == 1
    more = text[text.rindex('<div class="message">') : text.index('</div></div>\n<div class="tags">')] + "</div>"
    later = more.replace("18:07:28", "19:00:00").replace("Thank you 🙏", "are you there?")
    path.write_text(
        text.replace('</div></div>\n<div class="tags">', f'</div> {later}</div>\n<div class="tags">'), "utf-8"
    )
    (document,) = take_in(ledger, path)
    assert (document["new_callbacks"], document["joined"]) == (0, 1)
    assert len(ledger.open) == 1


def test_folder_and_zip_and_single_pages_are_the_same_contacts(tmp_path: Path):
    files = {path.relative_to(VOICE).as_posix(): path.read_bytes() for path in VOICE.rglob("*.html")}
    whole = read_path(zipped(tmp_path / "takeout.zip", files), options())
    folder = read_path(VOICE, options())
    single = [unit for path in VOICE.rglob("*.html") for unit in read_path(path, options()).units]
    keys = {unit.source_key for unit in whole.units}
    assert len(keys) == 7
    assert {unit.source_key for unit in folder.units} == {unit.source_key for unit in single} == keys


def test_a_folder_names_every_file_that_it_leaves_out(tmp_path: Path):
    (tmp_path / "Calls").mkdir()
    (tmp_path / "Calls" / "one.html").write_text(MISSED, encoding="utf-8")
    (tmp_path / "Calls" / "one.mp3").write_bytes(b"sound of the call")
    (tmp_path / "Calls" / "one.csv").write_text("Received,Phone\n", encoding="utf-8")
    (tmp_path / "asterisk").mkdir()
    for number in range(20):
        (tmp_path / "asterisk" / f"{number}.csv").write_text("Received,Phone\n", encoding="utf-8")
    told = {fault.line: fault.reason for fault in read_path(tmp_path, options()).skipped}
    assert sorted(told) == ["Calls/one.csv", "asterisk"]
    assert "take it in by itself" in told["Calls/one.csv"]
    assert "20 files .csv" in told["asterisk"]


def test_a_page_that_unfolds_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bomb = MISSED.replace("</body>", " " * (pages.LARGEST_PAGE + 1) + "</body>")
    reading = read_path(zipped(tmp_path / "a.zip", {"good.html": MISSED, "bomb.html": bomb}), options())
    assert len(reading.units) == 1
    assert reading.rejected == [("bomb.html", "it is larger than any page of an export")]
    monkeypatch.setattr(pages, "LARGEST_TOTAL", 1000)
    assert "unfolds to more than any export" in read_path(tmp_path / "a.zip", options()).error


def test_what_else_a_zip_holds_is_named(tmp_path: Path):
    files = {"calls/good.html": MISSED, "calls/good.mp3": b"ID3", "calls/other.csv": "a,b", "Phones.vcf": "BEGIN:VCARD"}
    reading = read_path(zipped(tmp_path / "a.zip", files), options())
    why = "it is no page of Google Voice: unpack the zip and take it in by itself"
    assert reading.skipped == [("Phones.vcf", why), ("calls/other.csv", why)]


def test_a_zip_that_is_damaged_says_so(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"good.html": MISSED, "other.html": VOICEMAIL})
    content = path.read_bytes()
    path.write_bytes(content[:-30])
    assert "damaged" in read_path(path, options()).error
    spoilt = bytearray(content)
    spoilt[60:90] = b"\x00" * 30
    path.write_bytes(bytes(spoilt))
    reading = read_path(path, options())
    assert len(reading.units) + len(reading.rejected) == 2
    assert "damaged" in reading.rejected[0].reason


def test_a_zip_with_a_file_that_has_no_name_is_damaged(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"good.html": MISSED, "other.html": VOICEMAIL})
    path.write_bytes(path.read_bytes().replace(b"other.html", b"\x00ther.html"))  # a name ends at the first NUL
    assert "damaged: export it again" in read_path(path, options()).error


def test_a_zip_of_something_else_is_of_a_kind_that_is_not_known(tmp_path: Path):
    assert "not known" in read_path(zipped(tmp_path / "a.zip", {"a.txt": "hello"}), options()).error
