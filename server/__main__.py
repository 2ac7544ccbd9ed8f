"""homeward: the command. Each of its words does one thing and says what it did."""

import argparse
import functools
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from server import (
    audit_command,
    bundle_command,
    card_command,
    copies_command,
    erasure_command,
    identity,
    log_command,
    night,
    person_command,
    programme,
    programme_command,
    staff_command,
)
from server.app import Annex, House, create_app, open_store
from server.clock import SystemClock
from server.drill import command as drilling
from server.drill import script
from server.drill.crowd import SIZES
from server.logs import open_logs
from server.notify import subscription, vapid
from server.practice import command as practising
from server.processes import listen_several, run_several
from server.qr import picture
from server.serving import PortTaken, listen, serve
from server.settings import Settings, Unusable, read_settings
from server.storage.engine import is_shared
from server.tokens import open_keys, open_revocations
from sync.compile import BrokenProgramme
from sync.exchange import LIMITS

PROCESSES_MAX = 64


def run(settings: Settings, words: argparse.Namespace) -> None:
    """Migrate, load the programme, serve."""
    if words.processes > 1:
        _run_several(settings, words.processes)
        return
    with closing(listen(settings.host, settings.port)) as listening:
        app = create_app(settings, annex=nights(settings))
        _say_open(listening)
        serve(app, [listening], settings.proxies)


def _run_several(settings: Settings, count: int) -> None:
    store = open_store(settings)
    store.dispose()
    if not is_shared(store):
        raise Unusable("several processes need PostgreSQL: set HOMEWARD_DATABASE to postgresql+psycopg://…")
    sockets = listen_several(settings.host, settings.port, count)
    _say_open(sockets[0])
    app = functools.partial(create_app, settings, annex=nights(settings))
    run_several(sockets, lambda listening: serve(app(), [listening], settings.proxies))


def nights(settings: Settings) -> Callable[[House], Annex] | None:
    """In practice there is nothing to keep."""
    return None if settings.practice else night.keeps


def _say_open(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    print(f"Homeward is open on http://{host}:{port}. Stop with Ctrl-C.", flush=True)


def play(settings: Settings, words: argparse.Namespace) -> None:
    """A first page, one address per post, with a database of its own."""
    practising.demo(settings, Path(words.folder), words.port, words.empty)


def practise(settings: Settings, words: argparse.Namespace) -> None:
    """The same on the staff's own phones."""
    practising.practise(settings, Path(words.folder), words.phones, words.empty)


def enrol(settings: Settings, words: argparse.Namespace) -> None:
    """Print a link that enrols one phone for a person at a post."""
    roles = tuple(role.strip() for role in words.roles.split(",") if role.strip())
    known = programme.read(Path(settings.programme)).programme
    _allowed("role", roles, known.roles)
    _allowed("place", [words.place], [place.code for place in known.places])
    now_ms = SystemClock().now_ms()
    secret = open_keys(Path(settings.key_file))
    with open_store(settings).begin() as db:
        person = identity.find_person(db, words.who, words.place, roles)
        person = person or identity.add_person(db, words.who, words.place, roles, now_ms)
        code = identity.issue_code(db, secret, person.id, now_ms)
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    link = identity.link(address, code)
    print(link)
    print("\n".join(picture(link)), file=sys.stderr)
    print(f"Enrols one phone for {person.who}, once, within {LIMITS.code_minutes_valid} minutes.", file=sys.stderr)


def revoke(settings: Settings, words: argparse.Namespace) -> None:
    """Take a lost phone out of use; also for a database that is restored some day."""
    with open_store(settings).begin() as db:
        if not identity.revoke(db, words.device.lower(), SystemClock().now_ms()):
            raise Unusable(f"there is no device {words.device.upper()}")
    open_revocations(Path(settings.key_file)).add(words.device.lower())
    print(f"{words.device.upper()} is out of use. What it still sends is kept in quarantine.")


def keys(settings: Settings, words: argparse.Namespace) -> None:
    """Say which keys push services know this house by; make a new one, or let an old one go."""
    path = vapid.path_of(Path(settings.key_file))
    if words.new:
        print(
            f"{vapid.add_key(path).id} is new: phones take it after the next start of the house, each when it is used."
        )
    with open_store(settings).begin() as db:
        if words.retire and not vapid.retire_key(path, words.retire):
            raise Unusable(f"{words.retire} is not an older key of this house")
        if words.retire:
            count = subscription.drop_key(db, words.retire)
            print(f"{words.retire} is retired: {count} phones are not called until their holders open the app.")
        called = subscription.count_by_key(db)
    for nth, key in enumerate(vapid.read_keys(path)):
        print(f"{key.id}  {'given to phones' if nth == 0 else 'older'}  phones called with it: {called.get(key.id, 0)}")


def say_metrics_token(settings: Settings, _words: argparse.Namespace) -> None:
    """What a monitoring system says at /metrics."""
    print(open_keys(Path(settings.key_file)).metrics_token)


def generate(settings: Settings, words: argparse.Namespace) -> None:
    """Write a wave of invented travellers: the truth, and what desks make of it."""
    folder = Path(settings.programme)
    wave = drilling.wave_of(words.size, words.seed, script.read(folder), programme.read(folder).programme)
    for path in drilling.written(wave, Path(words.out)):
        print(path)


def drill(settings: Settings, words: argparse.Namespace) -> None:
    """Play a wave over HTTP and say what became of everybody."""
    found = drilling.drill(settings, words.size, words.seed, words.url, words.speed)
    print("\n".join(found.lines()), flush=True)
    if not found.is_sound:
        raise Unusable("not everybody is accounted for")


def say_version(_settings: Settings, _words: argparse.Namespace) -> None:
    print(version("homeward"))


def parser() -> argparse.ArgumentParser:
    """The words of the command."""
    command = argparse.ArgumentParser(prog="homeward", description="Nobody is lost between the cabin door and home.")
    command.set_defaults(act=None)
    words = command.add_subparsers(title="words", metavar="WORD", required=True)
    running = _word(words, "run", "open the house: migrate, load the programme, serve", run)
    running.add_argument("--processes", type=_count, default=1, help="server processes on one PostgreSQL (1)")
    playing = _word(
        words, "demo", "look around: a first page and one address per post, with a database of its own", play
    )
    playing.add_argument("--port", type=int, default=practising.FIRST_PORT, help="the first page's port (8400)")
    practice = _word(words, "practice", "practise on the staff's own phones, with a database of its own", practise)
    practice.add_argument("--phones", type=int, default=1, help="how many phones at each post (1)")
    for word, folder in ((playing, "var"), (practice, "var/practice")):
        word.add_argument("--folder", default=folder, help=f"where database, key and clock are kept (./{folder})")
        word.add_argument("--empty", action="store_true", help="begin with nobody under way and nobody at other posts")
    enrolling = _word(words, "enrol", "print a link that enrols one phone, once", enrol)
    enrolling.add_argument("--who", required=True, help="the name others see")
    enrolling.add_argument("--place", required=True, help="the post, such as kind:ID")
    enrolling.add_argument("--roles", required=True, help="roles of the programme, separated by commas")
    revoking = _word(words, "revoke", "take a lost phone out of use", revoke)
    revoking.add_argument("device", help="the phone's name, as its screen shows it")
    keyring = _word(words, "keys", "list, renew and retire the keys push services know this house by", keys)
    keyring.add_argument("--new", action="store_true", help="make a new key; the older ones stay in use")
    keyring.add_argument(
        "--retire", metavar="ID", default="", help="let an older key go, and the phones that know only it"
    )
    _word(words, "metrics", "print the token with which a monitoring system may ask for /metrics", say_metrics_token)
    copies_command.add_words(words)
    card_command.add_words(words)
    programme_command.add_words(words)
    bundle_command.add_words(words)
    log_command.add_words(words)
    person_command.add_words(words)
    erasure_command.add_words(words)
    staff = words.add_parser("staff", help="who works here", description="who works here")
    staff_command.add_words(staff.add_subparsers(required=True))
    audit = words.add_parser("audit", help="who looked at whom", description="who looked at whom")
    audit_command.add_words(audit.add_subparsers(required=True))
    for name, says, act in (
        ("generate", "invent a wave of travellers: the truth, and what desks make of it", generate),
        ("drill", "play a wave over HTTP and say what became of everybody", drill),
    ):
        word = _word(words, name, says, act)
        word.add_argument("--size", choices=SIZES, default="S", help="how many people (S)")
        word.add_argument("--seed", type=int, default=1, help="the same seed makes the same wave (1)")
        if name == "generate":
            word.add_argument("--out", required=True, help="the folder to write to")
        else:
            word.add_argument(
                "--url",
                default="",
                help="a house that practises, on this database (one of its own); no losses are planted in it",
            )
            word.add_argument("--speed", type=float, default=600, help="how many times faster, against --url (600)")
    _word(words, "version", "say which version this is", say_version)
    return command


def main(given: Sequence[str] | None = None) -> int:
    """The command. 0 = done, 1 = it cannot be done and the reason was printed, 2 = not understood."""
    words = parser().parse_args(given)
    try:
        settings = read_settings(os.environ)
        open_logs(settings.logs)
        words.act(settings, words)
    except (Unusable, PortTaken, BrokenProgramme) as fault:
        print(f"homeward: {fault}", file=sys.stderr)
        return 1
    return 0


def _word(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, says: str, act: object
) -> argparse.ArgumentParser:
    word = words.add_parser(name, help=says, description=says)
    word.set_defaults(act=act)
    return word


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= PROCESSES_MAX:
        raise argparse.ArgumentTypeError(f"between 1 and {PROCESSES_MAX}, not {text}")
    return count


def _allowed(what: str, given: Sequence[str], allowed: Sequence[str] | dict[str, tuple[str, ...]]) -> None:
    for name in given:
        if name not in allowed:
            raise Unusable(f"{name} is not a {what} of this programme. Allowed: {', '.join(allowed)}")


if __name__ == "__main__":
    raise SystemExit(main())
