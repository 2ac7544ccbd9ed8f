"""The messages of one exchange between a phone and the server, and the limits both keep (docs/protocol.md)."""

from typing import Literal

import msgspec

from sync.op import Value
from sync.stamp import Dot, Stamp

VerdictCode = Literal["applied", "noop", "superseded", "conflict", "quarantined", "refused"]


class Limits(msgspec.Struct, frozen=True):
    """Every limit of the protocol, on one page (`GET /limits`)."""

    ops_per_exchange_max: int = 200
    parts_per_op_max: int = 64
    writes_per_part_max: int = 64
    value_bytes_max: int = 24 * 1024
    op_bytes_max: int = 128 * 1024
    request_compressed_bytes_max: int = 256 * 1024
    request_inflated_bytes_max: int = 1024 * 1024
    page_entries_max: int = 500
    page_bytes_max: int = 256 * 1024
    offline_days_max: int = 14
    touch_days_kept: int = 30
    wake_seconds_min: int = 1
    sums_minutes: int = 15
    writer_queue_exchanges_max: int = 1000
    code_minutes_valid: int = 60
    journal_hours_min: int = 72
    journal_ops_alarm: int = 5000
    refill_wait_minutes_max: int = 60
    attachment_bytes_max: int = 300_000
    attachment_chunk_bytes_max: int = 64 * 1024
    attachments_unfinished_max: int = 20
    attachment_days_unnamed_max: int = 30


LIMITS = Limits()


class Exchange(msgspec.Struct, array_like=True):
    """What a phone says. `skip`: ranges of ops it has lost for good; `refill`: [seq, eff] of ops that a server stamped
    and has since lost; `held` counts the ops still on the phone after this message; `now` and `mono` are read anew for
    each attempt (ms; [page session, ms])."""

    inc: str
    now: int
    mono: tuple[str, int] | None
    ops: list[msgspec.Raw]
    skip: list[tuple[int, int]] | None = None
    refill: list[tuple[int, int]] | None = None
    cursor: str | None = None
    limit: int | None = None
    sums: bool | None = None
    held: int | None = None


class Verdict(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The terminal answer to one op: what was true on its arrival."""

    seq: int
    code: VerdictCode
    n: int | None
    eff: int
    detail: str | None = None


class WireEvent(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A custody event in the feed. `stamp` indexes the entry's stamps; `who` is the author's display name;
    `failed` names guards that did not hold; `flag` is "late" (a note outside the fold) or "skipped", else null."""

    stamp: int
    name: str
    place: str | None
    other: str | None
    data: dict[str, Value] | None
    by: str
    who: str
    failed: list[str]
    flag: str | None = None


class WireHead(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One standing value. `how` is the source under `source`, "set" or "inc" under `count`, "decided" under `first`."""

    value: Value
    stamp: int
    how: str | None = None


class Anomaly(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something in a journey that only a person can settle. `code`: no_row, guard, role, skipped."""

    code: str
    dot: Dot
    event: str
    detail: str = ""


class Journey(msgspec.Struct, frozen=True, gc=False):
    """Where a record stands: the fold of its events. `since` is the eff (ms) of entry into `state`, `last` the dot of
    the last custody event that counts (what the next part names as `seen`), `place` that event's place, `before` the
    states passed through, oldest first (for `resume`), without repeats of the present one."""

    state: str = ""
    holder: str | None = None
    place: str | None = None
    since: int = 0
    last: Dot | None = None
    before: list[str] = msgspec.field(default_factory=list)
    anomalies: list[Anomaly] = msgspec.field(default_factory=list)


class Derived(msgspec.Struct, frozen=True, gc=False):
    """What the server folded, so that the phone need not: the journey and the fields in conflict. `until` (ms): when
    the journey's clock ends its state, where people have said so in the place of the programme's timer. `one_of`: all
    records of this person, the one that goes on first, where they are several."""

    journey: Journey | None = None
    conflicts: list[str] = msgspec.field(default_factory=list)
    until: int | msgspec.UnsetType = msgspec.UNSET
    one_of: list[str] | msgspec.UnsetType = msgspec.UNSET


class Put(msgspec.Struct, frozen=True, array_like=True, tag="put", gc=False):
    """A record, or those of its fields that changed; what it carries replaces what the phone holds.
    `whole` false = only touched fields; `events` null = unchanged. Heads are in the server's order of acceptance."""

    n: int
    v: int
    kind: str
    record: str
    scopes: list[str]
    stamps: list[Stamp]
    fields: dict[str, list[WireHead]]
    events: list[WireEvent] | None
    derived: Derived
    whole: bool


class Leave(msgspec.Struct, frozen=True, array_like=True, tag="leave", gc=False):
    """A record left one scope of this phone. With record "" the whole scope is lost."""

    n: int
    record: str
    scope: str
    reason: str


class Gone(msgspec.Struct, frozen=True, array_like=True, tag="gone", gc=False):
    """A record was purged."""

    n: int
    record: str


Entry = Put | Leave | Gone


class Sum(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Presence and version of one scope: count of records and xor of hash64(record, v), as 16 hex digits."""

    scope: str
    count: int
    xor: str


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What the server says, after commit only."""

    era: str
    now: int
    verdicts: list[Verdict]
    last_seq: int
    durable_seq: int
    entries: list[Entry]
    cursor: str
    complete: bool
    reset: bool
    sums: list[Sum] | None = None
