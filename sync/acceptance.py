"""What becomes of an op: judged part after part, each on the result of the one before. All or nothing."""

from typing import NoReturn

import msgspec

from sync import alias, canon, custody, form, guard, merge, shape
from sync.calls import WorldCalls
from sync.exchange import Journey, VerdictCode
from sync.op import Op, Part, Write
from sync.programme import JourneyRules, Programme
from sync.record import Happening, Head, Record
from sync.rights import DECIDE, Author, authority_fault, may_oversee, overseen
from sync.roll_out import at
from sync.stamp import Stamp
from sync.world import Staged, World, conflicts_of, journey_of, looker, scopes_of, targets_in, value_of


class PartOutcome(msgspec.Struct, frozen=True, array_like=True):
    """What was judged once and is never judged again: kept in the log so that a rebuild need not ask."""

    v: int
    failed: tuple[str, ...] = ()
    entitled: bool = True
    decides: tuple[str, ...] = ()
    late: bool = False


class Decision(msgspec.Struct, frozen=True):
    """The verdict on an op, the records it changed and the names touched on each ("@" = its journey)."""

    code: VerdictCode
    detail: str | None = None
    parts: tuple[PartOutcome, ...] = ()
    records: dict[str, Record] = {}
    touched: dict[str, tuple[str, ...]] = {}


class _Stop(Exception):
    def __init__(self, code: VerdictCode, detail: str) -> None:
        self.code: VerdictCode = code
        self.detail = detail


class Adopted(msgspec.Struct, frozen=True):
    """An op in quarantine as the log has it: what it says, when it took effect, its author's name and place."""

    op: Op
    stamp: Stamp
    who: str
    place: str


def release(op: Op, adopted: Adopted | None, author: Author, programme: Programme, world: World) -> Decision:
    """Judge the release of a quarantined op: its writes and events enter under its own dot, eff and author's name;
    guards and rights are the releaser's. What still cannot enter is refused for the reason it was set aside."""
    if author.revoked:
        return Decision("quarantined", "revoked-device")
    if op.by != author.person:
        return Decision("quarantined", "unknown-actor")
    if not may_oversee(author, programme):
        return Decision("refused", f"role:{op.form}")
    within = overseen(author.scopes, programme)
    if adopted is None or op.parts or (within is not None and adopted.place not in within):
        return Decision("refused", "nothing-to-release")
    decision = decide(adopted.op, adopted.stamp, author.answering(adopted.who), programme, world)
    return Decision("refused", decision.detail) if decision.code == "quarantined" else decision


def decide(op: Op, stamp: Stamp, author: Author, programme: Programme, world: World) -> Decision:
    """Judge `op`. Quarantine and refusal change nothing; a superseded op leaves late notes; the rest enters whole."""
    try:
        if fault := shape.fault(op, author, programme):
            _stop(*fault)
        op, unclear = shape.today(op, programme)
        if unclear:
            _stop("quarantined", f"outdated:{unclear[0]}")
        return _enter_all(op, stamp, author, programme, world)
    except _Stop as stop:
        if stop.code == "superseded":
            return _note_late(op, stamp, author, programme, world, stop.detail)
        return Decision(stop.code, stop.detail)


def _enter_all(op: Op, stamp: Stamp, author: Author, programme: Programme, world: World) -> Decision:
    staged = Staged(world, programme)
    outcomes: list[PartOutcome] = []
    for part in op.parts:
        after, outcome = _enter_one(op, part, staged.record(part.record), stamp, author, programme, staged)
        staged.put(after)
        outcomes.append(outcome)
    records, others = _with_class(op, staged, world, programme, author)
    touched: dict[str, tuple[str, ...]] = {}
    changed = contested = unknown = False
    for part in op.parts:
        before, after = world.record(part.record), records[part.record]
        known = [write.field for write in part.writes if write.field in programme.kinds[part.kind]]
        unknown = unknown or len(known) < len(part.writes)
        touched[part.record] = _once(*known, *(["@"] if part.event else []))
        contested = contested or bool(conflicts_of(after, programme, known))
        changed = changed or before is None or _differs(before, after, known, programme)
    code: VerdictCode = "conflict" if contested else "applied" if changed or others else "noop"
    touched |= {record: _once(*touched.get(record, ()), *names) for record, names in others.items()}
    return Decision(code, "unknown-fields" if unknown else None, tuple(outcomes), records, touched)


def _with_class(
    op: Op, staged: Staged, world: World, programme: Programme, author: Author
) -> tuple[dict[str, Record], dict[str, tuple[str, ...]]]:
    """The changed records with those that are one with them, and what is to be told of these."""
    records = {part.record: staged.must(part.record) for part in op.parts if staged.has(part.record)}
    settled = alias.settle(records, world.record, programme, (op.by, author.who, op.version))
    return records | settled, {name: alias.touched(one, world.record(name)) for name, one in settled.items()}


def _enter_one(
    op: Op, part: Part, before: Record | None, stamp: Stamp, author: Author, programme: Programme, world: World
) -> tuple[Record, PartOutcome]:
    """The record after this part, and what was judged of it. Guards read the writes that come with their event."""
    _check_existence(op, part, before, programme)
    _check_links(part, programme, world)
    fault = authority_fault(part, before, stamp, author, world, programme)
    if fault:
        _stop("quarantined", fault)
    record = before or Record(part.kind, part.record)
    asks = [write for write in part.writes if op.form == DECIDE or write.base]
    decides = tuple(write.field for write in asks if _decides(op, write, record, author, programme))
    written = _with_writes(part, record, PartOutcome(record.v + 1, decides=decides), stamp, programme)
    failed, entitled = _judge_event(op, part, written, stamp, author, programme, world)
    outcome = PartOutcome(written.v, failed, entitled, decides)
    return _with_event(part, written, outcome, op, stamp, author, programme), outcome


def _check_existence(op: Op, part: Part, before: Record | None, programme: Programme) -> None:
    if before and before.kind != part.kind:
        _stop("quarantined", shape.MALFORMED)
    makes_new = op.form in programme.forms and form.makes(at(programme.forms[op.form], op.version), part.kind)
    if before is None and not makes_new:
        _stop("quarantined", "unknown-record")


def _check_links(part: Part, programme: Programme, world: World) -> None:
    """Nobody is one with a record that nobody has registered."""
    rules = programme.journeys.get(part.kind)
    named = [write for write in part.writes if rules and rules.alias and write.field == rules.alias.field]
    for target in (target for write in named for target in targets_in(write.value) if target):
        other = world.record(str(target))
        if other is None or other.kind != part.kind or other.id == part.record:
            _stop("quarantined", "unknown-record")


def _decides(op: Op, write: Write, record: Record, author: Author, programme: Programme) -> bool:
    """Is this write a decision between values? Its author's right is judged here, once."""
    field = programme.kinds[record.kind].get(write.field)
    if field is None:
        return False
    if op.form == DECIDE:
        if field.policy.decided_by and field.policy.decided_by not in author.roles:
            _stop("refused", f"decided-by:{write.field}")
        return True
    state = record.field(write.field)
    named = [head for head in state.heads if head.stamp.dot in write.base] if state else []
    if field.policy.name in ("review", "first") and not merge.all_equal(named, field.policy):
        _stop("refused", f"decided-by:{write.field}")
    return False


def _judge_event(
    op: Op, part: Part, written: Record, stamp: Stamp, author: Author, programme: Programme, world: World
) -> tuple[tuple[str, ...], bool]:
    rules = programme.journeys.get(part.kind)
    if part.event is None:
        return (), True
    if rules is None:
        _stop("quarantined", shape.MALFORMED)
    then = at(rules, op.version)
    judged = _as_survivor(written, world)
    step = custody.row(then, _state_at(judged, stamp, rules), part.event.name)
    kind = custody.kind_of(then, part.event.name)
    if kind is None:
        _stop("quarantined", shape.MALFORMED)
    roles = step.by if step else custody.roles_of(then, part.event.name)
    is_result = part.event.name in then.results
    entitled = bool(set(roles) & set(author.roles)) or (author.releases and not is_result)
    if not entitled and (kind != "fact" or is_result):
        _stop("refused", f"role:{part.event.name}")
    failed: tuple[str, ...] = ()
    if step and step.only_if:
        began = min([event.stamp.eff for event in judged.chain], default=stamp.eff)
        calls = WorldCalls(world, programme, judged.id, began)
        failed = guard.failed(step, then, looker(programme, world, judged, author, part.event.other), calls)
    if kind != "fact":
        lost = custody.fits(judged.chain, _happening(part, op, stamp, author, PartOutcome(written.v)), rules)
        if lost or failed:
            _stop("superseded", lost or f"guard:{failed[0]}")
    return failed, entitled


def _state_at(record: Record, stamp: Stamp, rules: JourneyRules) -> str:
    if record.journey and all(event.stamp < stamp for event in record.chain):
        return record.journey.state
    return custody.fold([event for event in record.chain if event.stamp < stamp], rules).state


def _as_survivor(written: Record, world: World) -> Record:
    """Whose journey an event enters: under any of a person's names it is the survivor's, with what was just said."""
    survivor = world.record(written.names[0])
    if survivor is None or survivor.id == written.id:
        return written
    return msgspec.structs.replace(survivor, fields={**survivor.fields, **written.fields})


def enter(
    part: Part,
    before: Record | None,
    outcome: PartOutcome,
    op: Op,
    stamp: Stamp,
    author: Author,
    programme: Programme,
) -> Record:
    """The record after this part, given what was judged of it. Rebuilding replays exactly this."""
    record = before or Record(part.kind, part.record)
    written = _with_writes(part, record, outcome, stamp, programme)
    return _with_event(part, written, outcome, op, stamp, author, programme)


def _with_writes(part: Part, record: Record, outcome: PartOutcome, stamp: Stamp, programme: Programme) -> Record:
    fields = dict(record.fields)
    known = programme.kinds[part.kind]
    for write in () if outcome.late else part.writes:
        if field := known.get(write.field):
            state = fields.get(write.field, merge.EMPTY)
            head = Head(write.value, stamp, outcome.v, write.action, write.source, write.field in outcome.decides)
            fields[write.field] = merge.enter(state, head, write.base, field.policy)
    return msgspec.structs.replace(record, v=outcome.v, fields=fields)


def _with_event(
    part: Part, written: Record, outcome: PartOutcome, op: Op, stamp: Stamp, author: Author, programme: Programme
) -> Record:
    after = written
    if part.event:
        happening = _happening(part, op, stamp, author, outcome)
        events = tuple(sorted([*written.events, happening], key=lambda event: event.stamp))
        rules = programme.journeys.get(part.kind)
        after = msgspec.structs.replace(after, events=events)
        after = msgspec.structs.replace(after, journey=custody.fold(after.chain, rules) if rules else None)
    scopes = scopes_of(after, programme)
    if after.visible and after.scopes == scopes:
        return after
    return msgspec.structs.replace(after, visible=(*after.visible, (outcome.v, scopes)))


def _note_late(op: Op, stamp: Stamp, author: Author, programme: Programme, world: World, detail: str) -> Decision:
    staged = Staged(world, programme)
    outcomes: list[PartOutcome] = []
    touched: dict[str, tuple[str, ...]] = {}
    for part in op.parts:
        before = staged.record(part.record)
        if before is None or part.event is None:
            outcomes.append(PartOutcome(0, late=True))
            continue
        outcome = PartOutcome(before.v + 1, late=True)
        staged.put(enter(part, before, outcome, op, stamp, author, programme))
        outcomes.append(outcome)
        touched[part.record] = ("@",)
    records, others = _with_class(op, staged, world, programme, author)
    touched |= {record: _once(*touched.get(record, ()), *names) for record, names in others.items()}
    return Decision("superseded", detail, tuple(outcomes), records, touched)


def _happening(part: Part, op: Op, stamp: Stamp, author: Author, outcome: PartOutcome) -> Happening:
    event = part.event
    assert event is not None
    said = (event.name, event.place, event.other, event.data, op.by, author.who, op.version)
    return Happening(stamp, outcome.v, *said, outcome.failed, outcome.entitled, outcome.late)


def _differs(before: Record, after: Record, written: list[str], programme: Programme) -> bool:
    if not all(canon.equal(value_of(before, name, programme), value_of(after, name, programme)) for name in written):
        return True
    # An event may change the policy of any field.
    names = written if before.events == after.events else None
    if conflicts_of(before, programme, names) != conflicts_of(after, programme, names):
        return True
    return _standing(journey_of(before, programme)) != _standing(journey_of(after, programme))


def _standing(journey: Journey | None) -> tuple[object, ...]:
    return (journey.state, journey.holder, journey.last) if journey else ()


def _once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _stop(code: VerdictCode, detail: str) -> NoReturn:
    raise _Stop(code, detail)
