"""A wave of invented travellers: pure given its chance. What is true of each, and what the desks get to read."""

import math
import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from server.drill.script import Plot, Script
from server.drill.traveller import Flight, Traveller, Wave
from sync.programme import Programme

SIZES = {"tiny": 40, "XS": 150, "S": 600, "M": 1_500, "L": 30_000}
PARTIES = ((1, 62), (2, 22), (0, 16))
"""Share of parties by size; 0 = with minors."""
TWICE, MISREAD, SWAPPED = 30, 10, 20
"""Of a thousand: registered at two desks, one digit of the passport wrong, names in each other's place."""
ABOARD = (80, 290)


class Nation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str | list[str]
    weight: int
    speaks: str
    family: list[tuple[str, str]]
    given: list[tuple[str, str]]
    calls: str = "+447700900"


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    weight: int
    airports: dict[str, str]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people and flights are made of."""

    blocked: list[str]
    longest: tuple[str, str]
    nation: list[Nation]
    origin: list[Origin]


W = TypeVar("W", Nation, Origin)


def read_names() -> Names:
    return msgspec.convert(tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8")), Names)


def make(
    size: int, chance: random.Random, script: Script, programme: Programme, recent: Sequence[str], plots: Sequence[Plot]
) -> Wave:
    """`size` people, to whom happens what `plots` say. `recent`: countries the rules in force ask for; everybody has
    been to one of them."""
    names = read_names()
    streets = [place.code for place in programme.places if place.code.startswith(f"{script.homes}:")]
    flights = list(_flights(size, chance, script, names))
    people: list[Traveller] = []
    for party, members in enumerate(_parties(size, chance)):
        flight = chance.choice(flights)
        people += _party(party, members, len(people), flight, chance, names, streets, script.road, recent)
    _draw_plots(people, chance, plots, script, streets)
    _mess(people, chance, {plot.name for plot in plots if plot.count})
    return Wave(flights, people)


def _flights(size: int, chance: random.Random, script: Script, names: Names) -> Iterator[Flight]:
    """About a tenth of those aboard are ours."""
    for number in chance.sample(range(9000, 10000), min(999, max(3, size // 20))):
        origin = _weighted(names.origin, chance)
        airport = chance.choice(list(origin.airports))
        door = chance.choices(script.door, [door.share for door in script.door])[0]
        minute = chance.randrange(script.hours * 60)
        yield Flight(f"XY{number}", airport, origin.airports[airport], door.place, minute, chance.randint(*ABOARD))


def _parties(size: int, chance: random.Random) -> Iterator[int]:
    """Sizes, minors among them where negative: the number of adults is 1 or 2."""
    left = size
    while left:
        members = chance.choices([members for members, _ in PARTIES], [share for _, share in PARTIES])[0]
        count = min(left, members or chance.randint(2, 5))
        yield -count if not members and count > 1 else count
        left -= count


def _party(
    party: int,
    members: int,
    first: int,
    flight: Flight,
    chance: random.Random,
    names: Names,
    streets: list[str],
    road: str,
    recent: Sequence[str],
) -> Iterator[Traveller]:
    nation = _weighted(names.nation, chance)
    code = nation.code if isinstance(nation.code, str) else chance.choice(nation.code)
    family = chance.choice(nation.family) if nation.family else ("", "")
    been = [flight.country] if flight.country in recent else [chance.choice(list(recent)), flight.country]
    street, address = chance.choice(streets), _address(road, chance)
    mobile, row = _mobile(nation.calls, chance), chance.randrange(10, 60)
    adults = abs(members) if members > 0 else 1 if members > -3 else 2
    for at in range(abs(members)):
        minor = at >= adults
        # Adults of a party need not share a name; in some places they never do.
        own = family if minor or at == 0 or not nation.family or chance.random() < 0.5 else chance.choice(nation.family)
        given = chance.choice(nation.given)
        while f"{own[0]} {given[0]}".strip() in names.blocked:
            given = chance.choice(nation.given)
        if first + at == 7:
            own, given = ((names.longest[0], ""), (names.longest[1], ""))
        years = chance.randint(1, 16) if minor else chance.randint(19, 82)
        yield Traveller(
            number=first + at,
            party=party,
            part="child" if minor else "elder" if abs(members) > 1 and at == 0 else "grown",
            nation=code,
            issuer="UTO" if chance.random() < 0.05 else code,
            paper=f"ZZ{(first + at) * 97 + chance.randrange(97):07}",
            family=own[0],
            given=given[0],
            native=own[1] + given[1],
            sex=chance.choice("FM"),
            born=(date(2020, 3, 1) - timedelta(days=years * 365 + chance.randrange(365))).isoformat(),
            mobile=mobile,
            speaks=nation.speaks,
            flight=flight.number,
            door=flight.door,
            minute=flight.minute + 20 + chance.randrange(60),
            seat=f"{row}{'ABCDEFGHJK'[at % 10]}",
            been=been,
            street=street,
            address=address,
            scanned=chance.random() < 0.8,
        )


def _draw_plots(
    people: list[Traveller], chance: random.Random, plots: Sequence[Plot], script: Script, streets: list[str]
) -> None:
    parties: dict[int, list[Traveller]] = {}
    for one in people:
        parties.setdefault(one.party, []).append(one)
    free = list(parties.values())
    chance.shuffle(free)
    doors = {cast.who: cast.place for cast in script.post}
    for plot in (plot for plot in plots if plot.count):
        _draw_few(free, plot, doors.get(plot.phone))
    rated = [plot for plot in plots if plot.per_mille and plot.whom != "grown"]
    for plot in sorted(rated, key=lambda plot: plot.whom != "single"):
        left = _quota(plot.per_mille, len(people))
        for party in [party for party in free if len(party) == 1 or plot.whom != "single"]:
            if 0 < len(party) <= left:
                _give(party, plot)
                free.remove(party)
                left -= len(party)
    shared = [plot for plot in plots if plot.share]
    for party in free:
        _give(party, chance.choices(shared, [plot.share for plot in shared])[0])
    for plot in plots:
        if plot.per_mille and plot.whom == "grown":
            able = [one for one in people if one.plot in plot.within and len(parties[one.party]) == 1]
            _give(chance.sample(able, min(len(able), _quota(plot.per_mille, len(people)))), plot)
    for party in parties.values():
        other = chance.choice([street for street in streets if street != party[0].street])
        for one in party:
            one.words = {"other_street": other, "role": script.parts.get(one.part), **one.words}


def _draw_few(free: list[list[Traveller]], plot: Plot, door: str | None) -> None:
    """So many who travel alone, or one family; of those who come in at `door`, if it matters."""
    large = plot.whom == "family"
    able = [party for party in free if (len(party) > 2 if large else len(party) == 1) and door in (None, party[0].door)]
    for party in able[: 1 if large else plot.count]:
        _give(party, plot)
        if plot.last:
            party[-1].ends, party[-1].words = plot.last.ends, {**party[-1].words, **plot.last.words}
        free.remove(party)


def _give(people: Sequence[Traveller], plot: Plot) -> None:
    for one in people:
        one.plot, one.ends, one.words = plot.name, plot.ends, {**one.words, **plot.words}


def _mess(people: list[Traveller], chance: random.Random, rare: set[str]) -> None:
    """What the desks get wrong; nothing of it is true. Plots that are `rare` go wrong enough by themselves."""
    alone = [
        one
        for one in people
        if one.plot not in rare
        and sum(other.party == one.party for other in people[max(0, one.number - 9) : one.number + 9]) == 1
    ]
    for one in chance.sample(alone, _quota(TWICE, len(people))):
        one.again = True
    for one in chance.sample(people, _quota(MISREAD, len(people))):
        at = chance.randrange(2, 9)
        digit = str((int(one.paper[at]) + chance.randrange(1, 10)) % 10)
        one.misread, one.scanned = one.paper[:at] + digit + one.paper[at + 1 :], False
    named = [one for one in people if one.family and not one.misread]
    for one in chance.sample(named, _quota(SWAPPED, len(people))):
        one.swapped, one.scanned = True, False


def _quota(per_mille: float, size: int) -> int:
    return max(1, math.floor(per_mille * size / 1000 + 0.5))


def _weighted(choices: Sequence[W], chance: random.Random) -> W:
    return chance.choices(choices, [one.weight for one in choices])[0]


def _address(road: str, chance: random.Random) -> str:
    lane, house, floor, door = (chance.randint(1, most) for most in (900, 40, 18, 6))
    return f"{road} {lane} 弄 {house} 号 {floor}{door:02} 室"


def _mobile(calls: str, chance: random.Random) -> str:
    """Numbers that ring nobody: ranges kept for drama, or not given out."""
    if calls == "+1":
        return f"+1{chance.choice(('212', '415', '604', '310'))}55501{chance.randrange(100):02}"
    return f"{calls}{chance.randrange(1000):03}" if calls.startswith("+44") else f"{calls}{chance.randrange(10**8):08}"
