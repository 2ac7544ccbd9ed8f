"""Take the ops of one exchange, one after the other. One bad op never hurts its neighbours."""

import logging
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.intake.desk import Desk
from server.intake.devices import Device
from server.intake.ledger import Logged
from server.storage import tables as t
from server.storage.rows import Row
from server.writer import Refused
from sync import acceptance, canon
from sync.acceptance import Decision
from sync.exchange import LIMITS, Exchange, Verdict
from sync.op import Op
from sync.programme import Programme
from sync.stamp import Dot, Stamp

log = logging.getLogger(__name__)


class Refusal(Refused):
    """The exchange was not taken: a code of the problem catalogue and what the phone needs to go on."""

    def __init__(self, code: str, **extras: object) -> None:
        super().__init__(code)
        self.code = code
        self.extras = extras


class Arrived(NamedTuple):
    """One op as it stands in a message; `op` is None when its bytes say nothing readable."""

    seq: int
    raw: bytes
    digest: str
    op: Op | None


class Taken(msgspec.Struct):
    """What became of an exchange's ops. The `n` of each is filled in by the transaction's end."""

    device: Device
    ops: list[tuple[int, Logged]]
    rung: set[str]

    def verdicts(self) -> list[Verdict]:
        return [verdict(seq, logged) for seq, logged in self.ops]


def verdict(seq: int, logged: Logged) -> Verdict:
    return Verdict(seq, logged.verdict, logged.n, logged.eff, logged.detail)


def take(desk: Desk, device: Device, message: Exchange, now: int, programme: Programme) -> Taken:
    """Dedupe, judge and lay down every op of `message`. Raises Refusal before anything is written."""
    if len(message.ops) > LIMITS.ops_per_exchange_max:
        raise Refusal("too-large", max=LIMITS.ops_per_exchange_max, unit="ops")
    _pass_over(desk.db, device, message, now)
    arrived = _read(message, device, desk)
    desk.prefetch_log(Dot(device.inc, each.seq) for each in arrived)
    _check_sequence(desk, device, arrived)
    _prefetch(desk, arrived)
    taken = Taken(device, [], desk.ledger.rung)
    for each in arrived:
        dot = Dot(device.inc, each.seq)
        logged = desk.logged(dot) or _take_one(desk, device, each, message, now, programme)
        taken.ops.append((each.seq, logged))
    device.held, device.last_contact, device.clock_off_ms = message.held, now, message.now - now
    return taken


def _take_one(desk: Desk, device: Device, each: Arrived, message: Exchange, now: int, programme: Programme) -> Logged:
    eff, decision = _judge(desk, device, each, message, now, programme)
    author = device.author
    row: Row = {
        "digest": each.digest,
        "body": each.raw,
        "received_at": now,
        "by": each.op.by if each.op else author.person,
        "who": author.who,
        "place": author.place,
        "roles": msgspec.json.encode(author.roles).decode(),
        "scopes": msgspec.json.encode(author.scopes).decode(),
        "version": programme.version,
    }
    device.last_seq = max(device.last_seq, each.seq)
    if each.op is None or each.op.paper_at is None:
        device.last_eff = max(device.last_eff, eff)
    return desk.keep(Dot(device.inc, each.seq), row, eff, decision)


def _judge(
    desk: Desk, device: Device, each: Arrived, message: Exchange, now: int, programme: Programme
) -> tuple[int, Decision]:
    op = each.op
    if op is None:
        return max(now, device.last_eff), Decision("quarantined", "malformed")
    named = [known.eff for dot in acceptance.names(op) if (known := desk.logged(dot))]
    eff = acceptance.effective(op, message.now, message.mono, now, device.last_eff, named)
    if len(each.raw) > LIMITS.op_bytes_max:
        return eff, Decision("quarantined", "too-large")
    if unsound := canon.sent_fault(each.raw):
        return eff, Decision("quarantined", f"bad-value:{unsound[0]}" if unsound[0] else "malformed")
    try:
        return eff, acceptance.decide(op, Stamp(eff, device.inc, op.seq), device.author, programme, desk)
    except sa.exc.SQLAlchemyError:
        raise
    except Exception:
        # A fault of ours must cost neither this op nor its neighbours: it is parked where a leader sees it.
        log.exception("op %s of %s could not be judged", op.seq, device.inc)
        return eff, Decision("quarantined", "fault")


def _read(message: Exchange, device: Device, desk: Desk) -> list[Arrived]:
    arrived: list[Arrived] = []
    position = 0
    for raw in map(bytes, message.ops):
        op, seq, digest = _decode(raw), _position(raw), canon.digest(raw)
        if seq is None:
            before = arrived[-1].seq if arrived else device.last_seq
            last = desk.logged(Dot(device.inc, device.last_seq)) if not arrived else None
            seq = device.last_seq if last and last.digest == digest else before + 1
        if seq <= position:
            raise Refusal("malformed", at="ops", expected="seq rising")
        position = seq
        arrived.append(Arrived(seq, raw, digest, op))
    return arrived


def _decode(raw: bytes) -> Op | None:
    try:
        return msgspec.json.decode(raw, type=Op)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _position(raw: bytes) -> int | None:
    """The seq of an op whose rest may be unreadable."""
    try:
        slots = msgspec.json.decode(raw, type=list[msgspec.Raw])
        seq = msgspec.json.decode(slots[0], type=int) if slots else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return seq if seq is not None and 0 < seq <= 2**53 else None


def _pass_over(db: sa.Connection, device: Device, message: Exchange, now: int) -> None:
    """Ops the phone no longer has are recorded, and the sequence goes on."""
    for first, last in message.skip or []:
        if first == device.last_seq + 1 and last >= first:
            db.execute(sa.insert(t.skips).values(inc=device.inc, first=first, last=last, at=now))
            device.last_seq = last


def _check_sequence(desk: Desk, device: Device, arrived: list[Arrived]) -> None:
    expected = device.last_seq + 1
    before: list[Verdict] = []
    for each in arrived:
        if each.seq <= device.last_seq:
            logged = desk.logged(Dot(device.inc, each.seq))
            if logged and logged.digest != each.digest:
                raise Refusal("device-fork", **{"from": each.seq, "verdicts": before})
            before.extend([verdict(each.seq, logged)] if logged else [])
        elif each.seq > expected:
            raise Refusal("seq-gap", expected=expected)
        else:
            expected += 1


def _prefetch(desk: Desk, arrived: list[Arrived]) -> None:
    ops = [each.op for each in arrived if each.op]
    desk.prefetch(part.record for op in ops for part in op.parts)
    desk.prefetch_log(dot for op in ops for dot in acceptance.names(op))
