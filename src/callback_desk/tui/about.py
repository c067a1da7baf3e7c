"""What the context pane tells of one callback: who, how to reach them, what they asked, how it stands."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from textual.content import Content

from callback_desk.actions import cards, evidence, reaching, reading, two_requests
from callback_desk.actions.context import Desk
from callback_desk.domain import card_rules, code_words, history, holding, turn_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import Channel
from callback_desk.domain.entry import Entry
from callback_desk.domain.handed_on import handed_on
from callback_desk.domain.lapsing import lapsed_now
from callback_desk.domain.lateness import is_late, late_minutes
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.phone import display, zone_of
from callback_desk.domain.same_names import may_be_same
from callback_desk.tui import about_card, about_evidence, about_preparing, theme, words
from callback_desk.tui.panes.text import labelled
from callback_desk.tui.plain import plain, plain_line, quoted, spaced
from callback_desk.tui.telling import with_keys

LABEL = 11
_EARLIER = 12
_MOST_SHOWN = 4000
"""So many characters of a message are wrapped each time the pane is drawn; a longer one would hold up every key."""
_TOLD_ELSEWHERE = frozenset({"received", "talk_seen", "reported", "claimed", "made_ready", "papers_marked"})


class Row(NamedTuple):
    """A label and what stands beside it: pieces that are not broken where a line has room for them.

    Without a label the row begins at the left edge; with a blank one it goes on with the row above.
    """

    label: str
    text: Content
    pieces: tuple[Content, ...] = ()


BLANK = Row("", Content(""))
ON = " "
GAP = "  "


def about(desk: Desk, callback: Callback, now: datetime) -> list[Row]:
    """Return what is known of a callback, the most pressing first; labels that have nothing to tell are left
    out.
    """
    card = cards.card_of(desk, callback)
    said = card_rules.as_card_says(callback, card)
    stopped = [Row(*told) for told in about_card.stops(desk, callback, card)]
    wishes = [Row(*told) for told in about_card.wishes(desk, callback, card, now)]
    pressing = [*_handed_on(desk, callback, now), *_pressing(desk, said, now), *wishes]
    groups = (
        list(_who(desk, callback, card, now)),
        [
            *stopped,
            *_next(desk, said, now),
            *([*pressing, BLANK] if pressing else ()),
            *_request(callback),
            *_two_parts(desk, callback),
            *_came_in(desk, callback, now),
            *_target(desk, said, now),
        ],
        [
            *_errands(desk, callback, now),
            *_referral(callback),
            *_prepared(desk, said),
            *_details(callback),
            *_earlier(desk, callback, now),
        ],
    )
    rows: list[Row] = []
    for group in groups:
        if rows and group:
            rows.append(BLANK)
        rows += group
    return rows


def laid_out(rows: list[Row], width: int) -> list[Content]:
    """Return rows as lines of at most `width` cells, labels in a column of their own."""
    lines: list[Content] = []
    for row in rows:
        if row.label == "":
            lines.append(row.text)
            continue
        label = Content.styled(row.label.strip(), theme.QUIET)
        for text in _flowed(row, width - LABEL):
            lines += labelled(label, text, width, LABEL)
            label = Content("")
    return lines


def _flowed(row: Row, width: int) -> list[Content]:
    """Return the row's pieces in as few lines as they need, none broken that fits into a line of its own."""
    lines = [row.text]
    for piece in row.pieces:
        if not lines[-1]:
            lines[-1] = piece
        elif lines[-1].cell_length + len(GAP) + piece.cell_length <= width:
            lines[-1] += Content(GAP) + piece
        else:
            lines.append(piece)
    return lines


def _who(desk: Desk, callback: Callback, card: Card | None, now: datetime) -> Iterator[Row]:
    name = callback.patient or (card and card.name) or "name not known"
    pronouns = (card.pronouns if card else None) or ""
    birth_date = callback.birth_date or (card.birth_date.isoformat() if card and card.birth_date else None)
    written = callback.birth_as_written
    born = f"birth date not understood: {written}" if written else ""
    if birth_date:
        born = f"born {birth_date}{_age(birth_date, now, desk.zone)}"
    unsure = "" if callback.stated or not callback.patient else "name from caller id"
    number = f"record {callback.record_number}" if callback.record_number else ""
    yield Row("", Content("  ").join([plain_line(name, theme.BOLD), spaced(pronouns, born, unsure, number)]).rstrip())
    yield Row("", _phone(desk, card_rules.as_card_says(callback, card), now))
    yield from _urgency(callback)
    yield Row("", about_card.language_and_voicemail(callback, card))


def _urgency(callback: Callback) -> Iterator[Row]:
    """The list's own word for how urgent it is, not a rank of ours."""
    if urgency := callback.details.get("urgency"):
        status = (callback.referral or {}).get("status")
        yield Row("", spaced(plain_line(f"urgency {urgency}", theme.BOLD), f"referral {status}" if status else ""))


def _age(born: str, now: datetime, zone: ZoneInfo) -> str:
    then, today = date.fromisoformat(born), now.astimezone(zone).date()
    years = today.year - then.year - ((today.month, today.day) < (then.month, then.day))
    return f" ({years})" if years >= 0 else ""


def _phone(desk: Desk, callback: Callback, now: datetime) -> Content:
    if callback.phone is None:
        others = ", ".join(display(number) for number in evidence.numbers_of_same(desk, callback))
        theirs = plain_line(f"the other item of this name has {others}", theme.NOW) if others else ""
        written = plain_line(f"written: {callback.phone_note}", theme.BOLD) if callback.phone_note else ""
        return spaced(Content.styled(with_keys("no number: {call} asks for one"), theme.NOW), written, theirs)
    there, key = "", zone_of(callback.phone)
    if key is not None:
        zone = ZoneInfo(key)
        there = f"{_zone_name(zone, now)}, {words.clock_time(now, zone)} there"
    number = plain_line(display(callback.phone), theme.BOLD)
    verified = about_preparing.verified(desk, callback, now)
    return Content("  ").join([number, spaced(verified, callback.phone_note or "", there)]).rstrip()


def _zone_name(zone: ZoneInfo, now: datetime) -> str:
    """Return a zone as people in it call it, from its abbreviation; else its city."""
    short = now.astimezone(zone).strftime("%Z")
    known = {"E": "Eastern", "C": "Central", "M": "Mountain", "P": "Pacific"}
    if zone.key.startswith(("America/", "US/")) and len(short) == 3 and short[0] in known and short[2] == "T":
        return f"{known[short[0]]} time"
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"


def _handed_on(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    """What whoever handed it over said that is needed: it stands beside the next action."""
    if (handed := handed_on(callback)) is not None:
        by = desk.policy.role_title(f"person:{handed.person_id}")
        written = plain_line(f"{by}, {words.moment(handed.at, now, desk.zone)}", theme.QUIET)
        yield Row("handed on", plain(quoted(handed.needs, _MOST_SHOWN)), (written,))


def _pressing(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    if callback.attention:
        said = ", ".join(f"“{found}”" for found in callback.attention)
        what = "" if callback.attention_pending else " · a licensed role has been told"
        style = theme.ATTENTION if callback.attention_pending else theme.BOLD
        yield Row("attention", plain_line(said + what, style))
    if callback.escalated_to is not None:
        yield from _escalation(desk, callback, now)
    if callback.verdict is not None:
        yield Row("verdict", spaced(code_words.VERDICTS[callback.verdict], _verdict_remark(callback)))
    if callback.review:
        elsewhere = reading.reviewed_elsewhere(desk, reading.row_of(callback, desk.policy.default_lane))
        mine = callback.in_review is not None and elsewhere is None
        decide = with_keys("  {review-note} approves or returns it") if mine else ""
        yield Row("review", Content.assemble(plain_line(callback.review, theme.NOW), (decide, theme.QUIET)))
    if others := [number for number in callback.offered_phones if number != callback.phone]:
        numbers = ", ".join(display(number) for number in others)
        yield Row(
            "said too",
            Content.assemble(
                plain_line(numbers), (with_keys("  perhaps another number: {number} uses it"), theme.QUIET)
            ),
        )
    if callback.claimed_at_once:
        yield Row("at once", _at_once(desk, callback.claimed_at_once))
    yield from (Row(*row) for row in about_evidence.rows(desk, callback, now))


def _escalation(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    escalated_to = callback.escalated_to or ""
    title, role = desk.policy.role_title(escalated_to), escalated_to.removeprefix("role:")
    if callback.acknowledged:
        yield Row("escalated", plain_line(f"to {title} · they were told"))
        return
    if (lapsed := reaching.unanswered(desk, callback, now)) is not None:
        yield Row(
            "no answer", plain_line(lapsed.in_words(lambda at: words.moment(at, now, desk.zone)), theme.ATTENTION)
        )
    todo = "nobody recorded who was told: {acknowledge}"
    if reaching.answering(desk, callback, now) is not None:
        todo = "it is asked of you: {acknowledge} says that you saw it"
    yield Row("escalated", Content.styled(f"to {title} · {with_keys(todo)}", theme.ATTENTION))
    if lapsed is not None:
        role = lapsed.now.role
    if role in desk.policy.roles:
        yield Row("reach", plain_line(reach_words(desk, role, callback.language), theme.BOLD))


def _verdict_remark(callback: Callback) -> str:
    judged = [entry.payload for entry in callback.standing if entry.kind == "judged" and entry.payload is not None]
    return (judged[-1].get("remark") or "") if judged else ""


def reach_words(desk: Desk, role: str, language: str | None = None) -> str:
    """Return how a role is reached now, in one line; it says so where the role does not speak `language`."""
    reach = reaching.reach(desk, role)
    gap = reaching.language_gap(desk, role, language)
    gap = f" · {gap}" if gap else ""
    if reach.after_hours:
        return f"{reach.title} · after hours: {reach.way}{gap}"
    until = (
        "" if reach.answers_until is None else f" · answers until {words.clock_time(reach.answers_until, desk.zone)}"
    )
    return f"{reach.title} · {reach.way}{until}{gap}"


def _request(callback: Callback) -> Iterator[Row]:
    if callback.request:
        yield Row("asked for", plain(quoted(callback.request, _MOST_SHOWN)))


def _received(callback: Callback) -> list[Entry]:
    return [entry for entry in callback.history if entry.kind == "received" and entry.payload is not None]


def _came_in(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    told: list[str] = []
    for entry in _received(callback)[-6:]:
        payload: Mapping[str, Any] = entry.payload or {}
        channel, at = Channel(payload["channel"]), from_utc_text(payload["at"])
        again, when = told and channel is Channel.MISSED_CALL, words.moment(at, now, desk.zone)
        name = payload.get("patient")
        whose = f" as {name}" if name and not may_be_same(name, callback.patient or name) else ""
        told.append(f"{'called again' if again else words.contact(channel, payload.get('source_key'))} {when}{whose}")
    text = plain_line(" · ".join(told) or words.moment(callback.received_at, now, desk.zone))
    if callback.contacts > 1:
        text += Content.styled(f" ({words.ordinal(callback.contacts)} contact)", theme.LATE)
    yield Row("came in", text)


def _target(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    if not callback.is_open:
        result = words.CLOSE_RESULTS[callback.close_result] if callback.close_result else "closed"
        at = "" if callback.closed_at is None else f" {words.moment(callback.closed_at, now, desk.zone)}"
        yield Row("closed", plain_line(f"{result}{at}"))
        return
    tried = next((entry.wall_at for entry in callback.standing if entry.kind in history.ATTEMPTS), None)
    target = f"first try by {words.moment(callback.target_at, now, desk.zone)}"
    if tried is not None:
        met = "met" if tried <= callback.target_at else "tried"
        target += f" · {met} {words.moment(tried, now, desk.zone)}"
    late = late_minutes(callback, desk.hours, now)
    due = Content.assemble(("due ", theme.QUIET), words.moment(callback.due_at, now, desk.zone))
    if is_late(callback, now):
        due += Content.assemble(" · ", (words.late_by(late, callback.due_at, now), theme.NOW))
    yield Row("target", Content(target), (due,))


def _next(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    """What is to be done and whose turn it is: above all that may be long, so that no screen is too small for it."""
    if not callback.is_open:
        return
    owner = desk.policy.role_title(callback.owner_at(now))
    mine = callback.owner_at(now) == desk.owner
    was = lapsed_now(callback, now)
    before = "" if was is None else f"{_whose(desk, was.owner)} until {words.moment(was.at, now, desk.zone)}"
    yield Row(
        "next", spaced(turn_rules.now_possible(callback.next_action, callback.phone), "you" if mine else owner, before)
    )
    yield from _on_hold(desk, callback, now)


def _whose(desk: Desk, owner: str) -> str:
    return "was yours" if owner == desk.owner else f"was {desk.policy.role_title(owner)}'s"


def _at_once(desk: Desk, owners: tuple[str, ...]) -> Content:
    names = ["you" if owner == desk.owner else desk.policy.role_title(owner) for owner in owners]
    whose = "yours" if owners[0] == desk.owner else f"{names[0]}'s"
    told = f"{' and '.join(names)} took it without knowing of each other · it is {whose}"
    return Content.assemble(plain_line(told, theme.NOW), (with_keys("  {take} settles whose it is"), theme.QUIET))


def _on_hold(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    hold = holding.current(callback)
    if hold is None:
        return
    since = words.span(max(0, int((now - hold.begins).total_seconds())) // 60)
    look = words.moment(hold.ends, now, desk.zone)
    waiting = f"{since}, waiting for {code_words.HOLDS[hold.reason]}"
    if hold.ends > now:
        yield Row("on hold", spaced(waiting, f"look again {look}"))
    else:
        yield Row("on hold", spaced(waiting, Content.styled(f"look again since {look}", theme.NOW)))


def _two_parts(desk: Desk, callback: Callback) -> Iterator[Row]:
    if callback.split_from:
        yield Row("split", plain_line(f"the second request of {callback.split_from[:8]}"))
    if two_requests.seems_two(desk, callback):
        yield Row(
            "two?", Content.styled(with_keys("perhaps two requests: {split} makes the second an item"), theme.QUIET)
        )
    for part in callback.split_into:
        other = desk.store.callback(part)
        if other is not None:
            lane = desk.policy.lane(other.lane).title
            said = quoted(other.request, _MOST_SHOWN) if other.request else ""
            yield Row("split", spaced(f"second request {part[:8]}", lane, said))


def _referral(callback: Callback) -> Iterator[Row]:
    referral = callback.referral
    if referral is None:
        return
    status, received = referral.get("status") or "", referral.get("received_on")
    if received:
        at = words.day(date.fromisoformat(received))
        status = f"✓ received {at}" if status in ("", "received") else f"{status} · received {at}"
    source = ", ".join(plain_line(referral[key]).plain for key in ("referred_by", "specialty") if referral.get(key))
    yield Row("referral", spaced(status, source))
    missing = tuple(referral.get("missing", ()))
    present = [paper for paper in referral.get("papers", ()) if paper not in missing]
    marks = [Content.assemble(("✓", theme.GOOD), " ", plain_line(paper)) for paper in present]
    marks += [Content.assemble(("✗", theme.ATTENTION), " ", plain_line(paper)) for paper in missing]
    if marks:
        yield Row(ON, Content(""), tuple(marks))
    extra = [referral.get("reason") or "", referral.get("authorization") or "", referral.get("number") or ""]
    if any(extra):
        yield Row(ON, spaced(*extra))


def _prepared(desk: Desk, callback: Callback) -> Iterator[Row]:
    if pieces := about_preparing.checklist(desk, callback):
        yield Row("prepared", Content(""), pieces)
    if callback.preparation.remark:
        yield Row(ON, plain_line(callback.preparation.remark))


def _errands(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    label = "asked"
    for errand in about_preparing.errands(desk, callback, now):
        yield Row(label, errand)
        label = ON


def _details(callback: Callback) -> Iterator[Row]:
    for name, value in callback.details.items():
        if name == "urgency" or value == callback.birth_as_written:  # stands above
            continue
        label, text = plain_line(name.replace("_", " ")), plain_line(value)
        if label.cell_length < LABEL:
            yield Row(label.plain, text)
        else:
            yield Row(ON, Content.assemble((label.plain, theme.QUIET), "  ", text))


def _earlier(desk: Desk, callback: Callback, now: datetime) -> Iterator[Row]:
    label = "earlier"
    today = now.astimezone(desk.zone).date()
    lines = history.told(callback, desk.policy, desk.zone, now, today=today)
    told = [said for kind, said in lines if kind not in _TOLD_ELSEWHERE]
    for said in reversed(told[-_EARLIER:]):
        yield Row(label, plain_line(said))
        label = ON
    if callback.newer:
        yield Row("newer", Content(f"{callback.newer} entries of a newer version of this program"))
