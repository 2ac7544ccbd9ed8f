"""Who is on duty where, in which order: read from the records that say so, at the moment of telling."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from server.notify.channels import channels_at
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.rows import chunks
from sync.escalation import AGAIN, Stage
from sync.notice_rules import Roster as Rules
from sync.op import Value
from sync.programme import Programme
from sync.record import Record
from sync.world import own_words

HOUR_MS = 3_600_000
IN_USE = (
    sa.select(t.subscriptions.c.id)
    .select_from(t.subscriptions.join(t.incarnations, t.incarnations.c.inc == t.subscriptions.c.inc))
    .where(t.incarnations.c.revoked_at.is_(None))
)
SOME: sa.BindParameter[str] = sa.bindparam("some", expanding=True)
OF_PLACES = IN_USE.where(t.incarnations.c.place.in_(SOME))
OF_PEOPLE = IN_USE.where(t.incarnations.c.actor.in_(SOME))
"""Asked for each notice: put together here, once, for that costs more than asking."""


class OnDuty(msgspec.Struct, frozen=True):
    """One person on duty until `until` (ms), `rank` in the order of being told, from 0. `person` "" = a name and a
    number only."""

    record: str
    place: str
    person: str
    who: str
    telephone: str
    rank: int
    until: int


class Roster:
    """The roster of one instant, read once."""

    def __init__(self, db: sa.Connection, programme: Programme, now: int) -> None:
        self._db = db
        self._programme = programme
        self._now = now
        self._known: list[OnDuty] | None = None
        self._devices: dict[tuple[str, int | None], tuple[str, ...]] = {}

    def at(self, place: str) -> list[OnDuty]:
        """Those on duty at a place, first contact first."""
        return [one for one in self.everybody() if one.place == place]

    def everybody(self) -> list[OnDuty]:
        """Those on duty anywhere, first contacts first."""
        if self._known is None:
            rules = self._programme.roster
            found = self._read(rules) if rules else []
            self._known = sorted(found, key=lambda one: (one.rank, -one.until, one.record))
        return self._known

    def people(self, place: str, rank: int | None = None) -> list[OnDuty]:
        """Those a telling means: a place's contact `rank`, or everybody on duty there."""
        return [one for one in self.at(place) if rank in (None, one.rank)]

    def devices(self, place: str, rank: int | None = None) -> tuple[str, ...]:
        """The subscriptions that ring for a place: those of its contact `rank`, or of everybody on duty. A place that
        has nobody on its roster is called on every phone it has, at the first telling."""
        key = (place, rank)
        if key not in self._devices:
            self._devices[key] = tuple(sorted(self._find(place, rank)))
        return self._devices[key]

    def _find(self, place: str, rank: int | None) -> Iterable[str]:
        if not self.at(place):
            return self._subscribed(OF_PLACES, [place]) if not rank else ()
        people = {one.person for one in self.people(place, rank) if one.person}
        return self._subscribed(OF_PEOPLE, people)

    def _subscribed(self, whose: sa.Select[tuple[str]], values: Collection[str]) -> list[str]:
        return [row.id for some in chunks(sorted(values)) for row in self._db.execute(whose, {"some": some})]

    def _read(self, rules: Rules) -> list[OnDuty]:
        live = (t.records.c.kind == rules.of, t.records.c.state.in_(rules.in_))
        bodies = self._db.execute(sa.select(t.records.c.body).where(*live)).scalars()
        found = [self._duty(rules, record) for record in unseal_all(self._db, bodies, Record)]
        return [one for one in found if one.until > self._now]

    def _duty(self, rules: Rules, record: Record) -> OnDuty:
        look = own_words(record, self._programme)
        options = self._programme.kinds[rules.of][rules.rank].options
        rank = look(rules.rank)
        return OnDuty(
            record.id,
            _text(look(rules.place)),
            _text(look(rules.person)),
            _text(look(rules.who)),
            _text(look(rules.telephone)),
            options.index(rank) if isinstance(rank, str) and rank in options else len(options),
            _moment(look(rules.since)) + _whole(look(rules.hours)) * HOUR_MS,
        )


def reached(db: sa.Connection, roster: Roster, notice: str, stage: Stage) -> tuple[str, ...]:
    """The subscriptions a stage of a notice's plan rings, and the channels it speaks through."""
    if stage.reach == AGAIN:
        told = sa.select(t.deliveries.c.subscription).where(t.deliveries.c.notice == notice)
        return tuple(row.subscription for row in db.execute(told))
    if stage.reach == "channel":
        return channels_at(db, stage.place)
    return roster.devices(stage.place, stage.rank)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    text = str(value)
    return int(text) if text.isdigit() else 0


def _moment(value: Value) -> int:
    """A datetime answer as ms; what is no moment is long over."""
    try:
        return round(datetime.fromisoformat(_text(value)).timestamp() * 1000)
    except ValueError:
        return 0
