"""Talks of files that were taken in before the miss that they may settle: kept at this desk for some days.

Files come in any order. A talk is evidence only for a callback, so one without any is no entry of the ledger.
"""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from callback_desk.actions.context import Desk
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.intake.planned import Plan, Talk
from callback_desk.intake.units import Unit

_SETTING = "intake.talks"
_KEPT = timedelta(days=7)
_MOST = 2000


def remembered(desk: Desk) -> list[Talk]:
    """Return the talks of the last days that were about no callback when their file was taken in."""
    return [_talk(*said) for said in json.loads(desk.store.setting(_SETTING) or "[]")]


def remember(desk: Desk, planned: Plan) -> None:
    """Keep what a plan leaves of them, the latest first where there are very many."""
    since = desk.clock() - _KEPT
    left = {talk.unit.source_key: talk for talk in planned.talks_left if talk.unit.at >= since}
    latest = sorted(left.values(), key=lambda talk: talk.unit.at, reverse=True)[:_MOST]
    said = json.dumps([_said(talk) for talk in latest])
    if said != (desk.store.setting(_SETTING) or "[]"):
        desk.store.set_setting(_SETTING, said)


def _said(talk: Talk) -> tuple[str, str | None, str, int, bool, str]:
    unit = talk.unit
    return (
        unit.source_key,
        unit.number,
        utc_text(unit.at),
        unit.talk_seconds or 0,
        unit.direction == "outbound",
        talk.zone.key,
    )


def _talk(source_key: str, number: str | None, at: str, seconds: int, outbound: bool, zone: str) -> Talk:
    return Talk(
        Unit(
            source_key=source_key,
            kind="call",
            line="",
            at=from_utc_text(at),
            direction="outbound" if outbound else "inbound",
            outcome="answered",
            number=number,
            talk_seconds=seconds,
        ),
        ZoneInfo(zone),
    )
