"""The desk from the shell: the same actions as on the screen, for people and for scripts.

Exit codes: 0 it did what was asked, 1 it looked and the answer is no, 2 wrong usage or input, with one sentence
on standard error. Private text arrives by prompt or on standard input, never in a flag.
"""

import io
import os
import sys

from callback_desk.cli.door import run

__all__ = ["main"]


def main() -> None:
    """Run the program and leave with its exit code."""
    _speak_utf8()
    # Whatever else is installed beside this program gets no hand on patients' data; finding it took 20 ms besides.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(run(sys.argv[1:]))


def _speak_utf8() -> None:
    """Read and write UTF-8 wherever a stream leads: a file or a pipe may otherwise cut a document at one letter."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  it stands in for the run's whole life
    for stream, encoding, errors in (
        (sys.stdin, "utf-8-sig", "strict"),
        (sys.stdout, "utf-8", "backslashreplace"),
        (sys.stderr, "utf-8", "backslashreplace"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)
