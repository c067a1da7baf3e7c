"""The colours of the desk: dark, told apart by people who do not tell red from green, each at 4.5:1 or
better.

Blue and orange carry the difference, with bold and a word or a mark beside them: colour is never the only
sign.
"""

from textual.color import Color
from textual.style import Style
from textual.theme import Theme

BACKGROUND = "#121212"
TEXT = "#e0e0e0"
QUIET_TEXT = "#a3a3a3"
ORANGE = "#ffb454"
ROSE = "#ff9aa8"
BLUE = "#7cc4ff"
FRAME = "#5b9bd5"
BAR = "#0a5aa8"
FOOT = "#22303c"
CURSOR_BACKGROUND = "#e0e0e0"
CURSOR_TEXT = "#121212"
RESTING_BACKGROUND = "#3a4652"

PAIRS: tuple[tuple[str, str, str], ...] = (
    ("text", TEXT, BACKGROUND),
    ("quiet text", QUIET_TEXT, BACKGROUND),
    ("late", ORANGE, BACKGROUND),
    ("attention", ROSE, BACKGROUND),
    ("present, done", BLUE, BACKGROUND),
    ("frame and its title", FRAME, BACKGROUND),
    ("header", "#ffffff", BAR),
    ("footer", TEXT, FOOT),
    ("cursor", CURSOR_TEXT, CURSOR_BACKGROUND),
    ("cursor of a pane without the focus", "#ffffff", RESTING_BACKGROUND),
)
"""Every text colour with the ground it stands on; the contrast test reads these."""

BOLD = Style(bold=True)
QUIET = Style(foreground=Color.parse(QUIET_TEXT))
LATE = Style(foreground=Color.parse(ORANGE))
NOW = Style(foreground=Color.parse(ORANGE), bold=True)
ATTENTION = Style(foreground=Color.parse(ROSE), bold=True)
GOOD = Style(foreground=Color.parse(BLUE))

DESK_THEME = Theme(
    name="callback-desk",
    primary=BAR,
    secondary=FRAME,
    accent=ORANGE,
    warning=ORANGE,
    error=ROSE,
    success=BLUE,
    foreground=TEXT,
    background=BACKGROUND,
    surface=BACKGROUND,
    panel=FOOT,
    dark=True,
    text_alpha=1.0,
    variables={
        "quiet": QUIET_TEXT,
        "text-muted": QUIET_TEXT,
        "text-disabled": QUIET_TEXT,
        "frame": FRAME,
        "bar": BAR,
        "foot": FOOT,
        "cursor-background": CURSOR_BACKGROUND,
        "cursor-text": CURSOR_TEXT,
        "resting-background": RESTING_BACKGROUND,
        "border-blurred": FRAME,
        "input-cursor-background": TEXT,
        "footer-background": FOOT,
    },
)
