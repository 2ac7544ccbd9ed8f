"""Where a device can be called: what its browser was given by a push service, kept until either takes it back."""

import base64
import binascii
import hashlib

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from server.notify.endpoints import Endpoints, Wrong
from server.storage import tables as t
from server.storage.rows import upsert

AUTH_BYTES = 16
POINT_BYTES = 65
LANGUAGE_CHARS_MAX = 35


class Secrets(msgspec.Struct, frozen=True):
    """The browser's public key and its authentication secret, base64url."""

    p256dh: str
    auth: str


class Asked(msgspec.Struct, frozen=True):
    """What a phone sends: what `PushSubscription.toJSON()` gives, the language it is spoken to in, and the key of the
    house it subscribed with ("" = the one that is given out now)."""

    endpoint: str
    keys: Secrets
    language: str
    key: str = ""


def fault(asked: Asked, endpoints: Endpoints) -> tuple[str, str] | None:
    """The slot that is wrong and what it should be; None when the house can call there."""
    try:
        endpoints.judge(asked.endpoint)
    except Wrong as wrong:
        return "endpoint", str(wrong)
    if not _is_point(asked.keys.p256dh):
        return "keys.p256dh", "a point on P-256, uncompressed, base64url"
    if len(base64url(asked.keys.auth)) != AUTH_BYTES:
        return "keys.auth", f"{AUTH_BYTES} bytes, base64url"
    if not 0 < len(asked.language) <= LANGUAGE_CHARS_MAX:
        return "language", f"1 to {LANGUAGE_CHARS_MAX} characters"
    return None


def keep(db: sa.Connection, inc: str, asked: Asked, origin: str, key_id: str, now: int) -> None:
    """From now on `inc` is called there and nowhere else."""
    forget(db, inc)
    row = {
        "id": name(asked.endpoint),
        "inc": inc,
        "origin": origin,
        "endpoint": asked.endpoint,
        "p256dh": asked.keys.p256dh,
        "auth": asked.keys.auth,
        "language": asked.language,
        "key_id": key_id,
        "created_at": now,
    }
    upsert(db, t.subscriptions, [row])
    _say_unable(db, inc, None)


def unable(db: sa.Connection, inc: str, now: int) -> None:
    """This device says that it cannot be called while its app is closed."""
    forget(db, inc)
    _say_unable(db, inc, now)


def forget(db: sa.Connection, inc: str) -> None:
    """This device is not called any more."""
    db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.inc == inc))


def count_by_key(db: sa.Connection) -> dict[str, int]:
    """Key id -> how many devices are called with it."""
    key_id = t.subscriptions.c.key_id
    return {row[0]: row[1] for row in db.execute(sa.select(key_id, sa.func.count()).group_by(key_id))}


def drop_key(db: sa.Connection, key_id: str) -> int:
    """Forget the addresses that know only that key: how many."""
    return db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.key_id == key_id)).rowcount


def name(endpoint: str) -> str:
    """What stands for an endpoint in keys and logs: whoever knows the endpoint itself could call the phone."""
    return hashlib.sha256(endpoint.encode()).hexdigest()[:32]


def base64url(text: str) -> bytes:
    """The bytes of such a text, padded or not; none where it is none."""
    try:
        return base64.b64decode(text.rstrip("=").encode() + b"=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _say_unable(db: sa.Connection, inc: str, at: int | None) -> None:
    db.execute(sa.update(t.incarnations).where(t.incarnations.c.inc == inc).values(unable_at=at))


def _is_point(text: str) -> bool:
    if len(base64url(text)) != POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64url(text))
    except ValueError:
        return False
    return True
