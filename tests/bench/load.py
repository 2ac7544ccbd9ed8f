"""The work that is measured: people registered as a desk registers them, and single answers corrected."""

import random
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from server import programme
from sync import form
from sync.journal import frozen
from sync.op import Op, Part, Value, Write
from sync.programme import Programme
from sync.rights import Author
from sync.seen import Filled
from sync.stamp import Dot

START_MS = 1_584_763_200_000
ROLES = ("station", "station_lead", "escort")
FAMILY = ("ERIKSSON", "MARTIN", "ROSSI", "TANAKA", "KIM", "SMITH", "GARCIA", "OKAFOR", "NOVAK", "HADDAD")
GIVEN = ("ANNA MARIA", "LUCA", "YUKI", "MIN JUN", "GRACE", "PABLO", "EMEKA", "JANA", "OMAR", "CHLOE")
COUNTRIES = ("ITA", "KOR", "IRN", "FRA", "ESP", "GBR", "USA", "CHE", "NLD", "AUT")
STREETS = tuple(f"street:3101050{number}" for number in ("01", "02", "04", "05", "06", "08", "09", "10"))


def record_id(number: int) -> str:
    """A uuid7 whose random part does not pack well, as a phone's does not."""
    chance = random.Random(number)
    tail = (chance.getrandbits(12), chance.getrandbits(12), chance.getrandbits(48))
    return "0170f9d4-{:04x}-7{:03x}-8{:03x}-{:012x}".format(number % 65536, *tail)


def with_desks(folder: Path, count: int) -> Path:
    """The Changning programme with so many desks more, in a folder of its own."""
    shutil.copytree(programme.seed("changning"), folder)
    named = tomllib.loads((folder / "programme.toml").read_text("utf-8"))["languages"]
    names = (f"B{number:03}" for number in range(count))
    more = (
        f'\n[[place]]\ncode = "station:{name}"\n[place.names]\n' + "".join(f'"{one}" = "{name}"\n' for one in named)
        for name in names
    )
    with (folder / "places.toml").open("a", encoding="utf-8") as places:
        places.writelines(more)
    return folder


class Desk:
    """One phone at a desk of its own, so that it is fed what it wrote and nothing else."""

    def __init__(self, rules: Programme, inc: str, number: int, place: str = "") -> None:
        self.rules = rules
        place = place or f"station:B{number:03}"
        self.author = Author(inc, f"u{inc}", "Lin", place, ROLES, (place,))
        self.seq = 0
        self.people: list[str] = []
        self._first = number * 10_000

    def registers(self, count: int) -> list[bytes]:
        return [frozen(self._registers_one()) for _ in range(count)]

    def corrects(self, count: int) -> list[bytes]:
        """One answer of each of the first `count` people; the author looks at what was registered."""
        return [frozen(self._corrects_one(nth)) for nth in range(count)]

    def _registers_one(self) -> Op:
        number = self._first + len(self.people)
        record = record_id(number)
        self.people.append(record)
        filled = Filled(record, _answers(number), {"doc_no": "mrz", "name_family": "mrz", "name_given": "mrz"})
        return self._op(form.compose(self.rules, "arrival", [filled], self.author, lambda _record: None))

    def _corrects_one(self, nth: int) -> Op:
        seen = Dot(self.author.inc, nth + 1)
        write = Write("seat_no", "set", f"{nth % 40 + 60}K", [seen])
        return self._op([Part("person", self.people[nth], [write], None, seen)])

    def _op(self, parts: list[Part]) -> Op:
        self.seq += 1
        at = START_MS + self.seq * 1000
        page = (self.author.inc + "p1", self.seq * 1000)
        version = self.rules.version
        return Op(self.seq, at, page, self.author.person, "arrival", version, None, None, None, parts)


def message(desk: Desk, ops: list[bytes], cursor: str | None = None, limit: int | None = None) -> bytes:
    """An exchange that carries these ops, as text; at most `limit` entries are wanted back."""
    at = b'"%b"' % cursor.encode() if cursor else b"null"
    most = b"%d" % limit if limit else b"null"
    now = START_MS + 3_600_000
    return b'["%b",%d,null,[%b],null,null,%b,%b,null,0]' % (desk.author.inc.encode(), now, b",".join(ops), at, most)


def pushes(ops: list[bytes], size: int) -> Iterator[list[bytes]]:
    for start in range(0, len(ops), size):
        yield ops[start : start + size]


def _answers(number: int) -> dict[str, Value]:
    chance = random.Random(number)
    family, given, country = chance.choice(FAMILY), chance.choice(GIVEN), chance.choice(COUNTRIES)
    document = f"{chance.choice('ABCDEFGH')}{chance.randrange(10**7):07}"
    names = f"P<{country}{family}<<{given.replace(' ', '<')}".ljust(44, "<")
    birth = f"19{chance.randrange(40, 99)}-0{chance.randrange(1, 9)}-1{chance.randrange(0, 9)}"
    return {
        "language": "en",
        "mrz": f"{names}\n{document}<1{country}{birth[2:].replace('-', '')}4F2504159{'<' * 14}06",
        "doc_type": "passport",
        "doc_issuer": country,
        "doc_no": document,
        "name_family": family,
        "name_given": given,
        "sex": chance.choice("FM"),
        "birth_date": birth,
        "nationality": country,
        "mobile": f"+86139{chance.randrange(10**8):08}",
        "flight_no": f"XY9{chance.randrange(100):03}",
        "flight_date": "2020-03-21",
        "seat_no": f"{chance.randrange(1, 60)}{chance.choice('ABCDEFGHJK')}",
        "countries_14d": [country],
        "dest_kind": "home",
        "street_code": chance.choice(STREETS),
        "address": "样板路 {} 弄 {} 号 {} 室".format(*(chance.randrange(1, limit) for limit in (900, 60, 2400))),
        "mates": chance.randrange(5),
        "emergency": f"{chance.choice(GIVEN)} +44770{chance.randrange(10**7):07}",
        "party_id": record_id(number // 3 + 10**9),
        "party_role": "adult",
        "card_no": f"C{number:06}",
        "reg_no": f"PVG1-K7-{number:05}",
        "station": "station:PVG-T1",
        "notes": "arrived with two bags",
    }
