"""Notices: written in the op's own transaction, passed on when nobody has them, ended by an answer."""

from collections.abc import Collection
from functools import partial

import msgspec
import sqlalchemy as sa

from server.notify.answers import ACCEPTED, WAITING
from server.notify.outbox import LEASED, line
from server.notify.roster import Roster, reached
from server.storage import tables as t
from server.storage.rows import Row, chunks, insert
from sync import escalation
from sync.escalation import AGAIN, Climbed, Progress, Told
from sync.notice import Answer, Notice
from sync.programme import Programme

QUEUED, NOBODY = "queued", "no_channel"
ESCALATED, RUNG_AGAIN, ENDED = "escalated", "rung_again", "ended"


def add(db: sa.Connection, notices: Collection[Notice], programme: Programme, now: int) -> None:
    """Put down each notice, one delivery for every device it rings, and that they wait. What an office without people
    or phones would be told is passed on at once."""
    roster = Roster(db, programme, now)
    rows: list[Row] = []
    deliveries: dict[str, dict[str, Row]] = {}
    said: list[Row] = []
    for notice in notices:
        to = roster.devices(notice.office, escalation.first(notice.office, now).rank)
        mine = deliveries[notice.id] = {one: _delivery(notice.id, one, now) for one in to}
        said.append(line(notice.id, None, now, QUEUED if to else NOBODY, str(len(to))))
        climbed = escalation.climb(
            notice.plan, Progress(), now, partial(reached, db, roster, notice.id), reached=bool(to)
        )
        for told in climbed.told:
            mine |= {one: _delivery(notice.id, one, now, told.stage.words) for one in told.whom if one not in mine}
            said.append(_passed_on(notice.id, told, now))
        rows.append(_columns(notice, climbed, now))
    insert(db, t.notices, rows)
    insert(db, t.deliveries, [row for mine in deliveries.values() for row in mine.values()])
    insert(db, t.timeline, said)


def end(db: sa.Connection, answers: Collection[Answer], now: int) -> None:
    """Whatever moved a record out of the states a notice stands in has ended that notice: both clocks stop, and who
    was told that it waits is told if it was taken back. What a clock ended may still be answered by somebody."""
    last = {answer.record: answer for answer in answers}
    for row in _of_records(db, last):
        answer = last[row.record]
        stands = answer.state in msgspec.json.decode(row.states, type=list[str])
        if stands or (row.ended is not None and answer.who is None):
            continue
        ended = {"ended": answer.event, "ended_at": now, "ended_by": answer.who, "next_at": None}
        db.execute(sa.update(t.notices).where(t.notices.c.id == row.id).values(ended))
        insert(db, t.timeline, [line(row.id, None, now, ENDED, f"{answer.event} {answer.who or ''}".rstrip())])
        words = msgspec.json.decode(row.taken_back, type=dict[str, str]).get(answer.event)
        if words:
            _call_off(db, row.id, words, now)


def pass_on(db: sa.Connection, notice: str, climbed: Climbed, now: int) -> None:
    """Write down how far a notice's clocks have come, and ring whom that reaches."""
    for told in climbed.told:
        # Once more means in the words they heard before.
        tell(db, notice, told.whom, None if told.stage.reach == AGAIN else told.stage.words, now)
    insert(db, t.timeline, [_passed_on(notice, told, now) for told in climbed.told])
    come = climbed.progress
    moved = {"heard_stages": come.heard, "answer_stages": come.answer, "next_at": climbed.next_at}
    db.execute(sa.update(t.notices).where(t.notices.c.id == notice).values(moved))


def tell(db: sa.Connection, notice: str, subscriptions: Collection[str], words: str | None, now: int) -> None:
    """Ring these devices for a notice, those that were rung before as well; with `words` None as they were before."""
    known = {row.subscription for row in db.execute(_told(notice))}
    again = sorted(known.intersection(subscriptions))
    for some in chunks(again):
        rung = {"state": WAITING, "next_at": now, "courier": None} | ({} if words is None else {"said": words})
        one = (t.deliveries.c.notice == notice, t.deliveries.c.subscription.in_(some))
        db.execute(sa.update(t.deliveries).where(*one).values(rung))
    insert(db, t.deliveries, [_delivery(notice, one, now, words or "") for one in sorted(set(subscriptions) - known)])


def _of_records(db: sa.Connection, records: Collection[str]) -> list[sa.Row[tuple[object, ...]]]:
    """The notices of these records that nobody has answered."""
    unanswered = t.notices.c.ended.is_(None) | t.notices.c.ended_by.is_(None)
    return [
        row
        for some in chunks(sorted(records))
        for row in db.execute(sa.select(t.notices).where(t.notices.c.record.in_(some), unanswered))
    ]


def _call_off(db: sa.Connection, notice: str, words: str, now: int) -> None:
    """Who has it on a screen sees it go: under the same tag. Nobody else hears of it."""
    state = t.deliveries.c.state
    # One that was tried may have arrived, whatever came back.
    seen = state.in_((ACCEPTED, LEASED)) | ((state == WAITING) & (t.deliveries.c.attempt > 0))
    gone = {"state": WAITING, "next_at": now, "courier": None, "said": words, "last": True}
    db.execute(sa.update(t.deliveries).where(t.deliveries.c.notice == notice, seen).values(gone))


def _columns(notice: Notice, climbed: Climbed, now: int) -> Row:
    same = ("id", "kind", "record", "office", "words", "size", "answer_by")
    return {
        **{name: getattr(notice, name) for name in same},
        "states": _json(notice.states),
        "clocks": _json(notice.plan),
        "taken_back": _json(notice.taken_back),
        "made_at": now,
        "next_at": climbed.next_at,
        "heard_stages": climbed.progress.heard,
        "answer_stages": climbed.progress.answer,
    }


def _delivery(notice: str, subscription: str, now: int, words: str = "") -> Row:
    return {
        "notice": notice, "subscription": subscription, "state": WAITING, "attempt": 0, "next_at": now, "said": words
    }  # fmt: skip


def _told(notice: str) -> sa.Select[tuple[str]]:
    return sa.select(t.deliveries.c.subscription).where(t.deliveries.c.notice == notice)


def _passed_on(notice: str, told: Told, now: int) -> Row:
    """Whom a stage was to reach, and how many devices it did."""
    what = RUNG_AGAIN if told.stage.reach == AGAIN else ESCALATED
    return line(notice, None, now, what, f"{told.stage.reach} {told.stage.place} {len(told.whom)}")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
