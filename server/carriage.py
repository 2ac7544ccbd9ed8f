"""Entries that come on another phone: sealed by the phone that made them so that only the house can read them, and with
a proof that it was that phone. Whoever brings them sees nothing and can change nothing."""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.packing import Broken, TooLarge, inflate
from server.tokens import Keys
from sync.exchange import LIMITS, Exchange

CURVE = ec.SECP256R1()
POINT_BYTES = 65
IV_BYTES = 12
INFO = b"homeward/carriage/1"


class Unreadable(Exception):
    """Not sealed for this house, or not by who it says."""


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What is inside: the text of an exchange, when it was sealed by the house's clock as its phone knew it (ms), and
    the proof: HMAC-SHA256 of the text under the phone's own proof key, hex."""

    text: str
    made: int
    proof: str


class Carried(NamedTuple):
    """An exchange as its phone said it."""

    message: Exchange
    made: int


def public_key(keys: Keys) -> str:
    """What phones seal for: an uncompressed P-256 point, base64url."""
    point = (
        _private(keys)
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def open_sealed(keys: Keys, parcel: bytes) -> Carried:
    """The exchange in a parcel (docs/protocol.md, Carriage). Raises Unreadable."""
    try:
        sealed = msgspec.json.decode(inflate(_opened(keys, parcel), LIMITS.request_inflated_bytes_max), type=Sealed)
        message = msgspec.json.decode(sealed.text, type=Exchange)
    except (ValueError, InvalidTag, Broken, TooLarge, msgspec.DecodeError, RecursionError) as fault:
        raise Unreadable from fault
    expected = hmac.digest(keys.proof_key(message.inc).encode(), sealed.text.encode(), hashlib.sha256).hex()
    if not hmac.compare_digest(expected, sealed.proof):
        raise Unreadable
    return Carried(message, sealed.made)


def aged(carried: Carried, age_ms: int) -> Exchange:
    """The exchange as its phone would say it now, `age_ms` after it was sealed. Nothing but its acts counts."""
    said = carried.message
    mono = (said.mono[0], said.mono[1] + age_ms) if said.mono else None
    return Exchange(said.inc, said.now + age_ms, mono, said.ops, held=said.held)


def unpacked(text: bytes) -> bytes:
    """A parcel from the base64url it travels as. Raises Unreadable."""
    try:
        return base64.b64decode(text.strip() + b"=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise Unreadable from fault


def _opened(keys: Keys, parcel: bytes) -> bytes:
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, parcel[:POINT_BYTES])
    shared = _private(keys).exchange(ec.ECDH(), theirs)
    key = HKDF(hashes.SHA256(), 32, salt=parcel[:POINT_BYTES], info=INFO).derive(shared)
    iv, body = parcel[POINT_BYTES:][:IV_BYTES], parcel[POINT_BYTES + IV_BYTES :]
    return AESGCM(key).decrypt(iv, body, None)


def _private(keys: Keys) -> ec.EllipticCurvePrivateKey:
    """Derived from the house's secret: it comes back with it and needs no file of its own."""
    return ec.derive_private_key(keys.number(INFO), CURVE)
