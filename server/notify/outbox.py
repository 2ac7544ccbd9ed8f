"""The outbox: one delivery for each device that must be told, and how far each telling has come."""

from collections import Counter
from collections.abc import Collection, Iterable

import msgspec
import sqlalchemy as sa

from server.notify.answers import GONE, SUPERSEDED, WAITING, Outcome
from server.notify.channels import PREFIX
from server.storage import tables as t
from server.storage.rows import Row, chunks, insert
from sync.escalation import Plan

ATTEMPTED = "attempted"
LEASED = "claimed"
OF_DELIVERY = ("notice", "subscription", "attempt", "said", "last")
OF_NOTICE = ("record", "office", "words", "size", "answer_by", "states", "made_at", "clocks")
EVERY_KEY = ""
LEASE_MS = 30_000
"""Longer than any attempt may take: whoever lets it pass has died."""


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
    """Take up to `most` deliveries that are due: none `but` to these origins (signed with that key, or EVERY_KEY), and
    of one origin, with those `held` already, `per_origin` at most.

    The notice is read again here: what was answered or withdrawn meanwhile is told to nobody.
    """
    rows = _waiting(db, now, most, but)
    states = _states(db, {row.record for row in rows})
    errands: list[Errand] = []
    said: list[Row] = []
    for row in rows:
        end = _end(row, states.get(row.record))
        if end:
            _write(db, row.notice, row.subscription, {"state": end, "courier": None})
            said.append(line(row.notice, row.subscription, now, end))
            continue
        held[row.origin] += 1
        if held[row.origin] > per_origin:
            continue
        attempt = row.attempt + 1
        leased = {"state": LEASED, "attempt": attempt, "next_at": now + LEASE_MS, "courier": courier}
        _write(db, row.notice, row.subscription, leased)
        said.append(line(row.notice, row.subscription, now, ATTEMPTED, str(attempt)))
        named = {name: getattr(row, name) for name in Errand.__struct_fields__ if name != "texts"}
        errands.append(Errand(**{**named, "attempt": attempt, "words": row.said or row.words, "texts": texts_of(row)}))
    insert(db, t.timeline, said)
    return errands


def settle(db: sa.Connection, courier: str, errand: Errand, outcome: Outcome, now: int) -> None:
    """Write down how an attempt ended, unless somebody else has taken the errand over meanwhile."""
    mine = (t.deliveries.c.courier == courier, t.deliveries.c.attempt == errand.attempt)
    ended = {"state": outcome.state, "next_at": outcome.next_at, "courier": None}
    if not _write(db, errand.notice, errand.subscription, ended, *mine):
        return
    if outcome.state == GONE:
        db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.id == errand.subscription))
    insert(db, t.timeline, [line(errand.notice, errand.subscription, now, outcome.what, outcome.detail)])


def _waiting(
    db: sa.Connection, now: int, most: int, but: Collection[tuple[str, str]]
) -> list[sa.Row[tuple[object, ...]]]:
    joined = (
        t.deliveries.join(t.notices, t.notices.c.id == t.deliveries.c.notice)
        .outerjoin(t.subscriptions, t.subscriptions.c.id == t.deliveries.c.subscription)
        .outerjoin(t.incarnations, t.incarnations.c.inc == t.subscriptions.c.inc)
    )
    of_subscription = [column for column in t.subscriptions.c if column.name not in ("id", "created_at")]
    columns = [*(t.deliveries.c[name] for name in OF_DELIVERY), *(t.notices.c[name] for name in OF_NOTICE)]
    wanted = sa.select(*columns, *of_subscription, t.incarnations.c.revoked_at).select_from(joined)
    free = t.subscriptions.c.origin.is_(None) | sa.not_(sa.or_(sa.false(), *(_is_at(*one) for one in but)))
    due = wanted.where(_due(now), free).order_by(t.deliveries.c.next_at).limit(most)
    # Couriers of several processes never wait for each other, and never carry the same.
    return list(db.execute(due.with_for_update(of=t.deliveries, skip_locked=True)))


def _due(now: int) -> sa.ColumnElement[bool]:
    waits = t.deliveries.c.state.in_((WAITING, LEASED)) & (t.deliveries.c.next_at <= now)
    # Those to channels are the messenger's.
    return waits & t.deliveries.c.subscription.not_like(f"{PREFIX}%")


def _is_at(origin: str, key_id: str) -> sa.ColumnElement[bool]:
    there = t.subscriptions.c.origin == origin
    return there if key_id == EVERY_KEY else there & (t.subscriptions.c.key_id == key_id)


def _states(db: sa.Connection, records: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(sorted(records)):
        where = t.records.c.id.in_(some)
        found |= {row.id: row.state for row in db.execute(sa.select(t.records.c.id, t.records.c.state).where(where))}
    return found


def _end(row: sa.Row[tuple[object, ...]], state: str | None) -> str | None:
    """Why there is nothing to tell this device any more."""
    if not row.last and state not in msgspec.json.decode(row.states, type=list[str]):
        return SUPERSEDED
    return GONE if row.endpoint is None or row.revoked_at is not None else None


def texts_of(row: sa.Row[tuple[object, ...]]) -> dict[str, tuple[str, str]]:
    """What people have put in the place of the words that this device is told."""
    return msgspec.json.decode(row.clocks, type=Plan).wordings.get(row.said or row.words, {})


def _write(db: sa.Connection, notice: str, subscription: str, values: Row, *where: sa.ColumnElement[bool]) -> bool:
    one = (t.deliveries.c.notice == notice, t.deliveries.c.subscription == subscription)
    return db.execute(sa.update(t.deliveries).where(*one, *where).values(values)).rowcount == 1


def line(notice: str, subscription: str | None, now: int, what: str, detail: str | None = None) -> Row:
    return {"notice": notice, "subscription": subscription, "at": now, "what": what, "detail": detail}


def read_timeline(db: sa.Connection, notices: Iterable[str]) -> list[tuple[str, str | None, str, str | None]]:
    """(notice, subscription, what, detail) in the order in which it happened."""
    rows = db.execute(sa.select(t.timeline).where(t.timeline.c.notice.in_(list(notices))).order_by(t.timeline.c.id))
    return [(row.notice, row.subscription, row.what, row.detail) for row in rows]
