"""The house's card for push services (VAPID, RFC 8292): a key of its own, outside the database, and signed claims."""

import base64
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from server.tokens import keep_secret

KEPT_SECONDS = 6 * 3600
VALID_SECONDS = 12 * 3600
"""A push service refuses claims that are valid for more than a day."""


class Vapid:
    """One key pair. `public` is what a phone subscribes with; `key_id` names it in the database."""

    def __init__(self, pem: bytes, contact: str) -> None:
        self._signer = Vapid02.from_pem(pem)
        self._contact = contact
        self._kept: dict[str, tuple[int, str]] = {}
        point = self._signer.public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        self.key_id = hashlib.sha256(point).hexdigest()[:16]

    @property
    def is_open(self) -> bool:
        """Push services want to know whom to write to; without that nothing is sent."""
        return bool(self._contact)

    def authorization(self, origin: str, now_ms: int) -> str:
        """The header for one origin; signed anew only every few hours."""
        now = now_ms // 1000
        made_at, header = self._kept.get(origin, (0, ""))
        if not header or not 0 <= now - made_at < KEPT_SECONDS:
            # A dictionary of its own each time: the signer writes into what it is given.
            claims = {"aud": origin, "exp": now + VALID_SECONDS, "sub": self._contact}
            header = str(self._signer.sign(claims)["Authorization"])
            self._kept[origin] = (now, header)
        return header


def open_vapid(path: Path, contact: str, public_url: str) -> Vapid:
    """Read the key, or make it on the first start. `contact`: a mailto: or https: address of the operator; else the
    house's own address stands for it."""
    return Vapid(keep_secret(path, _fresh), contact or (public_url if public_url.startswith("https://") else ""))


def _fresh() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
