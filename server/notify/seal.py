"""A message as only one browser can read it: RFC 8291, in one record of RFC 8188."""

import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES_MAX = 4096
"""What every push service takes; of it 103 are not the text's."""
SALT_BYTES, KEY_BYTES, NONCE_BYTES = 16, 16, 12
LAST = b"\2"
"""Ends the text of the only record."""


def seal(text: bytes, point: bytes, secret: bytes) -> bytes:
    """`point`: the browser's public key on P-256, uncompressed; `secret`: its authentication secret. Key pair and salt
    are made for this message alone. Raises ValueError for a point off the curve."""
    return seal_with(ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES), text, point, secret)


def seal_with(own: ec.EllipticCurvePrivateKey, salt: bytes, text: bytes, point: bytes, secret: bytes) -> bytes:
    """The same with a given key pair and salt, as the RFC's example has them. Never use either twice."""
    browsers = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    ours = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = _derived(secret, own.exchange(ec.ECDH(), browsers), b"WebPush: info\0" + point + ours)
    key = _derived(salt, shared, b"Content-Encoding: aes128gcm\0")[:KEY_BYTES]
    nonce = _derived(salt, shared, b"Content-Encoding: nonce\0")[:NONCE_BYTES]
    head = struct.pack("!LB", RECORD_BYTES_MAX, len(ours))
    return salt + head + ours + AESGCM(key).encrypt(nonce, text + LAST, None)


def _derived(salt: bytes, secret: bytes, what_for: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) where one block is enough. The library's own costs six times as much."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), what_for + b"\1", "sha256")
