"""The desk of an invented day."""

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from callback_desk.actions import sample_day
from callback_desk.actions.context import Desk
from callback_desk.desk.opening import real_clock
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_clinic, with_person
from callback_desk.policy import default_policy_text
from callback_desk.store import Writer, create_store


@contextlib.contextmanager
def demo_desk(*, frozen: bool = False) -> Iterator[Desk]:
    """Open a desk over a throwaway store with an invented day; the folder is gone afterwards.

    Its clock starts at the invented moment; `frozen` keeps it there, for pictures.
    """
    text = with_clinic(default_policy_text(), sample_day.CLINIC, sample_day.ZONE)
    for person_id, name in (("maria", sample_day.ASSISTANT), ("ben", sample_day.COLLEAGUE)):
        text = with_person(text, person_id, name, ("assistant",))
    policy = read_policy(text)
    with tempfile.TemporaryDirectory(prefix="callback-desk-demo-") as folder:
        store = create_store(Path(folder) / "demo.db", secrets.token_bytes(32))
        desk = Desk(store, policy, "maria", real_clock, Path(folder) / "days", Writer())
        clock = sample_day.clock_from(real_clock, policy.zone_info)
        try:
            sample_day.fill(desk, "ben")
            moment = clock()
            yield replace(desk, clock=(lambda: moment) if frozen else clock)
        finally:
            desk.writer.close()
            store.close()
