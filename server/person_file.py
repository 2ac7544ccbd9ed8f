"""One person's file: all that the house keeps of them, asked in their language, and who was shown it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from server.boards.touched import Seen, seen_by
from server.erasure import Standing, belonging
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.rows import chunks
from sync.exchange import Journey
from sync.match import elements
from sync.op import Value
from sync.programme import Field, Programme
from sync.record import Record
from sync.world import NO_JOURNEY, journey_of, value_of


class Told(msgspec.Struct, frozen=True):
    """One question with all that stands as its answer: several where two people said otherwise. `said`: as they read
    it; `values`: as it is kept."""

    asked: str
    said: list[str]
    values: list[Value]
    why: str


class Happened(msgspec.Struct, frozen=True):
    """What was done, by whom, where and when (RFC 3339, the programme's time zone)."""

    event: str
    at: str
    place: str
    who: str


class Paper(msgspec.Struct, frozen=True):
    """One record of theirs."""

    record: str
    kind: str
    state: str
    answers: list[Told]
    chain: list[Happened]


class PersonFile(msgspec.Struct, frozen=True):
    """The record itself first, then what belongs to it. `shown`: whom it was shown to, as the book of readings says."""

    record: str
    language: str
    as_of: str
    papers: list[Paper]
    shown: list[Seen]


def read_file(
    db: sa.Connection, programme: Programme, words: Mapping[str, str], language: str, record: str, now: int
) -> PersonFile | None:
    """All of it, from one snapshot; None where there is no such record."""
    theirs = sorted(belonging(db, programme, record), key=lambda one: (one.record != record, one.kind, one.record))
    if not theirs:
        return None
    reader = _Reader(programme, words, language)
    found = _records(db, theirs)
    papers = [reader.paper(found[one.record]) for one in theirs]
    return PersonFile(record, language, reader.time(now), papers, seen_by(db, record))


def _records(db: sa.Connection, theirs: list[Standing]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for some in chunks([one.record for one in theirs]):
        bodies = db.execute(sa.select(t.records.c.body).where(t.records.c.id.in_(some))).scalars()
        found.update({record.id: record for record in unseal_all(db, bodies, Record)})
    return found


class _Reader:
    """Reads records out in one language."""

    def __init__(self, programme: Programme, words: Mapping[str, str], language: str) -> None:
        self._programme, self._words, self._language = programme, words, language
        self._zone = ZoneInfo(programme.time_zone)
        self._places = {place.code: place.names.get(language, place.code) for place in programme.places}

    def paper(self, record: Record) -> Paper:
        fields = self._programme.kinds[record.kind]
        answers = [
            self._told(fields[name], [head.value for head in state.heads], value_of(record, name, self._programme))
            for name in sorted(fields)
            if (state := record.field(name)) and state.heads
        ]
        journey = journey_of(record, self._programme) or NO_JOURNEY
        chain = [
            Happened(
                self._word(f"event.{record.kind}.{event.name}", event.name),
                self.time(event.stamp.eff),
                self._places.get(event.place or "", event.place or ""),
                event.who,
            )
            for event in record.chain
        ]
        kind = self._word(f"kind.{record.kind}", record.kind)
        return Paper(record.id, kind, self._state(record, journey), answers, chain)

    def time(self, ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, self._zone).isoformat(timespec="seconds")

    def _state(self, record: Record, journey: Journey) -> str:
        return self._word(f"state.{record.kind}.{journey.state}", journey.state)

    def _told(self, field: Field, heads: list[Value], picked: Value) -> Told:
        """What counts first; the others where it is not all that was said."""
        values = [picked, *(value for value in heads if value != picked and value not in elements(picked))]
        said = [self._said(field, each) for value in values for each in elements(value)]
        return Told(self._word(field.label, field.label), said, values, field.purpose)

    def _said(self, field: Field, value: Value) -> str:
        if isinstance(value, bool):
            return "✓" if value else "✗"
        text = str(value)
        return self._words.get(f"{field.label}.{text}") or self._places.get(text, text)

    def _word(self, key: str, otherwise: str) -> str:
        return self._words.get(key, otherwise)
