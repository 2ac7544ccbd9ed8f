"""Where the holder of a card is, looked up by the card's number: no name, no result, nothing once the way is over."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import unseal, unseal_all
from server.storage.engine import reading
from server.way import Stage, Standing, Way
from sync.match import matches
from sync.op import Value
from sync.programme import Programme
from sync.record import Record
from sync.world import NO_JOURNEY, journey_of, made_at, own_words, value_of

MINUTE_MS = 60_000


class Found:
    """Who carries a card: their record, and the newest of those that name it."""

    def __init__(
        self, record: Record, named_by: dict[str, Record], wishes: list[Record], programme: Programme, way: Way
    ) -> None:
        self._record, self._named_by, self._programme, self._way = record, named_by, programme, way
        self._wishes = wishes
        self._journey = journey_of(record, programme) or NO_JOURNEY

    @property
    def record(self) -> str:
        """Their record's name."""
        return self._record.id

    @property
    def has_ended(self) -> bool:
        return self._journey.state in self._way.ended_in

    @property
    def language(self) -> str:
        """Theirs, where the pages speak it."""
        spoken = str(self._look(self._way.language) or "")
        return spoken if spoken in self._way.languages else next(iter(self._way.languages))

    def standing(self, language: str) -> Standing:
        """The stage they are at, and its slots in `language`."""
        fits = (one for one in self._way.stage if self._journey.state in one.in_ and matches(one.when, self._look))
        stage = next(fits)
        return Standing(stage, self._slots(stage, language), self.asked, bool(self.place))

    @property
    def asked(self) -> dict[str, str]:
        """What they asked for and still wait for -> since which time of day."""
        what, now = self._way.asks.what, self._programme
        return {str(value_of(wish, what, now)): self.clock(made_at(wish).eff) for wish in self._wishes}

    def wish(self, what: str) -> dict[str, Value]:
        """The answers of the form that asks for `what` where they are."""
        asks = self._way.asks
        return {asks.person: self._record.id, asks.what: what, asks.place: self.place}

    @property
    def place(self) -> str:
        """Where they are, or were seen last."""
        return self._journey.place or ""

    def _slots(self, stage: Stage, language: str) -> dict[str, str]:
        earliest, latest = stage.within_minutes or (0, 0)
        since = self._journey.since
        return {
            "place": self._place_name(self._look(stage.place), language),
            "at": self.clock(self._look(stage.at)) if stage.at else "",
            "from": self.clock(since + earliest * MINUTE_MS),
            "until": self.clock(since + latest * MINUTE_MS),
        }

    def clock(self, when: Value) -> str:
        """The time of day where the operation is; `when` in ms, or as a form's answer has it."""
        if isinstance(when, int):
            at = datetime.fromtimestamp(when / 1000, UTC)
        elif isinstance(when, str):
            at = datetime.fromisoformat(when)
        else:
            return ""
        return at.astimezone(ZoneInfo(self._programme.time_zone)).strftime("%H:%M")

    def _place_name(self, code: Value, language: str) -> str:
        names = next((place.names for place in self._programme.places if place.code == code), {})
        # A programme speaks fewer languages than a traveller: Chinese script is read by whoever reads the other one.
        return names.get(language) or names.get(language.partition("-")[0]) or next(iter(names.values()), "")

    def _look(self, word: str) -> Value:
        head, dot, rest = word.partition(".")
        if not dot:
            return own_words(self._record, self._programme)(word)
        named_by = self._named_by.get(head)
        return own_words(named_by, self._programme)(rest) if named_by else None


def find(engine: sa.Engine, programme: Programme, way: Way, card: str) -> Found | None:
    """Whoever was given this card last; None while nobody was."""
    links, records = t.links.c, t.records.c
    newest = (
        sa.select(records.body)
        .join(t.links, links.record == records.id)
        .where(links.target == card, links.kind == way.of, links.field == way.card)
        .order_by(links.eff.desc(), links.record)
        .limit(1)
    )
    with reading(engine) as db:
        body = db.execute(newest).scalar()
        if body is None:
            return None
        record = unseal(db, body, Record)
        return Found(record, _named_by(db, programme, record), _wishes(db, programme, way, record), programme, way)


def _wishes(db: sa.Connection, programme: Programme, way: Way, record: Record) -> list[Record]:
    """What they asked for and nobody met yet."""
    links, records = t.links.c, t.records.c
    kind = programme.forms[way.asks.form].about
    bodies = db.execute(
        sa.select(records.body)
        .join(t.links, links.record == records.id)
        .where(links.target == record.id, links.kind == kind, links.field == way.asks.person)
        .where(records.state.not_in(programme.journeys[kind].final))
    ).scalars()
    return unseal_all(db, bodies, Record)


def _named_by(db: sa.Connection, programme: Programme, record: Record) -> dict[str, Record]:
    """Per link of the journey the newest record that names this one."""
    links, records = t.links.c, t.records.c
    found = {}
    for name, link in programme.journeys[record.kind].links.items():
        kind, _, field = link.partition(".")
        body = db.execute(
            sa.select(records.body)
            .join(t.links, links.record == records.id)
            .where(links.target == record.id, links.kind == kind, links.field == field)
            .order_by(links.eff.desc(), links.record)
            .limit(1)
        ).scalar()
        if body is not None:
            found[name] = unseal(db, body, Record)
    return found
