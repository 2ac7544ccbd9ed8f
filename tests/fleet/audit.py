"""What must hold when all is over: of the log, of every record, of every phone's copy."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server import feed
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.body import decode, unseal_all
from server.storage.engine import reading
from server.storage.entry import opened
from server.storage.twins import repeats
from sync import custody
from sync.acceptance import PartOutcome
from sync.exchange import Answer
from sync.merge import ruling
from sync.op import Op, Part, Value
from sync.programme import Policy
from sync.record import Record
from sync.renaming import meant as by_one_name
from sync.rights import RELEASE
from sync.shelf import Shelf
from sync.stamp import Dot, Stamp
from sync.world import conflicts_of, happened, journey_of
from tests.fleet import naive
from tests.fleet.checks import ENTERED, must
from tests.fleet.house import House
from tests.fleet.naive import Wrote
from tests.fleet.post import Post

UNTIL_REFILLED = ("unknown-record", "out-of-scope", "unseen")
"""What is said of an act whose ground the house lost and nobody has brought back yet."""


class Entry(NamedTuple):
    """One op of the log. `entered`: what it let in, with its stamp: itself, or the op out of quarantine it adopts."""

    dot: Dot
    eff: int
    verdict: str
    detail: str | None
    op: Op
    outcome: list[PartOutcome]
    entered: Op
    stamp: Stamp
    received_at: int


def audit(house: House, posts: list[Post], acked: Mapping[str, str], burned: Collection[str]) -> None:
    """Everything, at rest. Only what its phone forgot (`burned`) can be gone, and only if the house lost it too."""
    programme = house.programme(0)
    with reading(house.engine) as db:
        log = _log(db)
        bodies = db.execute(sa.select(t.records.c.body)).scalars()
        records = {record.id: record for record in unseal_all(db, bodies, Record)}
        members = db.execute(sa.select(t.members).where(t.members.c.present)).all()
        fresh = {post.crew.scopes: _full_pull(db, house, post.crew.scopes) for post in posts}
    forgiven = burned if house.restores else ()
    _nothing_is_lost_or_doubled(log, posts, acked, forgiven, house.restores > 0)
    _sequences_are_dense(house, log)
    _nothing_comes_before_its_cause(log, house.restores > 0)
    _what_is_named_is_of_that_record(log, house.restores > 0)
    _nobody_is_parked_for_having_handed_on(log, house.restores > 0)
    for record in records.values():
        _says_what_the_oracle_says(record, log, house)
        _decisions_had_their_row(record, house)
    _everybody_has_one_holder(log, records, house)
    held = {(row.scope, row.record) for row in members}
    must(held == {(s, r.id) for r in records.values() for s in r.scopes}, "members are not what the records say")
    for post in posts:
        _copy_is_whole(post, fresh[post.crew.scopes], records)
    with house.engine.begin() as db:
        rebuilt = rebuild(db, programme)
    must(rebuilt.differing == [], f"a rebuild differs: {rebuilt.differing}")


def _log(db: sa.Connection) -> list[Entry]:
    rows = db.execute(sa.select(t.ops).order_by(t.ops.c.inc, t.ops.c.seq)).all()
    raws = opened(db, [row.body for row in rows])
    ops = {Dot(row.inc, row.seq): msgspec.json.decode(raw, type=Op) for row, raw in zip(rows, raws, strict=True)}
    effs = {Dot(row.inc, row.seq): row.eff for row in rows}
    same = repeats(db)
    entries = []
    for row in rows:
        dot = Dot(row.inc, row.seq)
        op = ops[dot]
        meant = op.adopts if op.form == RELEASE and op.adopts in ops else dot
        outcome = decode(row.outcome, list[PartOutcome])
        said = (dot, row.eff, row.verdict, row.detail, op, outcome)
        entries.append(Entry(*said, by_one_name(ops[meant], same), Stamp(effs[meant], *meant), row.received_at))
    return entries


def _nothing_is_lost_or_doubled(
    log: list[Entry], posts: list[Post], acked: Mapping[str, str], forgiven: Collection[str], refilled: bool
) -> None:
    came = {entry.dot: entry.op.reason for entry in log}
    entered = Counter(
        entry.op.reason
        for entry in log
        if entry.op.reason and entry.verdict in ENTERED and entry.detail != "entered-before"
    )
    doubled = [reason for reason, times in entered.items() if times > 1]
    must(not doubled, f"entered twice: {doubled}")
    there = set(came.values())
    lost = [reason for reason in acked if reason not in there and reason not in forgiven]
    must(not lost, f"acknowledged and gone: {lost}")
    # What a house lost it judges anew, on what has come back by then.
    broken = [] if refilled else [reason for reason, code in acked.items() if code in ENTERED and reason not in entered]
    must(not broken, f"called applied and did not enter: {broken}")
    for post in posts:
        waiting = [own.op.reason for own in post.memory.journal.pending()]
        must(not waiting, f"{post.name} still waits for a verdict on {waiting}")
        strange = [own.op.reason for own in post.memory.journal.ops if own.op.reason not in there]
        must(not strange, f"{post.name} holds a verdict on what never arrived: {strange}")


def _sequences_are_dense(house: House, log: list[Entry]) -> None:
    with reading(house.engine) as db:
        last = {row.inc: row.last_seq for row in db.execute(sa.select(t.incarnations.c.inc, t.incarnations.c.last_seq))}
        skipped = {
            Dot(row.inc, seq) for row in db.execute(sa.select(t.skips)) for seq in range(row.first, row.last + 1)
        }
        head = db.execute(sa.select(t.head.c.n)).scalar_one()
        ns = [row.n for row in db.execute(sa.select(t.feed.c.n).order_by(t.feed.c.n))]
    there = {entry.dot for entry in log} | skipped
    want = {Dot(inc, seq) for inc, most in last.items() for seq in range(1, most + 1)}
    must(there == want, f"sequences have gaps: {sorted(there ^ want)[:5]}")
    must(ns == list(range(1, head + 1)), "the feed's positions are not dense")


def _nothing_comes_before_its_cause(log: list[Entry], refilled: bool) -> None:
    """Of two acts that got one number (a copied phone, and the house lost the first) only one was seen: the one that is
    about this record. What only a silent phone can bring back is waited for an hour, and may come later still."""
    causes = {(entry.dot, part.record): entry for entry in log for part in entry.entered.parts}
    before: dict[str, int] = {}
    for entry in log:
        named = {(dot, part.record) for part in entry.op.parts for dot in _names(part)}
        for cause in [causes[each] for each in named & causes.keys()]:
            is_late = refilled and cause.received_at >= entry.received_at
            must(is_late or cause.eff < entry.eff, f"{entry.dot} comes before {cause.dot}, which its author had seen")
        if entry.op.paper_at is None:
            must(before.get(entry.dot.inc, 0) <= entry.eff, f"{entry.dot} comes before its device's act before")
            before[entry.dot.inc] = entry.eff


def _names(part: Part) -> list[Dot]:
    """Every op this part says its author had seen."""
    return [dot for write in part.writes for dot in write.base] + ([part.seen] if part.seen else [])


def _what_is_named_is_of_that_record(log: list[Entry], refilled: bool) -> None:
    """A base or a seen event is the name of an op on the very record: it is not somebody else's of the same number.
    Where two copies of a phone gave one number to two acts and the house lost the first of them, whoever had seen that
    one is set aside, for a person to let in."""
    about = {entry.dot: {part.record for part in entry.entered.parts} for entry in log}
    for entry in log:
        if refilled and entry.detail in UNTIL_REFILLED:
            continue
        for part in entry.op.parts:
            for dot in _names(part):
                must(
                    part.record in about.get(dot, (part.record,)),
                    f"{entry.dot} names {dot}, which is of another record",
                )


def _says_what_the_oracle_says(record: Record, log: Iterable[Entry], house: House) -> None:
    programme = house.programme(0)
    fields = programme.kinds[record.kind]
    writes: dict[str, list[Wrote]] = {name: [] for name in fields}
    for entry in log:
        for part, outcome in zip(entry.entered.parts, entry.outcome, strict=False):
            if part.record != record.id or outcome.late or not outcome.v:
                continue
            for write in part.writes:
                if write.field in fields:
                    said = (write.action, write.value, tuple(write.base), write.source, write.field in outcome.decides)
                    writes[write.field].append(Wrote(entry.stamp, outcome.v, *said))
    conflicts = []
    for name, field in fields.items():
        state = record.fields.get(name)
        policy = field.policy
        told = {(head.stamp.dot, _text(head.value)) for head in (state.heads if state else ())}
        right = {(each.stamp.dot, _text(each.value)) for each in naive.heads(writes[name], policy)}
        must(told == right, f"{record.id[-4:]}.{name} has other heads than the oracle: {told ^ right}")
        if naive.is_conflict(writes[name], policy, ruling(policy, happened(record))):
            conflicts.append(name)
        if policy.name == "safest":
            _never_fell(record, name, writes[name], policy)
    shown = conflicts_of(record, programme)
    must(shown == sorted(conflicts), f"{record.id[-4:]}: conflicts shown {shown}, true {conflicts}")


def _never_fell(record: Record, name: str, writes: list[Wrote], policy: Policy) -> None:
    """In the order of acceptance what stands only ever becomes safer."""
    best = len(policy.order)
    for at in range(1, len(writes) + 1):
        said = naive.said(sorted(writes, key=lambda write: write.v)[:at], policy)
        rank = policy.order.index(said) if isinstance(said, str) and said in policy.order else len(policy.order)
        must(rank <= best, f"{record.id[-4:]}.{name} fell silently")
        best = rank


def _nobody_is_parked_for_having_handed_on(log: list[Entry], refilled: bool) -> None:
    """Authority is judged at capture: of a phone in good standing nothing is parked, unless what it leans on is, or was
    lost: then a leader decides."""
    parked = {entry.dot for entry in log if entry.verdict == "quarantined"}
    people = {entry.dot: entry.op.by for entry in log}
    for entry in log:
        lost = refilled and entry.detail in UNTIL_REFILLED
        if entry.dot not in parked or entry.detail in ("revoked-device", "unknown-record") or lost:
            continue
        named = {part.seen for part in entry.op.parts if part.seen}
        # What a phone did under its old name is not its own any more under the new one: a leader lets it in.
        renamed = any(dot.inc != entry.dot.inc and people.get(dot) == entry.op.by for dot in named)
        must(renamed or bool(named & parked), f"{entry.dot} is parked: {entry.detail}")


def _decisions_had_their_row(record: Record, house: House) -> None:
    """When it was accepted, a decision had a row where its stamp puts it; only what came later may have taken it."""
    rules = house.programme(0).journeys.get(record.kind)
    for event in record.events if rules else ():
        if rules and not event.late and custody.kind_of(rules, event.name) != "fact":
            known = [other for other in record.events if other.v <= event.v]
            fits = event.stamp.dot not in custody.skipped(known, rules)
            must(fits, f"{event.name} of {record.id[-4:]} was accepted without a row")


def _text(value: Value) -> str:
    return msgspec.json.encode(value).decode()


def _everybody_has_one_holder(log: list[Entry], records: Mapping[str, Record], house: House) -> None:
    arrived = {
        part.record
        for entry in log
        if entry.verdict in ENTERED
        for part in entry.entered.parts
        if part.event and part.event.name == "arrive"
    }
    people = {record.id for record in records.values() if record.kind == "person"}
    must(people == arrived, "as many people as were registered")
    programme = house.programme(0)
    with reading(house.engine) as db:
        holders = {row.id: row.holder for row in db.execute(sa.select(t.records.c.id, t.records.c.holder))}
    for person in people:
        journey = journey_of(records[person], programme)
        must(bool(journey and journey.holder), f"nobody holds {person[-4:]}")
        must(bool(journey and holders[person] == journey.holder), f"{person[-4:]} has two holders")


def _full_pull(db: sa.Connection, house: House, scopes: tuple[str, ...]) -> Shelf:
    shelf = Shelf()
    complete = False
    while not complete:
        page = feed.read(db, house.programme(0), scopes, shelf.cursor)
        answer = Answer("", 0, [], 0, 0, page.entries, page.cursor, page.complete, page.reset)
        shelf.store(msgspec.json.decode(msgspec.json.encode(answer), type=Answer), house.programme(0))
        complete = page.complete
    return shelf


def _copy_is_whole(post: Post, fresh: Shelf, records: Mapping[str, Record]) -> None:
    mine = post.memory.shelf.rows
    must(
        mine.keys() == fresh.rows.keys(), f"{post.name} holds other records: {sorted(mine.keys() ^ fresh.rows.keys())}"
    )
    for record, row in fresh.rows.items():
        have = mine[record]
        for what, want, got in (
            ("scopes", sorted(row.scopes), sorted(have.scopes)),
            ("version", row.record.v, have.record.v),
            ("fields", row.record.fields, have.record.fields),
            ("events", row.record.events, have.record.events),
            ("what is derived", row.derived, have.derived),
        ):
            must(want == got, f"{post.name}: {what} of {record[-4:]}: {got} for {want}")
        must(record in records and row.record.v == records[record].v, "a full pull is what is stored")
