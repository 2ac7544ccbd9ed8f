"""Passkeys: somebody shows with what their device or key keeps that it is them, in the place of a code (WebAuthn)."""

import base64
import binascii
import secrets
from typing import Any, NamedTuple  # Any: what a browser says of a credential

import msgspec
import sqlalchemy as sa
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from server import identity
from server.identity import Device
from server.settings import Settings
from server.storage import passkeys
from server.storage.passkeys import Passkey
from server.tokens import Keys

CHALLENGE_MINUTES = 5
CODE_MINUTES = 2
"""How long the code is good that a passkey was exchanged for."""
PER_PERSON_MAX = 10


class Site(NamedTuple):
    """Whom a passkey belongs to: the house's host, and where its pages come from."""

    id: str
    origin: str


class Unproved(Exception):
    """What the browser said proves nothing."""


def site(settings: Settings, host: str) -> Site | None:
    """The site phones reach this house by; None where browsers know no passkeys. `host`: of the request, which is
    believed only where it is this machine's own name: there a house is tried out."""
    scheme, _, name = settings.public_url.rstrip("/").partition("://")
    if scheme == "https":
        return Site(name.partition(":")[0], f"https://{name}")
    return Site("localhost", f"http://{host}") if host.partition(":")[0] == "localhost" else None


def challenge(keys: Keys, now_ms: int) -> str:
    """What has to be signed, base64url. Nothing of it is stored before it is answered."""
    said = f"{now_ms + CHALLENGE_MINUTES * 60_000}.{secrets.token_hex(16)}"
    return _text(f"{said}.{keys.hide(said).hex()}".encode())


def add(
    db: sa.Connection, person: str, credential: dict[str, Any], keys: Keys, site: Site, now_ms: int
) -> Passkey | None:
    """A new passkey of a person; None where they have enough. Raises Unproved."""
    asked = _answered(db, credential, keys, now_ms)
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=asked,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as fault:
        raise Unproved(str(fault)) from fault
    name = _text(found.credential_id)
    if len(passkeys.of(db, person)) >= PER_PERSON_MAX:
        return None
    if passkeys.find(db, name):
        raise Unproved("this passkey is known already")
    made = Passkey(name, person, found.credential_public_key, found.sign_count, now_ms)
    passkeys.keep(db, made)
    return made


def prove(db: sa.Connection, credential: dict[str, Any], keys: Keys, site: Site, now_ms: int) -> str:
    """Whose passkey signed the challenge. Raises Unproved."""
    asked = _answered(db, credential, keys, now_ms)
    known = passkeys.find(db, str(credential.get("id", "")))
    if known is None:
        raise Unproved("nobody has this passkey")
    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=asked,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as fault:
        raise Unproved(str(fault)) from fault
    passkeys.note_use(db, known.id, found.new_sign_count)
    return known.person


def is_shown(db: sa.Connection, keys: Keys, device: Device, code: str, now_ms: int) -> bool:
    """Whether the person at this device has just shown a passkey; whoever has none cannot be asked for it."""
    if not passkeys.of(db, device.person.id):
        return True
    return bool(code) and identity.spend(db, keys, code, device.inc, now_ms) == device.person.id


def _answered(db: sa.Connection, credential: dict[str, Any], keys: Keys, now_ms: int) -> bytes:
    """The challenge the browser says it signed: ours, in time, never answered before."""
    try:
        said = msgspec.json.decode(_bytes(credential["response"]["clientDataJSON"]), type=dict[str, Any])
        asked = _bytes(said["challenge"])
        text, _, seal = asked.decode("ascii").rpartition(".")
        expires_at = int(text.partition(".")[0])
    except (KeyError, TypeError, ValueError, binascii.Error, msgspec.DecodeError) as fault:
        raise Unproved("no challenge of this house") from fault
    if not secrets.compare_digest(keys.hide(text).hex(), seal) or expires_at <= now_ms:
        raise Unproved("no challenge of this house, or too late")
    if not passkeys.spend_challenge(db, keys.hide(text).hex(), expires_at, now_ms):
        raise Unproved("answered before")
    return asked


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
