"""Text from outside, on its way to the screen: cleaned, never parsed as markup, cut by cells."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from callback_desk.domain.text import clean, clean_line

ELLIPSIS = "…"


def plain(text: str, style: Style | str = "") -> Content:
    """Return `text` as it may be shown: nothing in it is obeyed by the terminal or read as markup."""
    return _content(clean(text), style)


def plain_line(text: str, style: Style | str = "") -> Content:
    """Return `text` on one line, safe to show."""
    return _content(clean_line(text), style)


def quoted(text: str, most: int) -> str:
    """Return what somebody said in quotation marks: of a long text its first `most` characters, and how many follow."""
    said = text.strip()
    more = len(said) - most
    rest = f" ... {more} more characters, `show` has all" if more > 0 else ""
    return f"“{said[:most]}”{rest}"


def spaced(*parts: Content | str) -> Content:
    """Return the parts that hold anything, joined by ` · `."""
    return Content(" · ").join(part if isinstance(part, Content) else plain_line(part) for part in parts if part)


def fitted(text: str, cells: int) -> str:
    """Return `text`, safe and on one line, in exactly so many cells: cut with an ellipsis, or padded."""
    line = clean_line(text)
    wide = cell_len(line)
    if wide <= cells:
        return line + " " * (cells - wide)
    return set_cell_size(line, max(0, cells - 1)) + ELLIPSIS[:cells]


def _content(text: str, style: Style | str) -> Content:
    return Content.styled(text, style) if style else Content(text)
