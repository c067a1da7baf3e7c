"""Take in what the clinic's systems export: read, plan, show, apply.

Planning writes nothing. Applying writes each file's contacts in one transaction, so that a crash leaves a file
applied whole or not at all; a second run finds every source key known and writes nothing. Files of one intake do what
they would do in any other order: where need be, some are written in one.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from callback_desk.actions import (
    card_changing,
    folder_watching,
    intake_choices,
    planning_again,
    recent_talks,
    written_together,
)
from callback_desk.actions.contact_drafts import ContactDrafts
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.watching import Watch, unwatched, watched
from callback_desk.domain.entries import EntryDraft, TalkSeen, draft
from callback_desk.intake import lying_ahead
from callback_desk.intake.collector import collector_paused
from callback_desk.intake.plan import plan
from callback_desk.intake.planned import Plan, PlannedTalk
from callback_desk.intake.reading import ReadOptions, read_paths

__all__ = ["IntakeChoices", "Plan", "Progress", "apply", "plan_files", "read_options"]

Progress = Callable[[str], None]


def plan_files(
    desk: Desk, paths: Sequence[Path], choices: IntakeChoices, progress: Progress = lambda said: None
) -> Plan:
    """Read the files and work out what each record would do. Writes nothing.

    A file that cannot be read has its reason in its document; the others are planned all the same. What `progress`
    raises ends it.
    """

    def watch_of(path: Path) -> Callable[[int], None]:
        progress(f"reading {path.name}")
        return partial(_tell_rows, progress, path.name)

    readings = read_paths(paths, read_options(desk, choices), watch_of)
    lying_ahead.put_to_review(readings, desk.clock())
    progress("planning")
    lines = desk.store.lines()
    again = partial(
        plan,
        known=desk.store,
        zone=desk.zone,
        talk_seconds=desk.policy.intake.talk_seconds,
        earlier=recent_talks.remembered(desk),
    )
    return replace(again(readings), again=again, lines=lines)


def _tell_rows(progress: Progress, name: str, count: int) -> None:
    progress(f"reading {name}, {count} rows so far")


def read_options(desk: Desk, choices: IntakeChoices) -> ReadOptions:
    """Return how to read at this clinic: what was chosen now, what was chosen before, what the policy says."""
    policy = desk.policy
    return ReadOptions(
        preset=choices.preset,
        zone=ZoneInfo(choices.zone) if choices.zone else None,
        clinic_zone=desk.zone,
        region=policy.clinic.region,
        own_numbers=(*policy.clinic.own_numbers, *choices.own_numbers),
        mapping=choices.mapping,
        dates=choices.dates,
        inbound_contexts=policy.intake.inbound_contexts,
        internal_contexts=policy.intake.internal_contexts,
        remembered=intake_choices.remembered(desk),
    )


def apply(desk: Desk, planned: Plan, progress: Progress = lambda said: None, watch: Watch = unwatched) -> None:
    """Write the plan's contacts and talks, one transaction a file, or for files that must be written together.

    `watch` hears how many of a file are written; what it raises ends the intake with nothing kept of that file, or
    of those written with it.
    """
    with collector_paused():
        left = written_together.groups(planned, list(dict.fromkeys(reading.file for reading in planned.readings)))
        while left:
            if not any(planned.writes(file) for file in left[0]):
                left = left[1:]
                continue
            progress(_writing(left[0]))
            left = _write(desk, planned, left, watch)
    recent_talks.remember(desk, planned)
    folder_watching.taken(desk, (reading for reading in planned.readings if reading.error is None))


def _writing(files: Sequence[str]) -> str:
    others = f" and {len(files) - 1} more with it" if len(files) > 1 else ""
    return f"writing {Path(files[0]).name}{others}"


def _write(desk: Desk, planned: Plan, left: list[list[str]], watch: Watch) -> list[list[str]]:
    """Write what the first group of files brings, in one transaction; return the groups that are left then."""
    with desk.unit() as unit:
        if planning_again.where_overtaken(desk.store, planned, left[0][0]):
            left = written_together.groups(planned, [file for group in left for file in group])
        files = set(left[0])
        contacts = (contact for contact in planned.contacts if contact.file in files)
        talks = (talk for talk in planned.talks if talk.file in files)
        joined = {one.callback_id for one in planned.contacts if not one.is_new}
        writing = ContactDrafts(desk, joined, [reading for reading in planned.readings if reading.file in files])
        # Each draft is made when its turn comes: all of a large log's at once would take as much memory again.
        drafts = chain(writing.entries(contacts), map(_talk, talks))
        count = unit.append_new(watched(drafts, watch))
        card_changing.settle_all(desk, unit)
        unit.log_access("took-in", detail=f"{count} entries")
        planned.lines = unit.lines()
        unit.commit()
    return left[1:]


def _talk(talk: PlannedTalk) -> EntryDraft:
    seen = TalkSeen(source_key=talk.source_key, at=talk.at, seconds=talk.seconds, outbound=talk.outbound)
    return draft(talk.callback_id, seen)
