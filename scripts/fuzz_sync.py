"""Let desks act, copy, restore, lose, cut and sync in any order, and see that they always end as one.

    python scripts/fuzz_sync.py 600

runs for ten minutes (a first seed may be given after the seconds). Each seed is a few dozen meetings of
`tests/sync/meetings.py`. Where one breaks a rule, the steps and the seed are printed, and the exit code is 1. It
needs what the tests need: run it by `.venv/bin/python` after `python scripts/test.py`.
"""

import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from hypothesis import HealthCheck, Verbosity, seed, settings  # noqa: E402 - found once the path is set
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

from callback_desk.sync import keys  # noqa: E402
from tests.sync.meetings import AnyMeeting, forget_beginning  # noqa: E402

MEETINGS = 25
"""Of one seed."""
STEPS = 30
_SETTINGS = settings(
    max_examples=MEETINGS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    print_blob=False,
    verbosity=Verbosity.normal,
    suppress_health_check=list(HealthCheck),
)


def main() -> int:
    """Run until the time is over or something breaks."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    number = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    keys.WORK["n"] = 16  # fingerprints at the least cost there is: nobody reads these
    ends, first = time.monotonic() + seconds, number
    try:
        while time.monotonic() < ends:
            try:
                run_state_machine_as_test(seed(number)(type("Meeting", (AnyMeeting,), {})), settings=_SETTINGS)
            except BaseException:
                print(f"seed {number} breaks a rule: python {Path(sys.argv[0])} 1 {number}", flush=True)
                raise
            number += 1
            print(f"{MEETINGS * (number - first)} meetings, seeds {first} to {number - 1}", flush=True)
    finally:
        forget_beginning()
    return 0


if __name__ == "__main__":
    sys.exit(main())
