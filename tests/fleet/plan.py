"""What will happen to a fleet, written down before it begins: any event can be struck out and the rest still plays."""

from random import Random
from typing import NamedTuple

from tests.fleet.line import CREWS

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


class Event(NamedTuple):
    """`at`: ms after the beginning. `chance`: a seed of its own. `n`: times, statement, hours or ms, by what it is."""

    at: int
    who: int
    what: str
    chance: int
    n: int = 0


TALK = {
    "ok": 45,
    "lost request": 6,
    "lost answer": 8,
    "duplicate": 5,
    "late copy": 5,
    "truncated answer": 3,
    "truncated request": 2,
    "captive portal": 2,
    "server killed": 6,
    "disk full": 2,
    "killed while asking": 3,
    "killed while hearing": 5,
    "two tabs": 4,
    "interleaved": 6,
}
"""How an exchange goes, with weights."""

LIFE = {
    "act": 110,
    "killed while saving": 3,
    "reopened": 5,
    "clock stepped": 2,
    "house ticks": 3,
    "blackout": 2,
    "whole fleet back": 2,
    "phone kept": 3,
    "phone restored": 3,
    "evicted": 1,
    "enrolled anew": 2,
    "cloned": 1,
    "revoked": 1,
    "signed in": 2,
    "rolled out": 2,
    "let in": 4,
}
"""What else happens, with weights."""

TALK_OF_LOSSES = {**TALK, "acted meanwhile": 6, "failed over": 1}
LIFE_OF_LOSSES = {**LIFE, "backed up": 2, "standby follows": 4, "house restored": 1}
"""The same where the house loses its newest commits too."""
SEEN_AS_LOSSES = frozenset({*TALK_OF_LOSSES, *LIFE_OF_LOSSES} - {*TALK, *LIFE})
SEEN_AS = frozenset({*TALK, *LIFE} - {"ok", "act"})
"""Every fault; a campaign in which one did not strike proves nothing about it."""


SPECIAL_TIMES = 3


def plan(
    seed: int, events: int = 250, hours: int = 30, burst: int = 12, losses: bool = False, special: str | None = None
) -> list[Event]:
    """The whole story of one seed. `burst`: the most that somebody does before anything else happens; `losses`: the
    house is restored from backups and fails over to a standby that lacks the tail; `special`: what happens besides."""
    chance = Random(seed)
    talk = 0.45
    talking, living = (TALK_OF_LOSSES, LIFE_OF_LOSSES) if losses else (TALK, LIFE)
    written = [Event(0, 0, "buses", 0)]
    times = sorted(chance.randrange(1, hours * HOUR_MS) for _event in range(events))
    for at in times:
        table = talking if chance.random() < talk else living
        what = chance.choices(list(table), list(table.values()))[0]
        sizes = {
            "clock stepped": chance.choice((-3, -1, 1, 3)) * DAY_MS,
            "blackout": chance.randrange(1, 15),
            "act": chance.randrange(1, burst + 1),
        }
        n = sizes.get(what, chance.randrange(1, 24))
        written.append(Event(at, chance.randrange(len(CREWS)), what, chance.getrandbits(32), n))
    for _time in range(SPECIAL_TIMES if special else 0):
        at, who, n = chance.randrange(1, hours * HOUR_MS), chance.randrange(len(CREWS)), chance.randrange(1, burst + 1)
        written.append(Event(at, who, str(special), chance.getrandbits(32), n))
    return sorted(written, key=lambda event: event.at)
