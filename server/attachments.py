"""Pictures that records name by the SHA-256 of their bytes: taken in piece by piece, given only to who may see a record
that names them. An op never waits for one."""

import hashlib
from typing import NamedTuple

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import seal, unseal, unseal_all
from server.storage.erased import erased_among
from server.storage.ring import picture, ring_of
from server.writer import Refused
from sync.exchange import LIMITS

HEADS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
WEBP = (b"RIFF", b"WEBP")


class Gap(Refused):
    """The piece does not go on where the last one ended: the next byte wanted is `expected`."""

    def __init__(self, expected: int) -> None:
        super().__init__(str(expected))
        self.expected = expected


class Unfit(Refused):
    """Not a picture this house takes. `why`: "type", "size" or "many" (unfinished ones)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Picture(NamedTuple):
    """One picture as it is given out, and the asker's records that name it."""

    media_type: str
    body: bytes
    records: tuple[str, ...]


def is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def media_type_of(body: bytes) -> str | None:
    """What the bytes themselves say they are; None when they are no picture we take."""
    if body[:4] == WEBP[0] and body[8:12] == WEBP[1]:
        return "image/webp"
    return next((kind for head, kind in HEADS if body.startswith(head)), None)


def offset(db: sa.Connection, inc: str, digest: str) -> int | None:
    """How many bytes of it this installation has sent; None when it is here whole, whoever sent it, or
    was erased."""
    if db.execute(sa.select(t.attachments.c.digest).where(t.attachments.c.digest == digest)).first():
        return None
    if erased_among(db, [picture(digest)]):
        return None
    mine = (t.chunks.c.inc == inc, t.chunks.c.digest == digest)
    return int(db.execute(sa.select(sa.func.coalesce(sa.func.max(t.chunks.c.end), 0)).where(*mine)).scalar_one())


def add(db: sa.Connection, inc: str, digest: str, start: int, size: int, body: bytes, now_ms: int) -> int:
    """Take the bytes from `start` of a picture of `size` bytes. Returns how many are here now; 0 where the whole is not
    what its name says, and all is forgotten. Raises Gap or Unfit."""
    expected = offset(db, inc, digest)
    if expected is None:
        return size
    if start != expected:
        raise Gap(expected)
    if start == 0:
        _check_first(db, inc, size, body)
    end = start + len(body)
    if end > size:
        raise Unfit("size")
    sealed = _seal(db, digest, body)
    row = {"inc": inc, "digest": digest, "start": start, "end": end, "body": sealed, "received_at": now_ms}
    db.execute(sa.insert(t.chunks).values(row))
    if end == size and not _finish(db, inc, digest, now_ms):
        return 0
    return end


def read(db: sa.Connection, digest: str, scopes: tuple[str, ...]) -> Picture | None:
    """The picture, where a record in one of these scopes names it."""
    named = (
        sa.select(t.links.c.record)
        .join(t.members, t.members.c.record == t.links.c.record)
        .where(t.links.c.target == digest, t.members.c.scope.in_(scopes), t.members.c.present)
    )
    records = tuple(db.execute(named.distinct()).scalars())
    if not records:
        return None
    found = sa.select(t.attachments.c.media_type, t.attachments.c.body).where(t.attachments.c.digest == digest)
    row = db.execute(found).first()
    return Picture(row.media_type, unseal(db, row.body, bytes), records) if row else None


def forget_unnamed(db: sa.Connection, before_ms: int) -> int:
    """Let go of what came before this instant and is named by no record, and of what went no further since. Returns how
    many whole pictures went. One from a phone with acts set aside stays: such an act may name it, and be let in."""
    later = t.chunks.alias()
    mine = (later.c.inc == t.chunks.c.inc, later.c.digest == t.chunks.c.digest)
    goes_on = sa.select(later.c.start).where(*mine, later.c.received_at >= before_ms).exists()
    db.execute(sa.delete(t.chunks).where(~goes_on))
    named = sa.select(t.links.c.target).where(t.links.c.target == t.attachments.c.digest).exists()
    aside = (t.ops.c.inc == t.attachments.c.inc, t.ops.c.verdict == "quarantined")
    waits = sa.select(t.ops.c.seq).where(*aside).exists()
    old = t.attachments.c.received_at < before_ms
    return db.execute(sa.delete(t.attachments).where(old, ~named, ~waits)).rowcount


def _check_first(db: sa.Connection, inc: str, size: int, body: bytes) -> None:
    if not 0 < size <= LIMITS.attachment_bytes_max:
        raise Unfit("size")
    if media_type_of(body) is None:
        raise Unfit("type")
    begun = sa.select(sa.func.count(sa.distinct(t.chunks.c.digest))).where(t.chunks.c.inc == inc)
    if db.execute(begun).scalar_one() >= LIMITS.attachments_unfinished_max:
        raise Unfit("many")


def _finish(db: sa.Connection, inc: str, digest: str, now_ms: int) -> bool:
    """All is here: is it what its name says?"""
    mine = (t.chunks.c.inc == inc, t.chunks.c.digest == digest)
    pieces = db.execute(sa.select(t.chunks.c.body).where(*mine).order_by(t.chunks.c.start)).scalars()
    body = b"".join(unseal_all(db, pieces, bytes))
    db.execute(sa.delete(t.chunks).where(*mine))
    if hashlib.sha256(body).hexdigest() != digest:
        return False
    kind = media_type_of(body)
    row = {"digest": digest, "media_type": kind, "body": _seal(db, digest, body), "inc": inc, "received_at": now_ms}
    db.execute(sa.insert(t.attachments).values(row))
    return True


def _seal(db: sa.Connection, digest: str, body: bytes) -> bytes:
    name = picture(digest)
    return seal(ring_of(db).make(db, [name])[name], name, body)
