"""The demo: one device per post, each on a port of its own, because a browser keeps one device per address."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import msgspec

from server import identity
from server.app import House, create_app
from server.serving import PortTaken, listen, serve
from server.settings import Settings, Unusable
from sync.exchange import LIMITS

FIRST_PORT = 8401
PORTS_TRIED_MAX = 50
CAST = "demo.toml"


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who plays: a made-up person at a post."""

    who: str
    place: str
    roles: tuple[str, ...]


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All who play."""

    post: tuple[Post, ...]


def run(settings: Settings, folder: Path, first_port: int) -> None:
    """Open the doors of all posts, print one link each, and serve until stopped."""
    practice = msgspec.structs.replace(
        settings,
        database=f"sqlite:///{folder / 'demo.db'}",
        key_file=str(folder / "keys" / "demo.key"),
        practice=True,
    )
    cast = read_cast(Path(settings.programme) / CAST)
    sockets = list(open_ports(settings.host, first_port, len(cast)))
    app = create_app(practice)
    print("\n".join(invitation(app.state.house, cast, sockets)), flush=True)
    serve(app, sockets)


def read_cast(path: Path) -> tuple[Post, ...]:
    """Who plays, as the programme's folder says."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Cast).post
    except FileNotFoundError as fault:
        raise Unusable(f"{path} is missing: it lists who plays in the demo") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"{path}: {fault}") from fault


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


def invitation(house: House, cast: tuple[Post, ...], sockets: list[socket]) -> list[str]:
    """What is printed: a fresh one-time link for each post."""
    now_ms = house.clock.now_ms()
    lines = [
        "",
        "Homeward demo. Nobody in it is real. Open the links in one browser: each post is a device of its own.",
        "",
    ]
    with house.engine.begin() as db:
        for post, listening in zip(cast, sockets, strict=True):
            known = identity.find_person(db, post.who, post.place, post.roles)
            person = known or identity.add_person(db, post.who, post.place, post.roles, now_ms)
            code = identity.issue_code(db, house.keys, person.id, now_ms)
            host, port = listening.getsockname()[:2]
            link = identity.link(f"http://{host}:{port}", code)
            lines += [f"  {post.who}: {', '.join(post.roles)}", f"    {link}", ""]
    lines += [
        f"Each link enrols once, within {LIMITS.code_minutes_valid} minutes; a post that is enrolled opens without it.",
        "Stop with Ctrl-C. What was entered stays in the demo's own database; the next start prints new links.",
        "",
    ]
    return lines
