"""The desk from the shell: the same actions as on the screen, for people and for scripts.

Exit codes: 0 it did what was asked, 1 it looked and the answer is no, 2 wrong usage or input, with one sentence
on standard error. Private text arrives by prompt or on standard input, never in a flag.
"""

from callback_desk.cli.program import main

__all__ = ["main"]
