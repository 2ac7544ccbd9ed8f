"""The wall of those who oversee everything: how many, with whom, whose time is up, and how fresh all of it is."""

import msgspec
import sqlalchemy as sa

from server.boards.cares import Care, read_cares
from server.boards.disorder import read_disorder
from server.boards.sources import Phone, Skipped, Source, read_sources, silent_among, skipped_since
from server.boards.standing import Face, Row, Standings
from server.storage import quarantine
from server.storage import tables as t
from server.storage.engine import reading
from server.storage.erased import counts
from sync import wall as law
from sync.programme import Programme
from sync.wall_rules import Wall

ROWS_MAX = 500
SKIPPED_HOURS = 72


class Listed(msgspec.Struct, frozen=True):
    """At most ROWS_MAX rows; `total` counts all."""

    rows: list[Row]
    total: int


class Board(msgspec.Struct, frozen=True):
    """The figures as of `as_of` (ms since 1970 UTC) and feed position `n`.

    `overdue`: whose time is up or soon will be, the first to be over first. `apart`: who is not with their party.
    `flawed`: what happened against a condition and nobody has settled. `skipped`: what phones have lost for good within
    SKIPPED_HOURS. `cares`: how the house looks after itself. `faces`: "kind:record" -> how rows and holders are called,
    as far as the asker may know.
    """

    as_of: int
    n: int
    headcount: law.Headcount
    overdue: Listed
    unaccounted: Listed
    promises: Listed
    vehicles: Listed
    apart: Listed
    flawed: Listed
    phones: list[Phone]
    skipped: list[Skipped]
    sources: list[Source]
    quarantined: int
    cares: list[Care]
    faces: dict[str, Face]


def read_board(engine: sa.Engine, programme: Programme, wall: Wall, scopes: tuple[str, ...], now: int) -> Board:
    """Everything from one snapshot. `scopes`: whose people the asker may call by name."""
    with reading(engine) as db:
        n = db.execute(sa.select(t.head.c.n)).scalar_one()
        tallies = _tallies(db, wall)
        headcount = law.headcount(wall, tallies)
        standings = Standings(db, programme, wall, now)
        overdue = standings.late()
        disorder = read_disorder(db, programme, wall, now)
        lists = {
            "overdue": overdue,
            "unaccounted": standings.unaccounted(overdue),
            "promises": standings.standing(wall.promises),
            "vehicles": standings.aboard(standings.standing(wall.vehicles), tallies),
            "apart": disorder.apart,
            "flawed": disorder.flawed,
        }
        shown = {name: Listed(rows[:ROWS_MAX], len(rows)) for name, rows in lists.items()}
        holders = [share.holder for term in headcount.terms for share in term.shares]
        keys = [key for listed in shown.values() for row in listed.rows for key in (row.key, row.holder, row.rest_with)]
        sources, phones = read_sources(db), silent_among(db, now - wall.silent_minutes * law.MINUTE_MS)
        return Board(
            as_of=now,
            n=n,
            headcount=headcount,
            phones=phones,
            skipped=skipped_since(db, now - SKIPPED_HOURS * 60 * law.MINUTE_MS),
            sources=sources,
            quarantined=quarantine.count(db),
            cares=read_cares(db, now),
            faces=standings.faces([*keys, *holders], scopes),
            **shown,
        )


def _tallies(db: sa.Connection, wall: Wall) -> list[law.Tally]:
    records = t.records.c
    grouped = (
        sa.select(records.state, records.holder, sa.func.count())
        .where(records.kind == wall.of)
        .group_by(records.state, records.holder)
    )
    gone = [law.Tally(state, None, count) for kind, state, _, count in counts(db) if kind == wall.of]
    return [*(law.Tally(*row) for row in db.execute(grouped)), *gone]
