"""homeward generate, homeward drill."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from server import identity, programme
from server.app import open_store
from server.drill import crowd, script
from server.drill.crowd import SIZES
from server.drill.hand import Hand
from server.drill.house import Moved, Real, Time, own_house
from server.drill.report import Report, report
from server.drill.script import Script
from server.drill.traveller import Wave, typed
from server.drill.wave import Drill
from server.drill.witness import Witness
from server.settings import Settings, Unusable
from server.tokens import open_keys
from sync.guard import rule_in_force
from sync.programme import Programme

TURNS_MAX = 400
HOURS_FOR_LOSSES = 13
"""Longer than the longest timer: by then each has spoken."""
RARE_FROM = 100
"""Of fewer there would be too many to whom something rare happens."""
SKEW_MINUTES_MAX = 7
DAY_MINUTES = 24 * 60
HEARTBEAT_TURNS = 12


def wave_of(size: str, seed: int, played: Script, known: Programme, losses: bool = True) -> Wave:
    """The wave of that size and seed, of people the rules in force on its day ask for. `losses`: also those nobody
    tells the house of. In a small wave nothing rare happens."""
    rule = rule_in_force(known.policy, _opens_ms(played), [one for row in known.policy for one in row.countries])
    recent = [country for country in (rule.countries if rule else ()) if country != "*"]
    plots = [plot for plot in played.plot if (losses or not plot.loss) and (is_large(size) or not plot.count)]
    return crowd.make(SIZES[size], random.Random(f"{seed} {size}"), played, known, recent, plots)


def is_large(size: str) -> bool:
    return SIZES[size] >= RARE_FROM


def drill(settings: Settings, size: str, seed: int, url: str, speed: float) -> Report:
    """Play a wave and say what became of everybody. Without `url` in a house of its own, whose clock the drill moves:
    only there the limits of the wall can come, so only there losses are planted."""
    folder = Path(settings.programme)
    known, played = programme.read(folder).programme, script.read(folder)
    losses = not url and is_large(size)
    if not losses:
        played = msgspec.structs.replace(played, post=tuple(cast for cast in played.post if not cast.dies_holding))
    wave, chance = wave_of(size, seed, played, known, losses), random.Random(f"{seed} posts")
    moved = Moved(_opens_ms(played))
    clock: Time = Real(speed) if url else moved
    began = time.monotonic()
    with _house(settings, url, moved) as (house, address):
        hands = _enrolled(house, address, played, known, clock, chance)
        going = Drill(wave, played, known, hands, clock, chance)
        witness = Witness(going) if losses else None
        bar = _Bar(len(wave.people), began)
        going.runs(TURNS_MAX, bar, witness, HOURS_FOR_LOSSES if losses else 0)
        bar.ends()
        found = report(going, witness)
        for hand in hands:
            hand.hangs_up()
    return found


@contextmanager
def _house(settings: Settings, url: str, clock: Moved) -> Iterator[tuple[Settings, str]]:
    if url:
        if not settings.practice:
            raise Unusable("HOMEWARD_PRACTICE=1 must be set for the house and for the drill: nobody in a wave is real")
        yield settings, url
        return
    with (
        tempfile.TemporaryDirectory(prefix="homeward-drill-") as folder,
        own_house(settings, Path(folder), clock) as ours,
    ):
        yield ours


def _enrolled(
    settings: Settings, url: str, played: Script, known: Programme, clock: Time, chance: random.Random
) -> list[Hand]:
    """Every phone of the script, enrolled through the door; one in a hundred is a day off, one at least."""
    hands: list[Hand] = []
    keys = open_keys(Path(settings.key_file))
    store = open_store(settings)
    for cast in played.post:
        for number in range(1, cast.phones + 1):
            name = f"{cast.who} {number}" if cast.phones > 1 else cast.who
            ahead = chance.uniform(-SKEW_MINUTES_MAX, SKEW_MINUTES_MAX)
            hand = Hand(cast, name, url, known, round(ahead * 60_000))
            with store.begin() as db:
                person = identity.add_person(db, name, cast.place, cast.roles, clock.now_ms())
                code = identity.issue_code(db, keys, person.id, clock.now_ms())
            enrolled = hand.enrols(code)
            if not enrolled.practice:
                raise Unusable("that house is not practising: invented people do not belong there")
            if enrolled.programme != known.version:
                raise Unusable(f"that house plays programme {enrolled.programme}, this one is {known.version}")
            hands.append(hand)
    store.dispose()
    for hand in chance.sample(hands[:-1], max(1, len(hands) // 100)):
        hand.ahead_ms += chance.choice((-1, 1)) * DAY_MINUTES * 60_000
    return hands


def _opens_ms(played: Script) -> int:
    return round(datetime.fromisoformat(played.opens).timestamp() * 1000)


class _Bar:
    """How far it is. One line that grows where somebody looks, a line now and then where nobody does."""

    def __init__(self, people: int, began: float) -> None:
        self._people, self._began, self._calls = people, began, 0

    def __call__(self, going: Drill) -> None:
        self._calls += 1
        standing = going.standing()
        done = 30 * standing // self._people
        hours, minutes = divmod(going.minute, 60)
        offline = sum(hand.offline_until > going.minute for hand in going.hands)
        line = (
            f"{'█' * done}{'·' * (30 - done)} {standing}/{self._people} arrived  {hours:02}:{minutes:02} of the wave, "
            f"{offline} phones offline, {time.monotonic() - self._began:.0f} s"
        )
        if sys.stderr.isatty():
            print(f"\r{line}\033[K", end="", file=sys.stderr, flush=True)
        elif self._calls % HEARTBEAT_TURNS == 1:
            print(line, file=sys.stderr, flush=True)

    def ends(self) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)


def written(wave: Wave, folder: Path) -> Sequence[Path]:
    """The truth, and beside it what desks get to read and hear."""
    folder.mkdir(parents=True, exist_ok=True)
    truth, messy = folder / "truth.jsonl", folder / "messy.jsonl"
    lines = [msgspec.json.encode(one) for one in wave.people]
    truth.write_bytes(b"\n".join([*(msgspec.json.encode(one) for one in wave.flights), *lines, b""]))
    messy.write_bytes(b"\n".join([*(msgspec.json.encode(row) for row in typed(wave)), b""]))
    return truth, messy
