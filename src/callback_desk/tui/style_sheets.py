"""The library's style sheets, each read but once for the same colours.

The library reads all of them anew for each screen that comes, and for the theme that an app was made with; that took
a tenth of the start. It also remembers no more of them than the desk has.
"""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_REMEMBERED = 1024


class StyleSheets(Stylesheet):
    """All sheets of the app and of its widgets."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_REMEMBERED)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take these colours. What was read stays where they are no others."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read what was not read yet with the colours of now."""
        self.parse()
