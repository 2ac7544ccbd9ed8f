"""The outbox: one delivery for each device that must be told, and how far each telling has come."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.notify.answers import ACCEPTED, DEAD, GONE, SUPERSEDED, WAITING, Outcome
from server.notify.channels import PREFIX
from server.storage import tables as t
from server.storage.rows import Row, chunks, insert
from sync.escalation import Plan

ATTEMPTED = "attempted"
LEASED = "claimed"
OF_DELIVERY = ("notice", "subscription", "attempt", "said", "last")
OF_NOTICE = ("record", "office", "words", "size", "answer_by", "states", "made_at", "clocks")
COLUMNS = (*(t.deliveries.c[name] for name in OF_DELIVERY), *(t.notices.c[name] for name in OF_NOTICE))
KEY = (t.deliveries.c.notice, t.deliveries.c.subscription)
ONE = sa.update(t.deliveries).where(KEY[0] == sa.bindparam("_notice"), KEY[1] == sa.bindparam("_subscription"))
OVER = ONE.values(state=sa.bindparam("_state"), courier=None)
LEASE = ONE.values(
    state=LEASED,
    attempt=sa.bindparam("_attempt"),
    next_at=sa.bindparam("_next_at"),
    courier=sa.bindparam("_courier"),
)
SETTLED = ONE.values(state=sa.bindparam("_state"), next_at=sa.bindparam("_next_at"), courier=None)
"""Each is done for many at once."""
LIVE = t.deliveries.c.state.in_((WAITING, LEASED, ACCEPTED))
"""A delivery that may still arrive, or has."""
EVERY_KEY = ""
LEASE_MS = 30_000
"""Longer than any attempt may take: whoever lets it pass has died."""
Due = sa.Row[tuple[object, ...]]
"""A delivery that is due, with its notice."""


class Errand(msgspec.Struct, frozen=True):
    """One telling that a courier has claimed, with all it needs."""

    notice: str
    record: str
    office: str
    words: str
    size: int
    answer_by: int | None
    made_at: int
    attempt: int
    subscription: str
    origin: str
    endpoint: str
    p256dh: str
    auth: str
    language: str
    key_id: str
    texts: dict[str, tuple[str, str]] = {}


def is_due(db: sa.Connection, now: int) -> bool:
    """Is there anything to carry? Asked without the writer."""
    return db.execute(sa.select(t.deliveries.c.notice).where(_due(now)).limit(1)).first() is not None


def claim(
    db: sa.Connection,
    courier: str,
    now: int,
    most: int,
    per_origin: int,
    held: Counter[str],
    but: Collection[tuple[str, str]] = (),
) -> list[Errand]:
    """Take up to `most` deliveries to devices that are due: none `but` to these origins (signed with that key, or
    EVERY_KEY), and of one origin, with those `held` already, `per_origin` at most."""
    taken = []
    for row in still_to_tell(db, _to_devices(db, now, most, but), _is_lost, now):
        held[row.origin] += 1
        if held[row.origin] <= per_origin:
            taken.append(row)
    return lease(db, taken, courier, now)


def still_to_tell(db: sa.Connection, rows: Iterable[Due], is_lost: Callable[[Due], bool], now: int) -> list[Due]:
    """Those of the rows that somebody must be told. The notice is read again here: what was answered or withdrawn
    meanwhile is told to nobody, nor is anything to whom nobody can reach; that is written down. What is being answered
    at this moment waits for the next look."""
    found = list(rows)
    states = _states(db, {row.record for row in found})
    ends = [(row, _end(row, states[row.record], is_lost)) for row in found if row.record in states]
    over = [(row, end) for row, end in ends if end]
    if over:
        db.execute(OVER, [{**_named(row), "_state": end} for row, end in over])
        insert(db, t.timeline, [line(row.notice, row.subscription, now, end) for row, end in over])
        _hurry(db, {row.notice for row, end in over if end == GONE}, now)
    return [row for row, end in ends if not end]


def lease(db: sa.Connection, rows: Sequence[Due], courier: str, now: int) -> list[Errand]:
    """From now on these are the courier's, until the lease is over."""
    if not rows:
        return []
    until = {"_next_at": now + LEASE_MS, "_courier": courier}
    db.execute(LEASE, [{**_named(row), **until, "_attempt": row.attempt + 1} for row in rows])
    said = [line(row.notice, row.subscription, now, ATTEMPTED, str(row.attempt + 1)) for row in rows]
    insert(db, t.timeline, said)
    return [_errand(row) for row in rows]


class Ended(NamedTuple):
    """How an attempt of a courier's ended, at `now` (ms)."""

    courier: str
    errand: Errand
    outcome: Outcome
    now: int


def settle(db: sa.Connection, ended: Sequence[Ended]) -> list[None]:
    """Write down how attempts ended, but of what somebody else has taken over meanwhile."""
    held = _held(db, {one.errand.notice for one in ended})
    mine = [
        one
        for one in ended
        if held.get((one.errand.notice, one.errand.subscription)) == (one.courier, one.errand.attempt)
    ]
    if mine:
        rows = [{**_named(one.errand), "_state": one.outcome.state, "_next_at": one.outcome.next_at} for one in mine]
        db.execute(SETTLED, rows)
        insert(
            db,
            t.timeline,
            [
                line(one.errand.notice, one.errand.subscription, one.now, one.outcome.what, one.outcome.detail)
                for one in mine
            ],
        )
    if gone := [one.errand.subscription for one in mine if one.outcome.state == GONE]:
        db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.id.in_(gone)))
    _hurry(db, {one.errand.notice for one in mine if one.outcome.state in (GONE, DEAD)}, max(one.now for one in ended))
    return [None for _ in ended]


def due(now: int) -> sa.ColumnElement[bool]:
    return t.deliveries.c.state.in_((WAITING, LEASED)) & (t.deliveries.c.next_at <= now)


def _to_devices(db: sa.Connection, now: int, most: int, but: Collection[tuple[str, str]]) -> list[Due]:
    joined = (
        t.deliveries.join(t.notices, t.notices.c.id == t.deliveries.c.notice)
        .outerjoin(t.subscriptions, t.subscriptions.c.id == t.deliveries.c.subscription)
        .outerjoin(t.incarnations, t.incarnations.c.inc == t.subscriptions.c.inc)
    )
    of_subscription = [column for column in t.subscriptions.c if column.name not in ("id", "created_at")]
    wanted = sa.select(*COLUMNS, *of_subscription, t.incarnations.c.revoked_at).select_from(joined)
    free = t.subscriptions.c.origin.is_(None) | sa.not_(sa.or_(sa.false(), *(_is_at(*one) for one in but)))
    found = wanted.where(_due(now), free).order_by(t.deliveries.c.next_at).limit(most)
    # Couriers of several processes never wait for each other, and never carry the same.
    return list(db.execute(found.with_for_update(of=t.deliveries, skip_locked=True)))


def _due(now: int) -> sa.ColumnElement[bool]:
    # Those to channels are the messenger's.
    return due(now) & t.deliveries.c.subscription.not_like(f"{PREFIX}%")


def _is_at(origin: str, key_id: str) -> sa.ColumnElement[bool]:
    there = t.subscriptions.c.origin == origin
    return there if key_id == EVERY_KEY else there & (t.subscriptions.c.key_id == key_id)


def _is_lost(row: Due) -> bool:
    return row.endpoint is None or row.revoked_at is not None


def _states(db: sa.Connection, records: Collection[str]) -> dict[str, str | None]:
    """Record -> its state, None where there is none, without those that another process is changing. Nobody changes the
    others until the commit: an answer comes before what is claimed here, or after it."""
    found: dict[str, str | None] = {}
    for some in chunks(sorted(records)):
        wanted = sa.select(t.records.c.id, t.records.c.state).where(t.records.c.id.in_(some))
        free = {row.id: row.state for row in db.execute(wanted.with_for_update(read=True, skip_locked=True))}
        known = {row.id for row in db.execute(wanted)} if len(free) < len(some) else free.keys()
        found |= {record: free.get(record) for record in some if record in free or record not in known}
    return found


def _held(db: sa.Connection, notices: Collection[str]) -> dict[tuple[str, str], tuple[str, int]]:
    """(notice, subscription) -> the courier that has it, and for which time it is tried. Locked until the commit."""
    held = t.deliveries.c
    wanted = sa.select(held.notice, held.subscription, held.courier, held.attempt).with_for_update()
    return {
        (row.notice, row.subscription): (row.courier, row.attempt)
        for some in chunks(sorted(notices))
        for row in db.execute(wanted.where(held.notice.in_(some), held.courier.is_not(None)).order_by(*KEY))
    }


def _end(row: Due, state: str | None, is_lost: Callable[[Due], bool]) -> str | None:
    """Why there is nothing to tell any more."""
    if not row.last and state not in msgspec.json.decode(row.states, type=list[str]):
        return SUPERSEDED
    return GONE if is_lost(row) else None


def _errand(row: Due) -> Errand:
    # A channel has no address here: the operator's file knows it.
    named = {name: getattr(row, name, "") for name in Errand.__struct_fields__ if name != "texts"}
    return Errand(**{**named, "attempt": row.attempt + 1, "words": row.said or row.words, "texts": texts_of(row)})


def _hurry(db: sa.Connection, notices: Collection[str], now: int) -> None:
    """What cannot arrive on any device any more is passed on at once: it costs the office no minutes."""
    live = sa.select(t.deliveries.c.notice).where(t.deliveries.c.notice == t.notices.c.id, LIVE)
    waits = (t.OPEN, t.notices.c.next_at.is_not(None), t.notices.c.delivered_at.is_(None), ~live.exists())
    for some in chunks(sorted(notices)):
        db.execute(sa.update(t.notices).where(t.notices.c.id.in_(some), *waits).values(next_at=now))


def _named(one: Due | Errand) -> Row:
    return {"_notice": one.notice, "_subscription": one.subscription}


def texts_of(row: Due) -> dict[str, tuple[str, str]]:
    """What people have put in the place of the words that this device is told."""
    return msgspec.json.decode(row.clocks, type=Plan).wordings.get(row.said or row.words, {})


def line(notice: str, subscription: str | None, now: int, what: str, detail: str | None = None) -> Row:
    return {"notice": notice, "subscription": subscription, "at": now, "what": what, "detail": detail}


def read_timeline(db: sa.Connection, notices: Iterable[str]) -> list[tuple[str, str | None, str, str | None]]:
    """(notice, subscription, what, detail) in the order in which it happened."""
    rows = db.execute(sa.select(t.timeline).where(t.timeline.c.notice.in_(list(notices))).order_by(t.timeline.c.id))
    return [(row.notice, row.subscription, row.what, row.detail) for row in rows]
