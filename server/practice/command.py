"""homeward demo, homeward practice: a house where nobody is real, and the other posts played."""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from socket import socket

import msgspec
import sqlalchemy as sa
from litestar import Litestar

from server import identity
from server.app import Annex, House, create_app
from server.clock import MINUTE_MS, Ahead
from server.practice.cast import FILE, Cast, Post, read_cast
from server.practice.door import CODE_MINUTES_VALID, Stand, doors
from server.practice.exercise import Exercise
from server.qr import picture
from server.serving import PortTaken, listen, serve
from server.settings import Settings, Unusable

FIRST_PORT = 8400
PORTS_TRIED_MAX = 50
HOURS_BEFORE = 5
"""So far back the clock of a new house starts: what is under way when somebody comes has happened since."""
LOOKS_SECONDS = 0.5


def demo(settings: Settings, folder: Path, first_port: int, is_empty: bool) -> None:
    """On this machine: a first page, an address for each post, and forty people under way unless `is_empty`."""
    cast = read_cast(Path(settings.programme) / FILE)
    sockets = list(open_ports(settings.host, first_port, len(cast.post) + 1))
    front, *posts = [f"http://{host}:{port}" for host, port in (each.getsockname()[:2] for each in sockets)]
    app, exercise = _opened(settings, folder, "demo", cast, front, posts, is_empty)
    house: House = app.state.house
    print("\n".join(_invitation(house, cast, front, posts)), flush=True)
    if not is_empty:
        threading.Thread(target=_tells, args=(exercise,), name="progress", daemon=True).start()
    serve(app, sockets)


def practise(settings: Settings, folder: Path, phones: int, is_empty: bool) -> None:
    """On the staff's own phones: a link for each of so many phones at every post of the cast."""
    cast = read_cast(Path(settings.programme) / FILE)
    if phones > 1:
        several = [
            msgspec.structs.replace(post, who=f"{post.who} {number}")
            for post in cast.post
            for number in range(1, phones + 1)
        ]
        cast = msgspec.structs.replace(cast, post=tuple(several))
    listening = listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    own = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    app, _ = _opened(settings, folder, "practice", cast, own, [""] * len(cast.post), is_empty)
    house: House = app.state.house
    print(f"Homeward practises on {own}. Nobody in it is real. Stop with Ctrl-C.", flush=True)
    with house.engine.begin() as db:
        for post in cast.post:
            link = identity.link(settings.public_url or own, _code(db, house, post))
            print("\n".join(["", f"  {post.who}: {', '.join(post.roles)}", f"    {link}"]), flush=True)
            print("\n".join(picture(link)), flush=True)
    serve(app, [listening], settings.proxies)


def open_ports(host: str, first: int, count: int) -> Iterator[socket]:
    """`count` listening sockets from port `first` up. A port in use is named and passed over."""
    opened = 0
    for port in range(first, first + PORTS_TRIED_MAX):
        if opened == count:
            return
        try:
            listening = listen(host, port)
        except PortTaken as fault:
            print(f"{fault}; trying {port + 1}", flush=True)
            continue
        opened += 1
        yield listening
    raise Unusable(f"fewer than {count} ports are free on {host} from {first} to {first + PORTS_TRIED_MAX - 1}")


def _opened(
    settings: Settings, folder: Path, name: str, cast: Cast, own: str, urls: Sequence[str], is_empty: bool
) -> tuple[Litestar, Exercise]:
    """A house with a database, a key and a clock of its own in `folder`; `own` is its address for the other posts."""
    folder.mkdir(parents=True, exist_ok=True)
    practising = msgspec.structs.replace(
        settings,
        database=f"sqlite:///{folder / f'{name}.db'}",
        key_file=str(folder / "keys" / f"{name}.key"),
        practice=True,
    )
    clock = Ahead(folder / f"{name}.clock", 0 if is_empty else -HOURS_BEFORE * 60 * MINUTE_MS)
    played = msgspec.structs.replace(cast, opening=None) if is_empty else cast
    exercises: list[Exercise] = []

    def annex(house: House) -> Annex:
        with house.engine.begin() as db:
            people = [_person(db, house, post) for post in cast.post]
        stands = [Stand(post, person, url) for post, person, url in zip(cast.post, people, urls, strict=True)]
        exercise = Exercise(house, played, clock, folder / f"{name}.opened", own)
        exercises.append(exercise)
        front_port = int(own.rpartition(":")[2])
        return Annex(doors(exercise, stands, front_port), exercise.living)

    app = create_app(practising, clock, annex=annex)
    return app, exercises[0]


def _person(db: sa.Connection, house: House, post: Post) -> str:
    known = identity.find_person(db, post.who, post.place, post.roles)
    return (known or identity.add_person(db, post.who, post.place, post.roles, house.clock.now_ms())).id


def _code(db: sa.Connection, house: House, post: Post) -> str:
    return identity.issue_code(db, house.keys, _person(db, house, post), house.clock.now_ms(), CODE_MINUTES_VALID)


def _invitation(house: House, cast: Cast, front: str, posts: Sequence[str]) -> list[str]:
    """What is printed: where to begin, and a fresh one-time link for each post."""
    lines = ["", "Homeward demo. Nobody in it is real. Begin here:", "", f"  {front}/", ""]
    lines += ["or take up a post by its link. Open all in one browser: each post is a device of its own.", ""]
    with house.engine.begin() as db:
        for post, url in zip(cast.post, posts, strict=True):
            lines += [f"  {post.who}: {', '.join(post.roles)}", f"    {identity.link(url, _code(db, house, post))}", ""]
    lines += [
        "Each link enrols once; a post that is enrolled opens without it, and the first page has fresh ones.",
        "Stop with Ctrl-C. What was entered stays in the demo's own database; the next start goes on from there.",
        "",
    ]
    return lines


def _tells(exercise: Exercise) -> None:
    """How far the forty are, on one line that grows."""
    seen = -1
    while exercise.phase == "opening":
        if exercise.joined != seen and exercise.people and sys.stdout.isatty():
            seen = exercise.joined
            print(f"\r{seen} of {exercise.people} people have arrived …", end="", flush=True)
        time.sleep(LOOKS_SECONDS)
    begins, ends = ("\r", "\033[K") if sys.stdout.isatty() else ("", "")
    print(f"{begins}{exercise.people} people are under way.{ends}", flush=True)
