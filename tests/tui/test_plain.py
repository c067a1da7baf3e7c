"""Text from outside reaches widgets only as plain text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from callback_desk.domain.text import clean_line
from callback_desk.tui.plain import fitted, plain, plain_line, spaced

TUI = Path(__file__).resolve().parents[2] / "src" / "callback_desk" / "tui"
MARKUP_BY_DEFAULT = {"Static", "Label", "Button", "Checkbox", "RadioButton", "notify", "OptionList", "Select"}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    for path in sorted(TUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                yield f"{path.relative_to(TUI)}:{node.lineno}", name, node


def test_no_widget_reads_markup():
    for where, name, call in calls():
        if name in MARKUP_BY_DEFAULT:
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            markup = given.get("markup")
            assert isinstance(markup, ast.Constant), where
            assert markup.value is False, where
        assert name != "from_markup", where


@given(st.text())
def test_plain_text_holds_nothing_that_a_terminal_obeys(text: str):
    for shown in (plain(text).plain, plain_line(text).plain):
        assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in shown)
        assert not any(127 <= ord(sign) < 160 for sign in shown)


@given(st.text(), st.integers(0, 60))
def test_fitted_text_has_the_width_it_was_given(text: str, cells: int):
    assert cell_len(fitted(text, cells)) == cells


@given(st.text(alphabet="abc []/$@=", max_size=20))
def test_markup_is_shown_as_text(text: str):
    assert plain_line(text).plain == clean_line(text)


@pytest.mark.parametrize(("parts", "shown"), [(("a", "", "b"), "a · b"), (("", ""), ""), (("[x]", "y"), "[x] · y")])
def test_what_is_not_known_leaves_no_gap(parts: tuple[str, ...], shown: str):
    assert spaced(*parts).plain == shown
