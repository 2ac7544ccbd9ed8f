"""The board of calls: what was asked of which office, who has heard, who has answered, and whom one could reach now."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec
import sqlalchemy as sa

from server.notify import ladders
from server.notify.channels import name_of as channel_name
from server.notify.ladders import Draft
from server.notify.roster import OnDuty, Roster
from server.storage import tables as t
from server.storage.engine import reading
from server.storage.rows import chunks
from sync.escalation import Plan
from sync.notice_rules import Call
from sync.programme import Programme

HOUR_MS = 3_600_000
SHOWN_MS = 12 * HOUR_MS
"""How far back the board goes, and how long a test call counts."""
AWAKE_MS = 120_000
"""An app that was heard from this lately is open."""
USED_MS = 24 * HOUR_MS
STALE_MS = 14 * 24 * HOUR_MS
"""A phone in use; and how long ago it said last that it can be called, when it may not be true any more."""
NOTICES_MAX = 200
BEYOND = ("place", "telephone")
"""Stages outside the office: once they are reached it has failed to react."""

Light = Literal["green", "amber", "red"]
Outcome = Literal["", "yes", "no", "off", "late"]
Why = Literal["tested", "untested", "nobody_listed", "open_app_only", "unreachable", "unheard"]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a notice's story. `who`: whose phone, where it concerns one; `through`: which channel, where none."""

    at: int
    what: str
    detail: str | None = None
    who: str | None = None
    through: str | None = None


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A notice: what was asked of an office. `mine`: the asker's own office is meant. `reach`: the last stage told.
    `outcome`: what its end came to, where it has ended: `off` is taken back, `late` a clock's."""

    id: str
    kind: str
    record: str
    office: str
    size: int
    made_at: int
    mine: bool
    story: list[Line]
    reach: str = ""
    answer_by: int | None = None
    delivered_at: int | None = None
    heard_at: int | None = None
    heard_by: str | None = None
    ended: str | None = None
    ended_at: int | None = None
    ended_by: str | None = None
    outcome: Outcome = ""


class Office(msgspec.Struct, frozen=True):
    """A place that can be called: `light` says whether, `why` names the reason. `unable`: how many of its phones said
    that they cannot be called while the app is closed; `app_only`: how many others no push service knows; `stale`: how
    many have not said for days that they still can."""

    place: str
    light: Light
    why: Why
    phones: int
    tested_at: int | None
    on_duty: list[OnDuty]
    unable: int = 0
    app_only: int = 0
    stale: int = 0


class Calls(msgspec.Struct, frozen=True):
    """The board as of `as_of` (ms): what is asked, newest first, every office, and the ladders the asker may try."""

    as_of: int
    asked: list[Asked]
    offices: list[Office]
    ladders: list[Draft]


def read_calls(engine: sa.Engine, programme: Programme, scopes: Collection[str], now: int) -> Calls:
    """Everything from one snapshot. `scopes`: whose notices the asker sees; offices are seen by all of the staff."""
    with reading(engine) as db:
        rows = list(db.execute(_shown(programme, scopes, now)))
        stories = _stories(db, [row.id for row in rows])
        ends = _ends(programme)
        asked = [_asked(row, stories.get(row.id, []), scopes, _outcome(row, ends)) for row in rows]
        return Calls(now, asked, _offices(db, programme, now), ladders.seen_by(db, programme, scopes))


def callable_places(programme: Programme) -> list[str]:
    """The places notices with a ladder may go to, in the programme's order."""
    laddered = [call for call in programme.notices if call.heard_by]
    kinds = {kind for call in laddered for kind in _kinds_called(call, programme)}
    return [place.code for place in programme.places if place.code.partition(":")[0] in kinds]


def light(on_duty: int, phones: int, awake: bool, tested: bool, unheard: bool) -> tuple[Light, Why]:
    """May one rely on reaching this office? Green only after its own test has come through this shift."""
    if unheard:
        return "red", "unheard"
    if not phones:
        return ("amber", "open_app_only") if awake else ("red", "unreachable")
    if not on_duty:
        return "amber", "nobody_listed"
    return ("green", "tested") if tested else ("amber", "untested")


def _kinds_called(call: Call, programme: Programme) -> Iterable[str]:
    if not call.to.startswith("{"):
        return (call.to.partition(":")[0],)
    field = programme.kinds[call.about].get(call.to.strip("{}"))
    return field.of.split("|") if field else ()


def _shown(programme: Programme, scopes: Collection[str], now: int) -> sa.Select[tuple[object, ...]]:
    seen = sa.select(t.members.c.record).where(t.members.c.scope.in_(scopes), t.members.c.present)
    mine = t.notices.c.office.in_(scopes) | t.notices.c.record.in_(seen)
    recent = t.notices.c.made_at > now - SHOWN_MS
    calls = t.notices.c.kind != (programme.roster.of if programme.roster else "")
    return sa.select(t.notices).where(mine, recent, calls).order_by(t.notices.c.made_at.desc()).limit(NOTICES_MAX)


def _stories(db: sa.Connection, notices: list[str]) -> dict[str, list[Line]]:
    told = (
        t.timeline.outerjoin(t.subscriptions, t.subscriptions.c.id == t.timeline.c.subscription)
        .outerjoin(t.incarnations, t.incarnations.c.inc == t.subscriptions.c.inc)
        .outerjoin(t.actors, t.actors.c.id == t.incarnations.c.actor)
    )
    wanted = sa.select(t.timeline, t.actors.c.who).select_from(told).order_by(t.timeline.c.id)
    stories: dict[str, list[Line]] = {}
    for some in chunks(notices):
        for row in db.execute(wanted.where(t.timeline.c.notice.in_(some))):
            through = channel_name(row.subscription)
            stories.setdefault(row.notice, []).append(Line(row.at, row.what, row.detail, row.who, through))
    return stories


def _asked(row: sa.Row[tuple[object, ...]], story: list[Line], scopes: Collection[str], outcome: Outcome) -> Asked:
    same = ("id", "kind", "record", "office", "size", "made_at", "answer_by", "delivered_at", "heard_at", "heard_by",
            "ended", "ended_at", "ended_by")  # fmt: skip
    return Asked(
        **{name: getattr(row, name) for name in same},
        mine=row.office in scopes,
        story=story,
        reach=_reach(row),
        outcome=outcome,
    )


def _ends(programme: Programme) -> dict[tuple[str, str], Outcome]:
    """(Kind, event) -> what it says to a request about such a record, for the events that are no yes."""
    called_off: dict[tuple[str, str], Outcome] = {
        (call.about, event): "off" for call in programme.notices for event in call.taken_back
    }
    return {**called_off, **{(call.about, event): "no" for call in programme.notices for event in call.says_no}}


def _outcome(row: sa.Row[tuple[object, ...]], ends: Mapping[tuple[str, str], Outcome]) -> Outcome:
    if row.ended is None:
        return ""
    return "late" if row.ended_by is None else ends.get((row.kind, row.ended), "yes")


def _reach(row: sa.Row[tuple[object, ...]]) -> str:
    told = msgspec.json.decode(row.clocks, type=Plan).heard[: row.heard_stages]
    return told[-1].reach if told else ""


def _offices(db: sa.Connection, programme: Programme, now: int) -> list[Office]:
    roster = Roster(db, programme, now)
    tested = _tested(db, programme, now)
    unheard = _unheard(db)
    awake = {row.place for row in db.execute(sa.select(t.incarnations.c.place).where(_awake(now)).distinct())}
    unable, app_only, stale = _unable(db, now), _app_only(db, now), _stale(db, now)
    offices = []
    for place in callable_places(programme):
        on_duty, phones = roster.at(place), len(roster.devices(place))
        seen = light(len(on_duty), phones, place in awake, place in tested, place in unheard)
        silent = unable.get(place, 0), app_only.get(place, 0), stale.get(place, 0)
        offices.append(Office(place, *seen, phones, tested.get(place), on_duty, *silent))
    return offices


def _unable(db: sa.Connection, now: int) -> dict[str, int]:
    """Place -> its phones of the last day that said so themselves."""
    return _by_place(db, t.incarnations, _used(now) & t.incarnations.c.unable_at.is_not(None))


def _app_only(db: sa.Connection, now: int) -> dict[str, int]:
    """Place -> its other phones of the last day that no push service knows."""
    phones = t.incarnations.outerjoin(t.subscriptions, t.subscriptions.c.inc == t.incarnations.c.inc)
    silent = t.subscriptions.c.id.is_(None) & t.incarnations.c.unable_at.is_(None)
    return _by_place(db, phones, _used(now) & silent)


def _stale(db: sa.Connection, now: int) -> dict[str, int]:
    """Place -> its phones whose app was not opened for so long that a call may miss them: every start renews."""
    phones = t.subscriptions.join(t.incarnations, t.incarnations.c.inc == t.subscriptions.c.inc)
    return _by_place(
        db, phones, (t.subscriptions.c.created_at < now - STALE_MS) & t.incarnations.c.revoked_at.is_(None)
    )


def _by_place(db: sa.Connection, phones: sa.FromClause, which: sa.ColumnElement[bool]) -> dict[str, int]:
    place = t.incarnations.c.place
    found = sa.select(place, sa.func.count()).select_from(phones).where(which).group_by(place)
    return {row[0]: row[1] for row in db.execute(found)}


def _used(now: int) -> sa.ColumnElement[bool]:
    return (t.incarnations.c.last_contact > now - USED_MS) & t.incarnations.c.revoked_at.is_(None)


def _awake(now: int) -> sa.ColumnElement[bool]:
    return (t.incarnations.c.last_contact > now - AWAKE_MS) & t.incarnations.c.revoked_at.is_(None)


def _tested(db: sa.Connection, programme: Programme, now: int) -> dict[str, int]:
    """Office -> when a test call last came through to one of its phones, by that phone's own word."""
    if programme.roster is None:
        return {}
    both = t.deliveries.join(t.notices, t.notices.c.id == t.deliveries.c.notice)
    came = sa.func.max(t.deliveries.c.delivered_at).label("came")
    recent = (t.notices.c.kind == programme.roster.of, t.deliveries.c.delivered_at > now - SHOWN_MS)
    rows = db.execute(sa.select(t.notices.c.office, came).select_from(both).where(*recent).group_by(t.notices.c.office))
    return {row.office: row.came for row in rows}


def _unheard(db: sa.Connection) -> set[str]:
    """Offices that have let a call pass on beyond them and still have not reacted."""
    open_calls = sa.select(t.notices).where(t.OPEN, t.notices.c.heard_at.is_(None), t.notices.c.heard_stages > 0)
    return {row.office for row in db.execute(open_calls) if _reach(row) in BEYOND}
