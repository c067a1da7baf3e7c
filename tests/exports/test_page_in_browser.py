"""The page in a real browser: hostile texts are text, a telephone's width is enough, and it prints."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from callback_desk.exports.page.making import page
from tests.exports.days import received, report
from tests.exports.test_page import HOSTILE

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is missing: install it to look at the page in it")

# A frame of the same origin is measured from outside, because the page itself runs nothing.
FRAME = """<!doctype html><meta charset="utf-8"><body><pre id="out"></pre>
<iframe id="page" style="width:{width}px;height:800px;border:0" srcdoc="{page}"></iframe>
<script>
document.getElementById("page").onload = function () {{
  const seen = this.contentDocument;
  document.getElementById("out").textContent = JSON.stringify({{
    width: seen.documentElement.scrollWidth,
    scripts: seen.scripts.length,
    links: [...seen.links].map(link => link.getAttribute("href")),
    names: [...seen.querySelectorAll(".name bdi")].map(name => name.textContent),
    first: seen.body.innerText.split("\\n")[0],
    ran: typeof this.contentWindow.ran,
    rows: getComputedStyle(seen.querySelector("tbody tr")).display,
  }});
}};
</script>"""


def browse(folder: Path, *arguments: str) -> str:
    assert BROWSER is not None
    quiet = (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}",
    )  # fmt: skip
    done = subprocess.run([BROWSER, *quiet, *arguments], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def seen_at(folder: Path, width: int, text: str) -> dict[str, Any]:
    """What the browser made of the page in a window of this width."""
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(width=width, page=html.escape(text)), "utf-8")
    found = re.search(r'<pre id="out">(.*?)</pre>', browse(folder, "--dump-dom", frame.as_uri()), re.DOTALL)
    assert found is not None
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


def test_hostile_texts_are_shown_as_text_on_a_telephone(tmp_path: Path):
    texts = [*HOSTILE, "<img src=x onerror='ran=1'>", "<script>ran=1</script>", "w" * 300]
    told = report(*(received(f"{n:08}", patient=said, request=said) for n, said in enumerate(texts)))
    seen = seen_at(tmp_path, 390, page(told))
    assert seen["first"].startswith(f"{len(told.open)} open, ")
    assert (seen["scripts"], seen["ran"]) == (0, "undefined")
    assert all(link.startswith(("#", "tel:+")) for link in seen["links"])
    assert {"<script>ran=1</script>", "<img src=x onerror='ran=1'>"} <= set(seen["names"])
    assert seen["width"] <= 390, "nothing has to be scrolled sideways"
    assert seen["rows"] == "block"


def test_it_prints(tmp_path: Path):
    (tmp_path / "day.html").write_text(page(report(*(received(f"{n:08}") for n in range(30)))), "utf-8")
    printed = tmp_path / "day.pdf"
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", (tmp_path / "day.html").as_uri())
    content = printed.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 1
