"""Runs the tests: all of them in parallel, or what the arguments for pytest say, relative to the checkout."""

import os
import sys

import environment


def main() -> None:
    """``python3 scripts/test.py -k escalate`` is ``pytest -k escalate``, with nothing to install by hand."""
    python = environment.prepare(dev=True)
    os.chdir(environment.ROOT)
    # Without compiled tests each worker would compile all of them: half a minute of work on a machine that keeps none.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.become([python, "-m", "pytest", *(sys.argv[1:] or in_parallel())])


def in_parallel() -> list[str]:
    """Two workers a processor, since the screens' tests mostly wait; each takes the next tests as it goes along."""
    return ["-n", str(2 * (os.cpu_count() or 1)), "--dist", "load", "--maxschedchunk", "2"]


if __name__ == "__main__":
    main()
