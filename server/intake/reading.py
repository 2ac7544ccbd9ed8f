"""What a message holds, read before anything is looked up or judged: each op alone, whatever its neighbours are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from sync import canon, shape
from sync.canonical import is_canonical
from sync.effective import names
from sync.exchange import LIMITS, Exchange
from sync.op import Op
from sync.rights import RELEASE
from sync.stamp import Dot


class Sent(NamedTuple):
    """One op as it stands in a message; `op` is None when its bytes say nothing readable, `seq` when not even that.

    An op with a `fault` is parked for it, and nothing it names is looked up. `dots`: every op it names.
    """

    raw: bytes
    digest: str
    seq: int | None
    op: Op | None
    fault: str | None
    dots: frozenset[Dot]


class Parcel(NamedTuple):
    """A message, opened."""

    inc: str
    message: Exchange
    sent: list[Sent]


def open_parcel(inc: str, message: Exchange) -> Parcel:
    return Parcel(inc, message, read(message.ops))


def read(raws: Sequence[msgspec.Raw]) -> list[Sent]:
    return [read_op(bytes(raw)) for raw in raws]


def records_named(parcels: Sequence[Parcel]) -> set[str]:
    """The records all these have parts about."""
    return {part.record for op in _sound(parcels) for part in op.parts}


def phones_named(parcels: Sequence[Parcel]) -> set[str]:
    """Who sent all these, and whose names their acts once bore."""
    once = {op.was.inc for op in _sound(parcels) if op.was}
    return once | {parcel.inc for parcel in parcels}


def released_by(parcels: Sequence[Parcel]) -> set[Dot]:
    """The ops that all these release from quarantine."""
    return {op.adopts for op in _sound(parcels) if op.form == RELEASE and op.adopts}


def _sound(parcels: Sequence[Parcel]) -> Iterator[Op]:
    return (each.op for parcel in parcels for each in parcel.sent if each.op and not each.fault)


def read_op(raw: bytes) -> Sent:
    """One op as it came."""
    said = canon.read(raw)
    seq, op = _position(raw, said), _decode(raw)
    fault = _fault(raw, said, seq, op)
    dots = names(op) if op and seq and not fault else frozenset[Dot]()
    return Sent(raw, canon.digest_of(raw, said), seq, op if seq else None, fault, dots)


def _fault(raw: bytes, said: object, seq: int | None, op: Op | None) -> str | None:
    """Why an op is parked before anything it names is looked up."""
    if len(raw) > LIMITS.op_bytes_max:
        return "too-large"
    if op is None or seq is None:
        return shape.MALFORMED
    unsound = None if is_canonical(raw) else canon.fault_of(said)
    return shape.bad_value(unsound[0]) if unsound else None


def _decode(raw: bytes) -> Op | None:
    try:
        return msgspec.json.decode(raw, type=Op)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _position(raw: bytes, said: object) -> int | None:
    """The seq of an op whose rest may be unreadable."""
    if said is canon.NOTHING:
        try:
            slots = msgspec.json.decode(raw, type=list[msgspec.Raw])
            said = [msgspec.json.decode(slots[0])] if slots else []
        except canon.NO_JSON:
            return None
    seq = said[0] if isinstance(said, list) and said else None
    if not isinstance(seq, int) or isinstance(seq, bool):
        return None
    return seq if 0 < seq <= canon.INTEGER_MAX else None
