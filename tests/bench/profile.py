"""Where the time goes inside the intake: own time by room, while people are registered and corrected."""

import cProfile
import pstats
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from server.intake.reading import open_parcel
from sync.exchange import Exchange
from sync.programme import Programme
from tests.actors.house import House
from tests.bench.load import ROLES, message
from tests.bench.store import desks, work

DESKS = 21

ROOMS = {
    "sync/merge.py": "merge",
    "sync/cover.py": "merge",
    "sync/stamp.py": "merge",
    "sync/acceptance.py": "acceptance",
    "sync/shape.py": "is it well made",
    "sync/answer.py": "is it well made",
    "sync/canon.py": "is it well made",
    "sync/custody.py": "journeys and feeds",
    "sync/world.py": "journeys and feeds",
    "sync/membership.py": "journeys and feeds",
    "sync/match.py": "journeys and feeds",
    "sync/guard.py": "journeys and feeds",
    "sqlalchemy": "SQLAlchemy",
    "sqlite3": "SQLite",
    "msgspec": "JSON",
    "server/": "intake",
}


def shares(folder: Path, programme: Programme) -> list[tuple[str, float]]:
    """Each room's share of the time, the largest first. A first desk warms up; then one commit a round of desks."""
    house = House(folder, programme)
    house.clock.ms += 10**9
    crew = desks(programme, DESKS)
    for desk in crew:
        house.enrol(desk.author.inc, desk.author.place, ROLES)
    plans = [[msgspec.json.decode(message(desk, push), type=Exchange) for _, push in work(desk)] for desk in crew]
    profile = cProfile.Profile()
    for each in plans[0]:
        _take(house, [each])
    for group in zip(*plans[1:], strict=True):
        profile.runcall(_take, house, group)
    house.close()
    return _by_room(pstats.Stats(profile))


def _take(house: House, group: Sequence[Exchange]) -> None:
    with house.engine.begin() as db:
        house.intake.take_all(db, [open_parcel(each.inc, each) for each in group])


def _by_room(stats: pstats.Stats) -> list[tuple[str, float]]:
    spent: defaultdict[str, float] = defaultdict(float)
    timed: dict[tuple[str, int, str], tuple[int, int, float, float, object]]
    timed = stats.stats  # type: ignore[attr-defined]  # typeshed leaves it out
    for (file, _line, name), (_calls, _all, own, _total, _callers) in timed.items():
        where = f"{file} {name}"
        spent[next((room for part, room in ROOMS.items() if part in where), "the rest of Python")] += own
    whole = sum(spent.values())
    return [(room, own / whole) for room, own in sorted(spent.items(), key=lambda item: -item[1])]
