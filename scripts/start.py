"""Opens the desk: makes what it needs the first time, then passes its arguments on to callback-desk."""

import os
import sys

import environment


def main() -> None:
    """``python3 scripts/start.py demo`` is ``callback-desk demo``, with nothing to install by hand."""
    python = environment.prepare(dev=False)
    os.environ.setdefault("TEXTUAL_FPS", "120")  # Textual's 60 lets the context trail the cursor by a frame
    # -P: a file in the current folder must not pass for one of the program's modules.
    environment.become([python, "-P", "-m", "callback_desk", *sys.argv[1:]])


if __name__ == "__main__":
    main()
