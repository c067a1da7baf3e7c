"""What the screen says of the other desks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.content import Content

from callback_desk.domain.moments import from_utc_text
from callback_desk.tui import theme, words
from callback_desk.tui.panes.cursor_lines import Line
from callback_desk.tui.panes.text import labelled
from callback_desk.tui.plain import fitted, plain_line
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.actions.sync_taking_in import Outcome
    from callback_desk.actions.sync_watching import Looked
    from callback_desk.actions.syncing import Synced

_LABEL, _DESK, _HERE, _CAME = 11, 26, 11, 15
Told = Mapping[str, Any]
"""How syncing stands, as `sync status --json` has it."""


def entries(count: int) -> str:
    """Return a number of entries in words."""
    return "1 entry" if count == 1 else f"{count} entries"


def synced(done: "Synced") -> str:
    """Return what one sync did."""
    sent = "nothing new went out" if done.sent is None else f"entries {done.sent[0]} to {done.sent[1]} went out"
    others = f"; left alone, not sync files: {', '.join(done.left_alone)}" if done.left_alone else ""
    said = [outcome.said for outcome in done.outcomes if outcome.why is None and outcome.said]
    return "; ".join([f"{entries(done.new)} came in; {sent}{others}", *said])


def taken_in(outcomes: "Sequence[Outcome]") -> str:
    """Return what came of files that were taken in."""
    waits = [outcome.said for outcome in outcomes if outcome.said]
    return "; ".join([f"{entries(sum(outcome.new for outcome in outcomes))} came in", *waits])


def facts(told: Told, looked: "Looked | None", now: datetime, zone: ZoneInfo, width: int) -> Content:
    """Return what stands above the list: this desk, its words, the folder, and how the last sync went."""
    own = told["this_desk"]
    folder = told["folder"] or with_keys("none yet: {sync-folder} names it; {sync-export} and {sync-import} do without")
    rows = [
        ("this desk", plain_line(f"{own['label']} ({own['replica']}) · {entries(own['wrote'])} written")),
        ("its words", plain_line(own["fingerprint"], theme.BOLD)),
        ("folder", plain_line(folder)),
        ("last sync", plain_line(_last(told, looked, now, zone))),
    ]
    if looked is not None and (why := looked.away or looked.fault):
        rows.append(("now", plain_line(why, theme.NOW)))
    lines = [line for label, text in rows for line in labelled(Content.styled(label, theme.QUIET), text, width, _LABEL)]
    return Content("\n").join(lines)


def _last(told: Told, looked: "Looked | None", now: datetime, zone: ZoneInfo) -> str:
    times = [from_utc_text(told["last_sync"])] if told["last_sync"] else []
    if looked is not None and not (looked.away or looked.fault):
        times.append(looked.at)
    return words.moment(max(times), now, zone) if times else "never"


HEADING = " ".join(
    fitted(title, cells) for title, cells in (("desk", _DESK), ("here", _HERE), ("last came", _CAME), ("", 5))
)


def desk_line(desk: Told, now: datetime, zone: ZoneInfo) -> Line:
    """Return one paired desk as a line of the list."""
    came = words.moment(from_utc_text(desk["last_came"]), now, zone) if desk["last_came"] else "nothing yet"
    told = ((desk["label"], _DESK), (entries(desk["have"]), _HERE), (came, _CAME))
    state, style = "", ""
    if desk["revoked_after"] is not None:
        state, style = f"revoked after {desk['revoked_after']}", theme.QUIET
    elif desk["waiting_for"]:
        first, last = desk["waiting_for"]
        state, style = f"waiting for {first}" + (f" to {last}" if last > first else ""), theme.LATE
    elif desk["by_word_of"]:
        state, style = f"by the word of {desk['by_word_of']}", theme.QUIET
    return f"{' '.join(fitted(text, cells) for text, cells in told)} {state}".rstrip(), style


def words_of(desk: Told) -> Content:
    """Return the words of the desk under the cursor, by which two people know its keys."""
    whose = f"the desk of {desk['person']}" if desk["person"] else "nobody confirmed whose it is: pair it again"
    return plain_line(f"words: {desk['fingerprint']} · {desk['replica']} · {whose}")


def not_taken_in(told: Told) -> list[Content]:
    """Return each file that was not taken in with the reason and what to do, the ones to be looked at first."""
    waits = {"waiting", "arriving"}
    files = sorted(told["not_taken_in"], key=lambda file: file["why"] in waits)
    lines = []
    for file in files:
        lines.append(plain_line(f"• {_whose(file)}", "" if file["why"] in waits else theme.NOW))
        if file["why"] not in waits and file.get("kept"):
            lines.append(plain_line(f"  it lies in {file['kept']}", theme.QUIET))
    named = {file["file"] for file in files}
    kept = [name for name in told["kept_apart"] if name not in named]
    lines += [plain_line(f"• {name}: kept apart until it can be taken in") for name in kept]
    if any(file["why"] == "clock-ahead" for file in files):
        lines.append(plain_line(with_keys("{sync-clock} takes in files of a clock that is ahead.")))
    if any(file["why"] == "unknown-writer" for file in files):
        lines.append(plain_line(with_keys("{sync-pair} trusts another desk by its invitation.")))
    if not lines and told["last_sync"] is None:
        return []
    return lines or [plain_line("Everything that is there was taken in.", theme.QUIET)]


def _whose(file: Told) -> str:
    """Return the sentence about a file, and whose it is where that does not stand in it."""
    desk, said = file["desk"], file["said"]
    return said if not desk or desk in said else f"{said} ({desk})"


def spelled(fingerprint: str) -> list[Content]:
    """Return six words to be read out, a line each, letter by letter."""
    return [
        Content.assemble((f"  {place}  ", theme.QUIET), (" ".join(word.upper()), theme.BOLD))
        for place, word in enumerate(fingerprint.split(), 1)
    ]
