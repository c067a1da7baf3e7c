"""Make the screenshots of the README from the invented sample day, so that they cannot go stale.

Run `python3 scripts/sample_day.py` with the project's environment; it writes docs/images/*.svg.
"""

import asyncio
import sys
from pathlib import Path

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZES = ((140, 42), (80, 24))


async def picture(size: tuple[int, int], keys: tuple[str, ...], name: str) -> Path:
    """Open the sample day at one size, press keys, and write the screen as SVG."""
    from callback_desk.desk.demo import demo_desk
    from callback_desk.tui.app import DeskApp

    with demo_desk(frozen=True) as desk:
        app = DeskApp(desk)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await app.workers.wait_for_complete()
                await pilot.pause()
            await pilot.pause(0.2)  # the pane draws a typed letter with its next frame
            text = app.export_screenshot(title="callback-desk, an invented day")
    path = IMAGES / f"{name}-{size[0]}x{size[1]}.svg"
    path.write_text(text, encoding="utf-8")
    return path


def main() -> int:
    """Write every picture and say where it is."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    begun = ("down", "down", "enter", "r", "2", "space", "space")
    views = {"queue": ("down", "down"), "call": (*begun, *"first visit, cardiology; afternoons only")}
    for size in SIZES:
        for name, keys in views.items():
            print(asyncio.run(picture(size, keys, name)).name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
