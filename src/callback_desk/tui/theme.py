"""The colours of the desk: a dark and a light set, told apart by people who do not tell red from green, each at
4.5:1 or better.

Blue and orange carry the difference, with bold and a word or a mark beside them: colour is never the only
sign. Where no colour is wanted at all (NO_COLOR) the cursor is reversed instead.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.theme import Theme


class Palette(NamedTuple):
    """The colours of one theme."""

    background: str
    text: str
    quiet: str
    late: str
    attention: str
    good: str
    frame: str
    bar: str
    bar_text: str
    foot: str
    cursor: str
    cursor_text: str
    resting: str
    resting_text: str

    def pairs(self) -> tuple[tuple[str, str, str], ...]:
        """Return every text colour with the ground it stands on; the contrast test reads these."""
        return (
            ("text", self.text, self.background),
            ("quiet text", self.quiet, self.background),
            ("late", self.late, self.background),
            ("attention", self.attention, self.background),
            ("present, done", self.good, self.background),
            ("frame and its title", self.frame, self.background),
            ("header", self.bar_text, self.bar),
            ("footer", self.text, self.foot),
            ("a sentence in the footer", self.late, self.foot),
            ("a hint in a line to type into", self.quiet, self.foot),
            ("cursor", self.cursor_text, self.cursor),
            ("cursor of a pane without the focus", self.resting_text, self.resting),
        )


DARK = Palette(
    background="#121212",
    text="#e0e0e0",
    quiet="#a3a3a3",
    late="#ffb454",
    attention="#ff9aa8",
    good="#7cc4ff",
    frame="#5b9bd5",
    bar="#0a5aa8",
    bar_text="#ffffff",
    foot="#22303c",
    cursor="#e0e0e0",
    cursor_text="#121212",
    resting="#3a4652",
    resting_text="#ffffff",
)
LIGHT = Palette(
    background="#fbfbf8",
    text="#1c1c1c",
    quiet="#565656",
    late="#8a4500",
    attention="#a3123f",
    good="#0b5394",
    frame="#2a678f",
    bar="#0a5aa8",
    bar_text="#ffffff",
    foot="#e1e8ee",
    cursor="#1c1c1c",
    cursor_text="#fbfbf8",
    resting="#c6d5e1",
    resting_text="#111111",
)

BOLD = "bold"
QUIET = "$quiet"
LATE = "$warning"
NOW = "$warning bold"
ATTENTION = "$error bold"
GOOD = "$success"
"""Styles of content, by the theme's own names: they follow it when it is changed."""


def _as_theme(name: str, palette: Palette, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=palette.bar,
        secondary=palette.frame,
        accent=palette.late,
        warning=palette.late,
        error=palette.attention,
        success=palette.good,
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.foot,
        dark=dark,
        text_alpha=1.0,
        variables={
            "quiet": palette.quiet,
            "text-muted": palette.quiet,
            "text-disabled": palette.quiet,
            "frame": palette.frame,
            "bar": palette.bar,
            "bar-text": palette.bar_text,
            "foot": palette.foot,
            "cursor-background": palette.cursor,
            "cursor-text": palette.cursor_text,
            "resting-background": palette.resting,
            "resting-text": palette.resting_text,
            "border-blurred": palette.frame,
            "input-cursor-background": palette.text,
            "input-cursor-foreground": palette.background,
            "footer-background": palette.foot,
        },
    )


DESK_THEME = _as_theme("callback-desk", DARK, dark=True)
LIGHT_THEME = _as_theme("callback-desk-light", LIGHT, dark=False)
THEMES = {"dark": DESK_THEME, "light": LIGHT_THEME}
"""The themes by the names that people give them."""
SETTING = "theme"
"""Under this name the store keeps which of them was chosen by key; it never leaves the desk."""
_PALETTES = {DESK_THEME.name: DARK, LIGHT_THEME.name: LIGHT}


class Inks(NamedTuple):
    """The colours of what paints itself cell by cell."""

    plain: Style
    attention: Style
    late: Style
    quiet: Style
    cursor: Style
    resting: Style


def inks(app: App[Any]) -> Inks:
    """Return the colours of the theme that is on."""
    return _inks(app.theme, app.no_color)


def other(name: str) -> str:
    """Return the name of the theme that is not on."""
    return LIGHT_THEME.name if name == DESK_THEME.name else DESK_THEME.name


@lru_cache
def _inks(name: str, no_color: bool) -> Inks:
    palette = _PALETTES.get(name, DARK)
    ground = palette.background
    if no_color:
        # Both colours are taken away later: what the cursor needs is the one thing that stays.
        cursor, resting = Style(reverse=True, bold=True), Style(underline=True, bold=True)
    else:
        cursor = Style(color=palette.cursor_text, bgcolor=palette.cursor, bold=True)
        resting = Style(color=palette.resting_text, bgcolor=palette.resting, bold=True)
    return Inks(
        plain=Style(color=palette.text, bgcolor=ground),
        attention=Style(color=palette.attention, bgcolor=ground, bold=True),
        late=Style(color=palette.late, bgcolor=ground),
        quiet=Style(color=palette.quiet, bgcolor=ground),
        cursor=cursor,
        resting=resting,
    )
