"""Whatever desks do apart, and however their files come and go: they end as one, and nothing is lost or doubled."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.sync.meetings import AnyMeeting, forget_beginning


@pytest.fixture(autouse=True, scope="module")
def clean_up() -> Iterator[None]:
    yield
    forget_beginning()


# Hundreds in `.ci/run`, always the same, so that no change fails by another's bad luck. Thousands, each time
# others: `python scripts/fuzz_sync.py SECONDS`
EXAMPLES = int(os.environ.get("CALLBACK_DESK_MEETINGS", "8"))
TestAnyMeeting = AnyMeeting.TestCase
TestAnyMeeting.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
