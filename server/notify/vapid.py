"""The house's card for push services (VAPID, RFC 8292): keys of its own, outside the database, and signed claims."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from server.settings import Unusable
from server.tokens import keep_secret, replace_secret

KEPT_SECONDS = 6 * 3600
VALID_SECONDS = 12 * 3600
"""A push service refuses claims that are valid for more than a day."""
BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\s*", re.DOTALL)


class Key:
    """One key pair. `public` is what a phone subscribes with, base64url; `id` names it in the database."""

    def __init__(self, pem: bytes) -> None:
        self.pem = pem.strip() + b"\n"
        self.signer = Vapid02.from_pem(pem)
        point = self.signer.public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        self.id = hashlib.sha256(point).hexdigest()[:16]


class Vapid:
    """The keys in use, the newest first: phones subscribe with that one, and those that subscribed with an older one
    are called with theirs until they come by and take the new one."""

    def __init__(self, keys: Sequence[Key], contact: str) -> None:
        self._keys = {key.id: key for key in keys}
        self._contact = contact
        self._kept: dict[tuple[str, str], tuple[int, str]] = {}
        self.public = keys[0].public
        self.key_id = keys[0].id

    @property
    def is_open(self) -> bool:
        """Push services want to know whom to write to; without that nothing is sent."""
        return bool(self._contact)

    def id_of(self, public: str) -> str | None:
        """The id of a public key in use (base64url, padded or not); None where it is none of ours, or retired."""
        return next((key.id for key in self._keys.values() if key.public == public.rstrip("=")), None)

    def authorization(self, origin: str, key_id: str, now_ms: int) -> str | None:
        """The header for one origin, signed anew only every few hours. None: that key is retired."""
        key = self._keys.get(key_id)
        if key is None:
            return None
        now = now_ms // 1000
        made_at, header = self._kept.get((origin, key_id), (0, ""))
        if not header or not 0 <= now - made_at < KEPT_SECONDS:
            # A dictionary of its own each time: the signer writes into what it is given.
            claims = {"aud": origin, "exp": now + VALID_SECONDS, "sub": self._contact}
            header = str(key.signer.sign(claims)["Authorization"])
            self._kept[origin, key_id] = (now, header)
        return header


def open_vapid(path: Path, contact: str, public_url: str) -> Vapid:
    """Read the keys, or make one on the first start. `contact`: a mailto: or https: address of the operator; else the
    house's own address stands for it. Raises Unusable for one that reaches nobody: push services then refuse each call,
    or punish."""
    if contact and not _is_somebody(contact):
        raise Unusable("push_contact: a mailto: or https: address where the operator can be reached")
    return Vapid(read_keys(path), contact or (public_url if _is_somebody(public_url) else ""))


def path_of(key_file: Path) -> Path:
    """Where the keys lie: beside what tokens are signed with."""
    return key_file.with_suffix(".vapid.pem")


def read_keys(path: Path) -> list[Key]:
    """The keys in use, the newest first; one is made where there is no file."""
    return [Key(block) for block in BLOCK.findall(keep_secret(path, _fresh))]


def add_key(path: Path) -> Key:
    """A new key, which phones take from the next start of the house on."""
    key = Key(_fresh())
    _write(path, [key, *read_keys(path)])
    return key


def retire_key(path: Path, key_id: str) -> bool:
    """Nothing is signed with that key any more. False: it is the newest, or there is no such key."""
    newest, *older = read_keys(path)
    left = [key for key in older if key.id != key_id]
    if len(left) == len(older):
        return False
    _write(path, [newest, *left])
    return True


def _write(path: Path, keys: Sequence[Key]) -> None:
    replace_secret(path, b"".join(key.pem for key in keys))


def _is_somebody(contact: str) -> bool:
    parts = urlsplit(contact)
    host = parts.path.rpartition("@")[2] if parts.scheme == "mailto" else (parts.hostname or "")
    is_here = host == "localhost" or host.endswith(".localhost") or not re.search(r"\.[^\W\d]", host)
    return parts.scheme in ("mailto", "https") and not is_here


def _fresh() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
