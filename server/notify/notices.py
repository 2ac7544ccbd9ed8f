"""Notices: written in the op's own transaction, passed on when nobody has them, ended by an answer."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import NamedTuple

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


class PassedOn(NamedTuple):
    """A notice and what its clocks have come to."""

    notice: str
    climbed: Climbed


MOVED = (
    sa.update(t.notices)
    .where(t.notices.c.id == sa.bindparam("_id"))
    .values({name: sa.bindparam(f"_{name}") for name in ("heard_stages", "answer_stages", "next_at")})
)
RUNG = sa.update(t.deliveries).where(
    t.deliveries.c.notice == sa.bindparam("_notice"), t.deliveries.c.subscription == sa.bindparam("_subscription")
)


def pass_on(db: sa.Connection, passed: Sequence[PassedOn], now: int) -> None:
    """Write down how far these notices' clocks have come, and ring whom that reaches, those rung before as well."""
    if not passed:
        return
    known = _rung_already(db, [one.notice for one in passed])
    fresh: dict[tuple[str, str], Row] = {}
    again: list[Row] = []
    anew: list[Row] = []
    lines: list[Row] = []
    moved: list[Row] = []
    for notice, climbed in passed:
        for told in climbed.told:
            lines.append(_passed_on(notice, told, now))
            for one in told.whom:
                if (notice, one) not in known:
                    fresh[notice, one] = _delivery(notice, one, now, told.stage.words)
                elif told.stage.reach == AGAIN:
                    again.append({"_notice": notice, "_subscription": one})
                else:
                    anew.append({"_notice": notice, "_subscription": one, "_said": told.stage.words})
        come = climbed.progress
        moved.append(
            {"_id": notice, "_heard_stages": come.heard, "_answer_stages": come.answer, "_next_at": climbed.next_at}
        )
    waits = {"state": WAITING, "next_at": now, "courier": None}
    if again:
        # Once more means in the words they heard before.
        db.execute(RUNG.values(waits), again)
    if anew:
        db.execute(RUNG.values({**waits, "said": sa.bindparam("_said")}), anew)
    insert(db, t.deliveries, list(fresh.values()))
    insert(db, t.timeline, lines)
    db.execute(MOVED, moved)


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


def _rung_already(db: sa.Connection, notices: list[str]) -> set[tuple[str, str]]:
    both = sa.select(t.deliveries.c.notice, t.deliveries.c.subscription)
    return {
        (row.notice, row.subscription)
        for some in chunks(notices)
        for row in db.execute(both.where(t.deliveries.c.notice.in_(some)))
    }


def _passed_on(notice: str, told: Told, now: int) -> Row:
    """Whom a stage was to reach, and how many devices it did."""
    what = RUNG_AGAIN if told.stage.reach == AGAIN else ESCALATED
    return line(notice, None, now, what, f"{told.stage.reach} {told.stage.place} {len(told.whom)}")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
