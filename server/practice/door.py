"""/practice: what a newcomer finds, the clock that can be moved, and the posts that can be taken up. Only here."""

import asyncio
import functools
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from server import identity
from server.app import House
from server.boards.wall import Board, read_board
from server.identity import Device
from server.intake import Refusal
from server.intake.desk import Desk
from server.practice.cast import Opening, Post, Specimen
from server.practice.exercise import Exercise, Phase
from server.routes.body import read_message
from server.routes.outgoing import PRIVATE, fresh
from server.routes.request import Asked
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.engine import reading
from sync.match import matches
from sync.programme import Programme
from sync.record import Record
from sync.rights import Author
from sync.world import looker

HOURS_MAX = 24
CODE_MINUTES_VALID = 7 * 24 * 60
"""The clock is moved by hours at a time: a link that was printed an hour ago must still open."""


class Stand(NamedTuple):
    """A post of the cast, who plays it, and at which address ("" = on a phone of their own)."""

    post: Post
    person: str
    url: str


class Figures(msgspec.Struct, frozen=True):
    """People by how far they are (`over`: their way is at its end); `asked`: how many wait, in time, for the office a
    newcomer plays; `overdue`: records whose time is up."""

    moving: int
    over: int
    lost: int
    asked: int
    overdue: int


class Question(msgspec.Struct, frozen=True):
    """The clock stopped here: `act` on `record` is for a person to do, at `place`; `names`: whom it is about;
    `post`: the number of the post among `posts`, from 1, 0 when nobody there opens it from here."""

    act: str
    record: str
    place: str
    names: tuple[str, ...]
    post: int


class Address(msgspec.Struct, frozen=True):
    """A post that can be taken up from here."""

    who: str
    place: str
    url: str


class Practice(msgspec.Struct, frozen=True):
    """`now`: ms since 1970 UTC on the clock of practice. `joined` of `people` have been registered. `front`: the
    address that was asked is nobody's post. `wall`: the number of the post that sees everybody, 0 for none."""

    now: int
    phase: Phase
    joined: int
    people: int
    figures: Figures
    question: Question | None
    posts: list[Address]
    wall: int
    front: bool
    specimen: Specimen | None


class Hours(msgspec.Struct, frozen=True):
    """How far the clock shall go on."""

    hours: int


def doors(exercise: Exercise, stands: list[Stand], front_port: int) -> tuple[HTTPRouteHandler, ...]:
    """The doors of a house that practises. `stands` with an address may be taken up by whoever asks: they stand on
    this machine only."""
    house = exercise.house

    @get("/practice", summary="Practice: the clock, the figures, and who waits for an answer")
    async def practice(request: Asked) -> Response[bytes]:
        _, port = request.scope.get("server") or ("", 0)
        said = await asyncio.to_thread(_said, exercise, stands, port == front_port)
        return fresh(request, msgspec.json.encode(said), "application/json")

    @post("/practice/hours", status_code=202, summary="Practice: let hours pass")
    async def hours(request: Asked, device: NamedDependency[Device]) -> Response[bytes]:
        """For any phone of this house. The other posts act meanwhile."""
        wanted = await read_message(request, Hours)
        if not 1 <= wanted.hours <= HOURS_MAX:
            raise Refusal("malformed", at="hours", expected=f"1 to {HOURS_MAX}")
        exercise.moves(wanted.hours)
        return fresh(request, msgspec.json.encode(wanted), "application/json", status=202)

    @get("/practice/posts/{number:int}", summary="Practice: to the address of a post, with a fresh code")
    async def take_up(request: Asked, number: FromPath[int]) -> Response[bytes]:
        """`?to=` names the page to open there."""
        if not (0 < number <= len(stands) and stands[number - 1].url):
            raise Refusal("not-found")
        stand = stands[number - 1]
        code = await house.writer.run(
            functools.partial(
                identity.issue_code,
                keys=house.keys,
                person=stand.person,
                now_ms=house.clock.now_ms(),
                minutes_valid=CODE_MINUTES_VALID,
            )
        )
        to = request.query_params.get("to", "")
        link = f"{identity.link(stand.url, code)}&for={stand.person}" + (f"&to={to}" if _is_page(to) else "")
        return Response(b"", status_code=303, headers={"location": link, "cache-control": PRIVATE})

    return (practice, hours, take_up)


def _is_page(to: str) -> bool:
    """A page of the app, by its address after the "#"; nothing that could lead elsewhere."""
    return to.startswith("/") and all(letter.isalnum() or letter in "/-_?=," for letter in to)


def _said(exercise: Exercise, stands: list[Stand], at_front: bool) -> Practice:
    house, programme, asked = exercise.house, exercise.house.library.programme, exercise.asked
    opened = [stand for stand in stands if stand.url]
    now = house.clock.now_ms()
    question = asked and Question(
        exercise.cast.opening.answer if exercise.cast.opening else "",
        asked.record,
        asked.place,
        asked.names,
        next((at for at, stand in enumerate(stands, 1) if stand.url and stand.post.place == asked.place), 0),
    )
    return Practice(
        now=now,
        phase=exercise.phase,
        joined=exercise.joined,
        people=exercise.people,
        figures=_figures(exercise, programme, now),
        question=question or None,
        posts=[Address(stand.post.who, stand.post.place, stand.url) for stand in opened],
        wall=next((at for at, stand in enumerate(stands, 1) if stand.url and _oversees(programme, stand.post)), 0),
        front=at_front and bool(opened),
        specimen=exercise.cast.specimen,
    )


def _oversees(programme: Programme, post: Post) -> bool:
    return programme.wall is not None and post.place in programme.wall.at


def _figures(exercise: Exercise, programme: Programme, now: int) -> Figures:
    if programme.wall is None:
        return Figures(0, 0, 0, 0, 0)
    board: Board = read_board(exercise.house.engine, programme, programme.wall, (), now)
    counts = {"open": 0, "over": 0, "lost": 0}
    for term in board.headcount.terms:
        counts[term.custody] += term.count
    opening = exercise.cast.opening
    return Figures(
        moving=counts["open"],
        over=counts["over"],
        lost=counts["lost"],
        asked=_asked(exercise.house, programme, opening) if opening else 0,
        overdue=sum(row.limit_at <= now for row in board.overdue.rows),
    )


def _asked(house: House, programme: Programme, opening: Opening) -> int:
    """How many wait, in time, for the answer of the office that a newcomer plays."""
    act = next(act for act in programme.acts if act.name == opening.answer)
    office = Author("", "", "", opening.lives_at, act.by, ())
    wanted = (t.records.c.kind == act.on, t.records.c.state.in_(opening.asked))
    with reading(house.engine) as db:
        found = unseal_all(db, db.execute(sa.select(t.records.c.body).where(*wanted)).scalars(), Record)
        desk = Desk(db, programme)
        return sum(matches(act.when, looker(programme, desk, record, office, None)) for record in found)
