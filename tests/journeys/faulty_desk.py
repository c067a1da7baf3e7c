"""The program with a fault in its screen: showing what was closed today fails, with a patient in hand."""

import sys

from callback_desk.cli import main
from callback_desk.tui.screens import desk


class FaultyScreen(desk.DeskScreen):
    """A screen that cannot do one thing, and says so with what it should have kept to itself."""

    def press(self, action: str) -> None:
        """Fail at the view of what was closed."""
        if action == "view-closed":
            patient = self.row.patient if self.row else None
            raise LookupError(f"{patient} was not found")
        super().press(action)


desk.DeskScreen = FaultyScreen  # type: ignore[misc]
sys.exit(main())
