"""Runs the tests: all of them in parallel, or what the arguments for pytest say, relative to the checkout."""

import os
import sys

import environment


def main() -> None:
    """``python3 scripts/test.py -k escalate`` is ``pytest -k escalate``, with nothing to install by hand."""
    python = environment.prepare(dev=True)
    os.chdir(environment.ROOT)
    environment.become([python, "-m", "pytest", *(sys.argv[1:] or in_parallel())])


def in_parallel() -> list[str]:
    """Three workers a processor: the screens' tests mostly wait; who has finished takes over from the others."""
    return ["-n", str(3 * (os.cpu_count() or 1)), "--dist", "worksteal"]


if __name__ == "__main__":
    main()
