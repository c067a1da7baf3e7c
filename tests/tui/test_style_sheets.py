"""The style sheets are read once for the same colours, and anew for others."""

from textual.color import Color

from callback_desk.tui.style_sheets import StyleSheets

SHEET = "Static { background: $ground; }"


def grounds(sheets: StyleSheets) -> list[Color]:
    return [rule.styles.background for rule in sheets.rules]


def test_what_was_read_stays_as_long_as_the_colours_do():
    sheets = StyleSheets(variables={"ground": "#121212"})
    sheets.add_source(SHEET, ("a sheet", ""))
    read = list(sheets.rules)
    sheets.set_variables({"ground": "#121212"})
    sheets.add_source("Input { height: 1; }", ("another sheet", ""))
    sheets.reparse()
    assert sheets.rules[0] is read[0]
    assert len(sheets.rules) == 2


def test_other_colours_are_taken_up_at_once():
    sheets = StyleSheets(variables={"ground": "#121212"})
    sheets.add_source(SHEET, ("a sheet", ""))
    assert grounds(sheets) == [Color.parse("#121212")]
    sheets.set_variables({"ground": "#fafafa"})
    sheets.reparse()
    assert grounds(sheets) == [Color.parse("#fafafa")]
