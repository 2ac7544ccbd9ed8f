"""What a phone does so that another can bring its entries and read none of them (docs/protocol.md, Carriage)."""

import base64
import gzip
import hashlib
import hmac
import os

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(key: str, proof_key: str, text: bytes, made: int) -> bytes:
    """The exchange `text` sealed for the house whose `key` it is, proved by the phone's proof key; base64url."""
    proof = hmac.digest(proof_key.encode(), text, hashlib.sha256).hex()
    inside = gzip.compress(msgspec.json.encode([text.decode(), made, proof]))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.urlsafe_b64decode(key + "=="))
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    shared = HKDF(hashes.SHA256(), 32, salt=point, info=b"homeward/carriage/1").derive(mine.exchange(ec.ECDH(), theirs))
    iv = os.urandom(12)
    return base64.urlsafe_b64encode(point + iv + AESGCM(shared).encrypt(iv, inside, None)).rstrip(b"=")
