"""A list enters through the house's own voice, row by row; what changes later is followed by whoever is awaited."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Refusal, Taken
from server.lists import people
from server.storage import lists
from server.storage.engine import alone, off_loop, reading
from server.voice import HOUSE, Saying, Voice, record_id
from server.writer import Writer
from sync import form, roll_entry
from sync.cell import Words
from sync.exchange import LIMITS
from sync.listing import Fault, Listing, Reader
from sync.op import Value
from sync.overlay import standing
from sync.programme import Programme
from sync.record import Record
from sync.roll import roll_of
from sync.roll_entry import Entry, How, Known
from sync.roll_rules import Roll
from sync.seen import Filled
from sync.world import journey_of, value_of

SAMPLE_ROWS = 5
FAULTS_MAX = 200
HOWS: tuple[How, ...] = ("new", "changed", "same", "met")


class Asked(msgspec.Struct, frozen=True):
    """How a list should be read, as far as somebody has said. `columns`: position -> what it says ("" = nothing)."""

    columns: dict[int, str] | None = None
    head_row: int | None = None
    encoding: str = ""
    enter: bool = False


class Read(msgspec.Struct, frozen=True):
    """A list as it was understood, and what entering it does or, once `entered`, did.

    `heads`, `sample`: the row of heads and a few after it; `columns`: position -> what it says; `choices`: all that a
    column may say; `remembered`: somebody corrected these columns before. `rows`: those that can enter, of which
    `counts` are new, changed, same, met. `absent`: on a former list, not on this one, and not seen. `set_aside`: rows
    that wait in quarantine for a person to look at.
    """

    head_row: int
    heads: list[str]
    sample: list[list[str]]
    columns: dict[int, str]
    choices: list[str]
    remembered: bool
    rows: int
    faults: list[Fault]
    faults_total: int
    counts: dict[How, int]
    absent: list[str]
    entered: bool
    encoding: str
    set_aside: int = 0


class Plan(msgspec.Struct, frozen=True):
    """A list understood: what to show, what to say, and for which record it is."""

    read: Read
    entries: list[Entry]
    whole: Record


class Lists:
    """Takes in lists for the records that have a roll."""

    def __init__(
        self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock, words: Words, voice: Voice
    ) -> None:
        self._engine, self._writer, self._intake, self._clock, self._words = engine, writer, intake, clock, words
        self._voice = voice
        self._one_at_a_time = asyncio.Lock()
        self.opening = asyncio.Semaphore(1)
        """Files are opened one after the other: some are made to be heavy."""

    async def take(
        self, roll: Roll, record: str, rows: Sequence[Sequence[str]], asked: Asked, who: str
    ) -> tuple[Read, list[Taken]]:
        """Understand a list for `record` and, if so asked, enter it. Raises Refusal, Busy or Unwritten."""
        async with self._one_at_a_time, alone(self._engine, "lists") as mine:
            if not mine:
                raise Refusal("busy")
            plan = await off_loop(self._plan, roll, record, rows, asked)
            if not asked.enter:
                return plan.read, []
            taken = await self._write([*plan.entries, *self._note(roll, plan, who)])
            if asked.columns is not None:
                said = {head: plan.read.columns.get(at, "") for at, head in enumerate(plan.read.heads) if head.strip()}
                sender = self._sender(roll, plan.whole)
                now = self._clock.now_ms()
                await self._writer.run(lambda db: lists.keep_heads(db, roll.of, sender, said, who, now))
            set_aside = sum(verdict.code == "quarantined" for each in taken for verdict in each.verdicts())
            return msgspec.structs.replace(plan.read, entered=True, set_aside=set_aside), taken

    async def follow(self) -> list[Taken]:
        """Whoever is awaited takes over what has changed on the record they are listed for."""
        async with self._one_at_a_time:
            return await self._write(await off_loop(self._behind))

    async def _write(self, found: Sequence[Entry]) -> list[Taken]:
        """One op for each entry that says anything."""
        sayings = [Saying(entry.form, entry.parts) for entry in found if entry.parts]
        most = LIMITS.ops_per_exchange_max
        return [await self._voice.say(sayings[n : n + most]) for n in range(0, len(sayings), most)]

    def _plan(self, roll: Roll, record: str, rows: Sequence[Sequence[str]], asked: Asked) -> Plan:
        programme, now = self._intake.programme, self._clock.now_ms()
        kind = programme.forms[roll.form].about
        with reading(self._engine) as db:
            whole = people.records(db, [record]).get(record)
            if whole is None or roll_of(programme, whole.kind) != roll:
                raise Refusal("not-found")
            kept = lists.read_heads(db, roll.of, self._sender(roll, whole))
            linked = people.listed(db, roll, kind, record)
            near = people.moved_since(db, kind, now - people.KNOWN_HOURS * people.HOUR_MS)
        values = {name: value_of(whole, name, programme) for name in roll.carry}
        reader = Reader(programme, roll, self._words, values, datetime.fromtimestamp(now / 1000, UTC).year)
        head_row = reader.head_row(rows) if asked.head_row is None else min(max(asked.head_row, 0), len(rows))
        heads = list(rows[head_row]) if head_row < len(rows) else []
        columns = columns_of(reader, heads, kept) if asked.columns is None else asked.columns
        listing = reader.read(rows, columns, head_row + 1)
        known = Known(programme, roll, {**near, **linked}.values(), frozenset(linked))
        found = roll_entry.entries(programme, roll, whole, listing.lines, known, HOUSE, lambda: record_id(now))
        read = Read(
            head_row=head_row,
            heads=heads,
            sample=[list(row) for row in rows[head_row + 1 :][:SAMPLE_ROWS]],
            columns={at: name for at, name in columns.items() if name},
            choices=[column.name for column in roll.columns],
            remembered=asked.columns is None and any(head in kept for head in heads),
            rows=len(listing.lines),
            faults=list(listing.faults[:FAULTS_MAX]),
            faults_total=len(listing.faults),
            counts={how: sum(entry.how == how for entry in found) for how in HOWS},
            absent=absent(programme, roll, linked, found, listing),
            entered=False,
            encoding="",
        )
        return Plan(read, found, whole)

    def _note(self, roll: Roll, plan: Plan, who: str) -> list[Entry]:
        """Whose list it was, how long and when: on the record itself."""
        if roll.note is None:
            return []
        programme = self._intake.programme
        at = datetime.fromtimestamp(self._clock.now_ms() // 1000, UTC).isoformat().replace("+00:00", "Z")
        values: dict[str, Value] = {roll.note.who: who, roll.note.rows: plan.read.rows, roll.note.at: at}
        view = standing(plan.whole, programme)
        parts = form.compose(programme, roll.note.form, [Filled(plan.whole.id, values)], HOUSE, lambda _: view)
        return [Entry(0, plan.whole.id, "changed", roll.note.form, parts)]

    def _behind(self) -> list[Entry]:
        programme, found = self._intake.programme, list[Entry]()
        with reading(self._engine) as db:
            for roll in programme.rolls:
                kind = programme.forms[roll.form].about
                awaited = people.in_states(db, kind, roll.awaited)
                named = {one: value_of(member, roll.link, programme) for one, member in awaited.items()}
                wholes = people.records(db, {str(whole) for whole in named.values() if whole})
                for one, member in awaited.items():
                    whole = wholes.get(str(named[one]))
                    entry = roll_entry.following(programme, roll, whole, member, HOUSE) if whole else None
                    found += [entry] if entry else []
        return found

    def _sender(self, roll: Roll, whole: Record) -> str:
        said = str(value_of(whole, roll.remember, self._intake.programme) or "") if roll.remember else ""
        return said[: roll.remember_chars or None]


def columns_of(reader: Reader, heads: Sequence[str], kept: dict[str, str]) -> dict[int, str]:
    """As somebody corrected them; what they have not seen is guessed."""
    said = {at: kept[head] for at, head in enumerate(heads) if head in kept}
    guessed = reader.guess(["" if at in said else head for at, head in enumerate(heads)])
    return {**{at: name for at, name in guessed.items() if name not in said.values()}, **said}


def absent(
    programme: Programme, roll: Roll, linked: dict[str, Record], found: Sequence[Entry], listing: Listing
) -> list[str]:
    """Who was on a former list, is on this one no more, and has not been seen."""
    if not listing.lines:
        return []
    named = {entry.record for entry in found}
    return [
        one
        for one, record in sorted(linked.items())
        if one not in named and (journey := journey_of(record, programme)) and journey.state in roll.awaited
    ]
