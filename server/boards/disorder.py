"""What went otherwise than it should: who is apart from their party, and what happened against a condition."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.boards.standing import Row
from server.storage import tables as t
from server.storage.body import unseal_all
from sync import merge
from sync import wall as law
from sync.exchange import Journey
from sync.programme import Programme
from sync.record import FieldState
from sync.wall_rules import Standing, Wall


class Disorder(NamedTuple):
    """`apart`: who is not with their party; `flawed`: whose journey holds something only a person can settle."""

    apart: list[Row]
    flawed: list[Row]


class _Glance(msgspec.Struct):
    """A body, its fields unread: most of a record's bytes are answers that no wall shows."""

    journey: Journey | None = None
    fields: dict[str, msgspec.Raw] = {}


def read_disorder(db: sa.Connection, programme: Programme, wall: Wall, now: int) -> Disorder:
    """Among all that are still open."""
    going = tuple(state for column in wall.columns if column.custody != "over" for state in column.in_)
    flawed: list[Row] = []
    members: list[law.Member] = []
    for standing in (Standing(wall.of, going), wall.promises, wall.vehicles):
        for row, glance in _glances(db, standing):
            flaws = law.flaws_of(glance.journey)
            if flaws:
                flawed.append(msgspec.structs.replace(row, flaws=flaws))
            if standing.of == wall.of and wall.together:
                party = _party(glance, programme, wall.of)
                members.append(law.Member(row.key, party, row.state, row.holder, row.since))
    apart = [
        Row(one.member.key, one.member.state, one.member.holder, one.member.since, rest_with=one.rest_with)
        for one in law.apart(wall.together, members, now)
    ]
    return Disorder(apart, sorted(flawed, key=lambda row: (row.since, row.key)))


def _glances(db: sa.Connection, standing: Standing) -> Iterator[tuple[Row, _Glance]]:
    records = t.records.c
    here = (records.kind == standing.of, records.state.in_(standing.in_))
    rows = db.execute(sa.select(t.records).where(*here)).all()
    for row, glance in zip(rows, unseal_all(db, [row.body for row in rows], _Glance), strict=True):
        yield Row(f"{row.kind}:{row.id}", row.state, row.holder, row.since), glance


def _party(glance: _Glance, programme: Programme, kind: str) -> str:
    name = programme.cards[kind].party
    if name not in glance.fields:
        return ""
    said = msgspec.json.decode(glance.fields[name], type=FieldState)
    return str(merge.pick(said, programme.kinds[kind][name].policy) or "")
