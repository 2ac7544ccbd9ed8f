"""One act under several names: what stays the same when its phone is enrolled anew, and how the dots follow."""

import hashlib
from collections.abc import Callable, Mapping

import msgspec

from sync.op import Op
from sync.stamp import Dot


def act_digest(op: Op) -> str:
    """SHA-256 (hex) of what was done, whatever name it goes by: all of an op but the dots in it."""
    done = [(part.kind, part.record, part.event, [_said(write) for write in part.writes]) for part in op.parts]
    said = (op.at, op.mono, op.by, op.form, op.version, op.reason, op.paper_at, done)
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def renamed(op: Op, name: Callable[[Dot, str], Dot]) -> Op:
    """The op with every dot it names replaced; `name` says what a dot became where a part on that record names it."""
    parts = [
        msgspec.structs.replace(
            part,
            seen=name(part.seen, part.record) if part.seen else None,
            writes=[
                msgspec.structs.replace(write, base=[name(dot, part.record) for dot in write.base])
                for write in part.writes
            ],
        )
        for part in op.parts
    ]
    return msgspec.structs.replace(op, parts=parts)


def meant(op: Op, same: Mapping[Dot, Dot]) -> Op:
    """The op with `same` said for the dots of ops that are another over again."""
    return renamed(op, lambda dot, _record: same.get(dot, dot)) if same else op


def _said(write: msgspec.Struct) -> tuple[object, ...]:
    return tuple(getattr(write, slot) for slot in write.__struct_fields__ if slot != "base")
