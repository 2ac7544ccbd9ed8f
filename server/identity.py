"""Who is who: people of the staff, their one-time codes, and the installations of the app they hold."""

import secrets
from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from server.notify import subscription
from server.storage.tables import actors, codes, head, incarnations
from server.tokens import Claim, Keys
from sync.exchange import LIMITS

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32: nothing in it is mistaken for something else when read aloud."""
INC_CHARS = 6
PERSON_CHARS = 10
CODE_CHARS = 12
ERA = sa.select(head.c.era)
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class Person(msgspec.Struct, frozen=True):
    """Someone of the staff: `who` is the name others see."""

    id: str
    who: str
    place: str
    roles: tuple[str, ...]


class Device(msgspec.Struct, frozen=True):
    """One installation of the app, and what its holder may do with it."""

    inc: str
    person: Person
    scopes: tuple[str, ...]
    era: str
    revoked: bool = False


class Previous(msgspec.Struct, frozen=True, array_like=True):
    """The installation a phone was before: its name and the last op it numbered."""

    inc: str
    last_seq: int


def add_person(db: sa.Connection, who: str, place: str, roles: tuple[str, ...], now_ms: int) -> Person:
    """A person joins the staff, at a post."""
    person = Person("u" + _chars(PERSON_CHARS), who, place, roles)
    values = {"id": person.id, "who": who, "place": place, "roles": _list(roles), "created_at": now_ms}
    db.execute(sa.insert(actors).values(values))
    return person


def find_person(db: sa.Connection, who: str, place: str, roles: tuple[str, ...]) -> Person | None:
    """The person of that name at that post, with these roles."""
    same = (actors.c.who == who, actors.c.place == place, actors.c.roles == _list(roles))
    row = db.execute(sa.select(actors).where(*same)).first()
    return Person(row.id, row.who, row.place, _read(row.roles)) if row else None


def everybody(db: sa.Connection) -> list[Person]:
    """The staff, by post and name."""
    rows = db.execute(sa.select(actors).where(actors.c.id.like("u%")).order_by(actors.c.place, actors.c.who))
    return [Person(row.id, row.who, row.place, _read(row.roles)) for row in rows]


def move_person(db: sa.Connection, person: str, place: str, roles: tuple[str, ...]) -> None:
    """Another post, other roles: from the next request on, on every phone in use. What a phone may no longer see leaves
    it; what it still sends is judged by the rights at capture."""
    rights = {"place": place, "roles": _list(roles)}
    db.execute(sa.update(actors).where(actors.c.id == person).values(rights))
    used = sa.update(incarnations).where(incarnations.c.actor == person, incarnations.c.revoked_at.is_(None))
    db.execute(used.values(**rights, scopes=_list((place,))))


def issue_code(
    db: sa.Connection, keys: Keys, person: str, now_ms: int, minutes_valid: int = LIMITS.code_minutes_valid
) -> str:
    """A code that enrols one installation for `person`, once, within `minutes_valid`."""
    db.execute(sa.delete(codes).where(codes.c.expires_at <= now_ms))
    code = _chars(CODE_CHARS)
    expires_at = now_ms + minutes_valid * 60_000
    db.execute(sa.insert(codes).values(hash=keys.hide(code), actor=person, expires_at=expires_at))
    return code


def link(address: str, code: str) -> str:
    """Where a phone enrols. The code stands in the fragment: no server, proxy or log ever sees it."""
    return f"{address.rstrip('/')}/#enrol={code}"


def enrol(
    db: sa.Connection, keys: Keys, code: str, label: str | None, previous: Previous | None, now_ms: int
) -> Device | None:
    """Spend a code: a new installation for the person it was issued to. None if the code is unknown, old or spent."""
    inc = _unused_inc(db)
    whose = spend(db, keys, code, inc, now_ms)
    if whose is None:
        return None
    row = db.execute(sa.select(actors).where(actors.c.id == whose)).one()
    person = Person(row.id, row.who, row.place, _read(row.roles))
    values = {
        "inc": inc,
        "actor": person.id,
        "label": label,
        "place": person.place,
        "roles": _list(person.roles),
        "scopes": _list((person.place,)),
        "enrolled_at": now_ms,
        "previous": previous.inc if previous else None,
        "previous_seq": previous.last_seq if previous else None,
        "last_seq": 0,
        "last_eff": 0,
    }
    db.execute(sa.insert(incarnations).values(values))
    return Device(inc, person, (person.place,), era(db))


def spend(db: sa.Connection, keys: Keys, code: str, inc: str, now_ms: int) -> str | None:
    """For whom a code was issued that is good, and now no more. None if it is unknown, old or spent."""
    hidden = keys.hide(code.lower().translate(_MISREAD))
    good = sa.update(codes).where(codes.c.hash == hidden, codes.c.spent_by.is_(None), codes.c.expires_at > now_ms)
    if db.execute(good.values(spent_by=inc)).rowcount != 1:
        return None
    return str(db.execute(sa.select(codes.c.actor).where(codes.c.hash == hidden)).scalar_one())


def claim(device: Device) -> Claim:
    """What the token of an installation says."""
    person = device.person
    return Claim(device.inc, person.id, person.who, person.place, person.roles, device.scopes)


def readmit(db: sa.Connection, claim: Claim, is_revoked: bool, now_ms: int) -> None:
    """An installation the database does not know, though we signed its token: it was enrolled after the copy this
    database was restored from. It comes back with the rights it was enrolled with, to refill what is missing."""
    rights = {"place": claim.place, "roles": _list(claim.roles)}
    if not db.execute(sa.select(actors.c.id).where(actors.c.id == claim.person)).first():
        db.execute(sa.insert(actors).values(id=claim.person, who=claim.who, created_at=now_ms, **rights))
    if not db.execute(sa.select(incarnations.c.inc).where(incarnations.c.inc == claim.inc)).first():
        values = {"inc": claim.inc, "actor": claim.person, "scopes": _list(claim.scopes), "enrolled_at": now_ms}
        revoked_at = now_ms if is_revoked else None
        db.execute(sa.insert(incarnations).values(**values, **rights, revoked_at=revoked_at, last_seq=0, last_eff=0))


def find_device(db: sa.Connection, inc: str) -> Device | None:
    """The installation `inc` with the rights it has now."""
    both = sa.select(incarnations, actors.c.who).join(actors, actors.c.id == incarnations.c.actor)
    row = db.execute(both.where(incarnations.c.inc == inc)).first()
    if not row:
        return None
    person = Person(row.actor, row.who, row.place, _read(row.roles))
    return Device(inc, person, _read(row.scopes), era(db), row.revoked_at is not None)


def newest_of(db: sa.Connection, person: str) -> str | None:
    """The installation in use that this person enrolled last."""
    incs = incarnations.c
    last = sa.select(incs.inc).where(incs.actor == person, incs.revoked_at.is_(None)).order_by(incs.enrolled_at.desc())
    return db.execute(last).scalar()


def enrolled_ms(db: sa.Connection, inc: str) -> int:
    """When an installation was enrolled."""
    return int(db.execute(sa.select(incarnations.c.enrolled_at).where(incarnations.c.inc == inc)).scalar_one())


def revoke(db: sa.Connection, inc: str, now_ms: int) -> bool:
    """From now on nothing this installation sends enters by itself, and it is called no more. False where there is no
    such installation."""
    subscription.forget(db, inc)
    found = sa.update(incarnations).where(incarnations.c.inc == inc)
    return db.execute(found.values(revoked_at=sa.func.coalesce(incarnations.c.revoked_at, now_ms))).rowcount == 1


def revoke_again(db: sa.Connection, names: Collection[str], now_ms: int) -> None:
    """Take out of use what was taken out of use, whatever a restored database says."""
    lost = sa.select(incarnations.c.inc).where(incarnations.c.revoked_at.is_(None), incarnations.c.inc.in_(names))
    for row in db.execute(lost).all():
        revoke(db, row.inc, now_ms)


def era(db: sa.Connection) -> str:
    """The label of this history of the feed."""
    return str(db.execute(ERA).scalar_one())


def could_be(previous: Previous) -> bool:
    """Whether this can name an installation of ours."""
    named = len(previous.inc) == INC_CHARS and set(previous.inc) <= set(ALPHABET)
    return named and 0 <= previous.last_seq <= 2**53


def _unused_inc(db: sa.Connection) -> str:
    while True:
        inc = _chars(INC_CHARS)
        if db.execute(sa.select(incarnations.c.inc).where(incarnations.c.inc == inc)).first() is None:
            return inc


def _chars(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _list(names: tuple[str, ...]) -> str:
    return msgspec.json.encode(names).decode()


def _read(names: str) -> tuple[str, ...]:
    return msgspec.json.decode(names, type=tuple[str, ...])
