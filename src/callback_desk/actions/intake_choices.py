"""What a person once chose for files of one layout, kept at this desk: never synced, used again, forgotten on demand.

A table's layout is the fingerprint of its header, so that tomorrow's export is read as today's was; the layout of
any other file is its preset.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from callback_desk.actions.context import Desk
from callback_desk.intake.date_orders import shown_by
from callback_desk.intake.moments import Order
from callback_desk.intake.options import BORN, RECEIVED, TABLE, Remembered
from callback_desk.intake.planned import Plan

__all__ = ["IntakeChoices", "Order", "forget", "remember", "remembered"]

_SETTING = "intake.layouts"
_MOST = 200
"""More layouts than any clinic has; the oldest choice goes first."""


@dataclass(frozen=True)
class IntakeChoices:
    """What a person said about the files: preset, zone, the clinic's own numbers, which column is which field, which of
    day and month comes first.
    """

    preset: str | None = None
    zone: str | None = None
    own_numbers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: Order | None = None


def remembered(desk: Desk) -> dict[str, Remembered]:
    """Return what was chosen earlier, by layout."""
    kept = json.loads(desk.store.setting(_SETTING) or "{}")
    return {
        layout: Remembered(dict(one["map"]), one["zone"], tuple(one["own_numbers"]), dict(one.get("dates", {})))
        for layout, one in kept.items()
    }


def remember(desk: Desk, planned: Plan, choices: IntakeChoices) -> None:
    """Keep what was chosen for the layouts of the files that were read, and what their dates showed; what was not said
    or shown now stays as it was.
    """
    said = bool(choices.zone or choices.own_numbers or choices.mapping or choices.dates)
    if not said and not any(reading.dates for reading in planned.readings):
        return
    before, kept = remembered(desk), remembered(desk)
    chosen_dates = {} if choices.dates is None else dict.fromkeys((RECEIVED, BORN), choices.dates)
    for reading in planned.readings:
        shown = shown_by([reading])
        for layout in reading.layouts:
            earlier = kept.pop(layout, Remembered())
            mapping = choices.mapping if reading.preset == TABLE and choices.mapping else earlier.mapping
            chosen = Remembered(
                dict(mapping),
                choices.zone or earlier.zone,
                choices.own_numbers or earlier.own_numbers,
                {**earlier.dates, **shown.get(layout, {}), **chosen_dates},
            )
            if chosen != Remembered():
                kept[layout] = chosen
    if kept != before:
        _keep(desk, kept)


def forget(desk: Desk, layouts: Collection[str] | None = None) -> int:
    """Forget what was chosen for these layouts, or for all; return for how many there was something to forget."""
    kept = remembered(desk)
    gone = [layout for layout in kept if layouts is None or layout in layouts]
    for layout in gone:
        del kept[layout]
    _keep(desk, kept)
    return len(gone)


def _keep(desk: Desk, kept: Mapping[str, Remembered]) -> None:
    newest = list(kept.items())[-_MOST:]
    data = {
        layout: {
            "map": dict(one.mapping),
            "zone": one.zone,
            "own_numbers": list(one.own_numbers),
            "dates": dict(one.dates),
        }
        for layout, one in newest
    }
    desk.store.set_setting(_SETTING, json.dumps(data, ensure_ascii=False))
