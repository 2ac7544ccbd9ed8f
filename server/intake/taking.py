"""Take the ops of one exchange, one after the other. One bad op never hurts its neighbours."""

import logging
from functools import lru_cache
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.intake import devices
from server.intake.around import around
from server.intake.desk import Desk
from server.intake.devices import Device
from server.intake.ledger import SILENT, Logged
from server.intake.reading import Parcel, Sent
from server.notify import ladders
from server.storage import tables as t
from server.storage.rows import Row
from server.writer import Refused
from sync import acceptance, notice
from sync.acceptance import Decision, PartOutcome
from sync.effective import effective, names
from sync.exchange import LIMITS, Exchange, Verdict
from sync.notice import Notice
from sync.op import Op
from sync.programme import Programme
from sync.rights import RELEASE, Author, is_of_clock
from sync.shape import ERASED
from sync.stamp import Dot, Stamp

log = logging.getLogger(__name__)

MINUTE_MS = 60_000
ENTERED_BEFORE = "entered-before"


class Refusal(Refused):
    """The exchange was not taken: a code of the problem catalogue and what the phone needs to go on."""

    def __init__(self, code: str, **extras: object) -> None:
        super().__init__(code)
        self.code = code
        self.extras = extras


class Arrived(NamedTuple):
    """One op with its number in the device's sequence."""

    seq: int
    sent: Sent


class Taken(msgspec.Struct):
    """What became of an exchange's ops. The `n` of each is filled in by the transaction's end; `rung` and `called` are
    of all exchanges in it."""

    device: Device
    ops: list[tuple[int, Logged]]
    rung: set[str]
    called: list[Notice]

    def verdicts(self) -> list[Verdict]:
        return [verdict(seq, logged) for seq, logged in self.ops]


def verdict(seq: int, logged: Logged) -> Verdict:
    return Verdict(seq, logged.verdict, logged.n, logged.eff, logged.detail)


def take(desk: Desk, device: Device, parcel: Parcel, now: int, programme: Programme) -> Taken:
    """Dedupe, judge and lay down every op of a parcel. Raises Refusal before anything is written."""
    message = parcel.message
    if len(message.ops) > LIMITS.ops_per_exchange_max:
        raise Refusal("too-large", max=LIMITS.ops_per_exchange_max, unit="ops")
    skips = _own_skips(device, message)
    last_seq = skips[-1][1] if skips else device.last_seq
    arrived = _number(parcel.sent, device.inc, last_seq, desk)
    desk.prefetch_log(Dot(device.inc, each.seq) for each in arrived if each.seq <= last_seq)
    _check_sequence(desk, device.inc, last_seq, arrived)
    _pass_over(desk.db, device, skips, now)
    desk.prefetch_log(dot for each in parcel.sent for dot in each.dots)
    taken = Taken(device, [], desk.ledger.rung, desk.ledger.called)
    waits = False
    for each in arrived:
        dot = Dot(device.inc, each.seq)
        again = desk.logged(dot) if each.seq <= last_seq else None
        if not again and (waits := _must_wait(desk, device, each, bool(message.refill), now)):
            break
        logged = again or _take_one(desk, device, each, message, now, programme)
        taken.ops.append((each.seq, logged))
    if not waits:
        device.waits_since = None
    device.held, device.last_contact, device.clock_off_ms = message.held, now, message.now - now
    return taken


def _must_wait(desk: Desk, device: Device, each: Arrived, refills: bool, now: int) -> bool:
    """Does the op name another that the server once had and another phone is still to bring back?

    It stays on its phone meanwhile, with those after it; for an hour at most. `refills`: the message says that history
    was cut, so a phone nobody knows may be to come back.
    """
    strange = [dot for dot in each.sent.dots if dot.inc != device.inc and not desk.logged(dot)]
    if not any(_is_to_come(desk, dot, refills) for dot in strange):
        return False
    device.waits_since = device.waits_since or now
    return now - device.waits_since < LIMITS.refill_wait_minutes_max * MINUTE_MS


def _is_to_come(desk: Desk, dot: Dot, refills: bool) -> bool:
    if is_of_clock(dot):
        return False
    last_seq = devices.last_seq(desk.db, dot.inc)
    return refills if last_seq is None else dot.seq > last_seq


def _take_one(desk: Desk, device: Device, each: Arrived, message: Exchange, now: int, programme: Programme) -> Logged:
    standing = Arrived(each.seq, _standing(each.sent, desk.erased))
    sent, author = standing.sent, device.author
    eff, decision = _judge(desk, device, standing, message, now, programme)
    if sent.op and each.sent.op and sent is not each.sent:
        decision = _in_full(decision, sent.op, each.sent.op, desk.erased)
    row: Row = {
        "digest": sent.digest,
        "body": sent.raw,
        "received_at": now,
        "by": sent.op.by if sent.op and not sent.fault else author.person,
        "who": author.who,
        "place": author.place,
        "roles": _listed(author.roles),
        "scopes": _listed(author.scopes),
        "version": programme.version,
    }
    device.last_seq = max(device.last_seq, each.seq)
    if sent.op is None or sent.op.paper_at is None:
        device.last_eff = max(device.last_eff, eff)
    dot = Dot(device.inc, each.seq)
    if sent.op:
        # Whom a released op calls is called under that op's own name.
        adopted = desk.adopted(sent.op.adopts) if sent.op.form == RELEASE else None
        op, name = (adopted.op, adopted.stamp.dot) if adopted else (sent.op, dot)
        if notice.called(op, name, decision, programme, now):
            climbing = ladders.in_force(desk.db, programme)
            desk.ledger.called += notice.called(op, name, decision, climbing, now)
        desk.ledger.answered += notice.answered(op, decision, programme, None if author.is_clock else author.who)
    return desk.keep(dot, row, eff, decision)


def _standing(sent: Sent, erased: set[str]) -> Sent:
    """The op without what it says of records that are no more: nobody is brought back by a phone that was away."""
    if not erased or sent.op is None or not any(part.record in erased for part in sent.op.parts):
        return sent
    parts = [part for part in sent.op.parts if part.record not in erased]
    return sent._replace(op=msgspec.structs.replace(sent.op, parts=parts))


def _in_full(decision: Decision, standing: Op, op: Op, erased: set[str]) -> Decision:
    """What was judged of the `standing` rest of an op, part for part as it was sent."""
    if not standing.parts:
        return Decision("noop", ERASED)
    judged = iter(decision.parts)
    in_full = (PartOutcome(0) if part.record in erased else next(judged) for part in op.parts)
    return msgspec.structs.replace(decision, parts=tuple(in_full) if decision.parts else ())


@lru_cache(maxsize=1000)
def _listed(names: tuple[str, ...]) -> str:
    return msgspec.json.encode(names).decode()


def _judge(
    desk: Desk, device: Device, each: Arrived, message: Exchange, now: int, programme: Programme
) -> tuple[int, Decision]:
    seq, sent = each
    op = sent.op
    before, after = (device.last_eff, None) if seq > device.last_seq else around(desk, Dot(device.inc, seq))
    if op is None:
        return max(now, before), Decision("quarantined", sent.fault)
    given = dict(message.refill or []).get(op.seq)
    dots = sent.dots if given is None else _meant(desk, op)
    named = [known.eff for dot in dots if (known := desk.logged(dot))]
    eff = effective(op, message.now, message.mono, now, before, named, given, after)
    if sent.fault:
        return eff, Decision("quarantined", sent.fault)
    try:
        stamp = Stamp(eff, device.inc, op.seq)
        if op.form == RELEASE:
            return eff, _release(desk, op, stamp.dot, device.author, programme)
        return eff, _enter(desk, op, stamp, device.author, programme)
    except sa.exc.SQLAlchemyError:
        raise
    except Exception:
        # A fault of ours must cost neither this op nor its neighbours: it is parked where a leader sees it.
        log.exception("op %s of %s could not be judged", op.seq, device.inc)
        return eff, Decision("quarantined", "fault")


def _meant(desk: Desk, op: Op) -> list[Dot]:
    """What an op that comes back names. Where history was cut a copied phone may have given a number anew: who named it
    had seen another act."""
    records = {part.record for part in op.parts}
    return [dot for dot in names(op) if dot == op.adopts or desk.is_about(dot, records)]


def _enter(desk: Desk, op: Op, stamp: Stamp, author: Author, programme: Programme) -> Decision:
    if entered := desk.twins.entered(op, stamp.dot):
        desk.twins.repeat(stamp.dot, entered)
        return Decision("noop", ENTERED_BEFORE)
    decision = acceptance.decide(desk.twins.meant(op), stamp, author, programme, desk)
    if decision.code not in SILENT:
        desk.twins.enter(op, stamp.dot)
    return decision


def _release(desk: Desk, op: Op, dot: Dot, author: Author, programme: Programme) -> Decision:
    if desk.is_released(op.adopts):
        return Decision("noop")
    adopted = desk.adopted(op.adopts)
    if adopted and desk.twins.entered(adopted.op, adopted.stamp.dot):
        desk.ledger.releases[adopted.stamp.dot] = dot
        return Decision("noop", ENTERED_BEFORE)
    decision = acceptance.release(op, adopted, author, programme, desk)
    if adopted and decision.records:
        desk.ledger.releases[adopted.stamp.dot] = dot
        desk.twins.enter(adopted.op, adopted.stamp.dot)
    return decision


def _number(sent: list[Sent], inc: str, last_seq: int, desk: Desk) -> list[Arrived]:
    """The ops with their numbers. Raises Refusal when these do not rise."""
    position = _start(sent, inc, last_seq, desk) - 1
    arrived: list[Arrived] = []
    for each in sent:
        seq = each.seq or position + 1
        if seq <= position or position < 0:
            raise Refusal("malformed", at="ops", expected="seq rising")
        position = seq
        arrived.append(Arrived(seq, each))
    return arrived


def _start(sent: list[Sent], inc: str, last_seq: int, desk: Desk) -> int:
    """The number of the first op. Unreadable ones lean on the next that can be read, else on what was taken last."""
    readable = next(((at, each.seq) for at, each in enumerate(sent) if each.seq), None)
    if readable:
        return readable[1] - readable[0]
    most = min(len(sent), last_seq)
    lately = [Dot(inc, seq) for seq in range(last_seq - most + 1, last_seq + 1)]
    desk.prefetch_log(lately)
    taken = [logged.digest if (logged := desk.logged(dot)) else "" for dot in lately]
    again = next((n for n in range(most, 0, -1) if taken[-n:] == [each.digest for each in sent[:n]]), 0)
    return last_seq - again + 1


def _own_skips(device: Device, message: Exchange) -> list[tuple[int, int]]:
    """Those skips that go on where the sequence stands."""
    skips: list[tuple[int, int]] = []
    last_seq = device.last_seq
    for first, last in message.skip or []:
        if first == last_seq + 1 and last >= first:
            skips.append((first, last))
            last_seq = last
    return skips


def _pass_over(db: sa.Connection, device: Device, skips: list[tuple[int, int]], now: int) -> None:
    """Ops the phone no longer has are recorded, and the sequence goes on."""
    for first, last in skips:
        log.warning("%s has lost its ops %d to %d for good", device.inc, first, last)
        db.execute(sa.insert(t.skips).values(inc=device.inc, first=first, last=last, at=now))
        device.last_seq = last


def _check_sequence(desk: Desk, inc: str, last_seq: int, arrived: list[Arrived]) -> None:
    expected = last_seq + 1
    before: list[Verdict] = []
    for each in arrived:
        if each.seq <= last_seq:
            logged = desk.logged(Dot(inc, each.seq))
            if logged and logged.digest != each.sent.digest:
                raise Refusal("device-fork", **{"from": each.seq, "verdicts": before})
            before.extend([verdict(each.seq, logged)] if logged else [])
        elif each.seq > expected:
            raise Refusal("seq-gap", expected=expected)
        else:
            expected += 1
