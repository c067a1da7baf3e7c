"""The desk from the shell: the same actions as on the screen, for people and for scripts.

Exit codes: 0 it did what was asked, 1 it looked and the answer is no, 2 wrong usage or input, with one sentence
on standard error. Private text arrives by prompt or on standard input, never in a flag.
"""

import sys

from callback_desk.cli.door import run

__all__ = ["main"]


def main() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))
