"""Tokens: who holds one is the installation it names. Signed with a key that lives outside the database."""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from sync.rights import Author

KEY_BYTES = 32
TOKEN_CHARS_MAX = 2000
CARD_PROOF_BYTES = 10
_VERSION = "h2"


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """What a token says: an installation, and whom it was enrolled for with which rights.

    So a database that was restored from an older copy can know it again.
    """

    inc: str
    person: str
    who: str
    place: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]


def claim_of(author: Author) -> Claim:
    """What the token of a device says, told by whom it speaks for."""
    return Claim(author.inc, author.person, author.who, author.place, author.roles, author.scopes)


class Keys:
    """The house's secret, and what is signed or hidden with it."""

    def __init__(self, secret: bytes) -> None:
        self._token_key = hmac.digest(secret, b"token", hashlib.sha256)
        self._number_key = hmac.digest(secret, b"number", hashlib.sha256)
        self._proof_key = hmac.digest(secret, b"proof", hashlib.sha256)
        self._code_key = hmac.digest(secret, b"code", hashlib.sha256)
        self._receipt_key = hmac.digest(secret, b"receipt", hashlib.sha256)
        self._card_key = hmac.digest(secret, b"card", hashlib.sha256)
        self.metrics_token = _text(hmac.digest(secret, b"metrics", hashlib.sha256))
        """Whoever bears it reads the figures of the house, and nothing else."""
        self.reading_key = hmac.digest(secret, b"reading", hashlib.sha256)
        """What the book of readings is sealed with."""
        self.sealing_key = hmac.digest(secret, b"sealing", hashlib.sha256)
        """What the keys of records are made with."""

    def sign(self, claim: Claim) -> str:
        """The bearer token of an installation."""
        said = f"{_VERSION}.{_text(msgspec.json.encode(claim))}"
        return f"{said}.{_text(self._mac(said))}"

    def verify(self, token: str) -> Claim | None:
        """What a token says, or None where we did not sign it."""
        if len(token) > TOKEN_CHARS_MAX:
            return None
        said, _, mac = token.rpartition(".")
        version, _, claim = said.partition(".")
        if version != _VERSION or not claim:
            return None
        # Also computed for nonsense, so that the time taken tells nothing.
        is_ours = hmac.compare_digest(self._mac(said), _bytes(mac))
        return msgspec.json.decode(_bytes(claim), type=Claim) if is_ours else None

    def receipt(self, notice: str, subscription: str) -> str:
        """What goes out with a notice, for the device that gets it to say so without being signed in."""
        claim = f"{notice}.{subscription}"
        return f"{claim}.{_text(hmac.digest(self._receipt_key, claim.encode(), hashlib.sha256))}"

    def receipted(self, token: str) -> tuple[str, str] | None:
        """The notice and subscription a receipt is of, or None where we did not sign it."""
        if len(token) > TOKEN_CHARS_MAX:
            return None
        claim, _, mac = token.rpartition(".")
        notice, _, subscription = claim.partition(".")
        right = hmac.digest(self._receipt_key, claim.encode(), hashlib.sha256)
        return (notice, subscription) if hmac.compare_digest(right, _bytes(mac)) else None

    def hide(self, code: str) -> bytes:
        """What is kept of an enrolment code: useless to whoever reads only the database."""
        return hmac.digest(self._code_key, code.encode(), hashlib.sha256)

    def number(self, name: bytes) -> int:
        """A secret number of 255 bits, always the same for a name: it can be a private key."""
        return 1 + (int.from_bytes(hmac.digest(self._number_key, name, hashlib.sha256)) >> 1)

    def proof_key(self, inc: str) -> str:
        """What an installation proves its parcels with: known to it and to the house, base64url."""
        return _text(hmac.digest(self._proof_key, inc.encode(), hashlib.sha256))

    def card_proof(self, card: str) -> str:
        """What stands beside a card's number in its QR, so that nobody opens a journey by counting numbers."""
        mac = hmac.digest(self._card_key, card.encode(), hashlib.sha256)
        return base64.b32encode(mac[:CARD_PROOF_BYTES]).decode().lower()

    def proves_card(self, card: str, proof: str) -> bool:
        return hmac.compare_digest(self.card_proof(card).encode(), proof.encode())

    def _mac(self, claim: str) -> bytes:
        return hmac.digest(self._token_key, claim.encode(), hashlib.sha256)


class Lines:
    """A file beside the key, to which lines are only added: it outlives the database and its copies."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[str]:
        try:
            return self._path.read_text("ascii").splitlines()
        except FileNotFoundError:
            return []

    def add(self, *lines: str) -> None:
        """Written through to the disk before anybody is told."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())


class Revocations:
    """Which installations were taken out of use: a restored database must not forgive them."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def names(self) -> frozenset[str]:
        return frozenset(self._lines.read())

    def add(self, inc: str) -> None:
        if inc not in self.names():
            self._lines.add(inc)


def open_revocations(key_file: Path) -> Revocations:
    """The list that belongs to a key file."""
    return Revocations(Lines(key_file.with_suffix(".revoked")))


def open_keys(path: Path) -> Keys:
    """Read the key file, or make it on the first start, readable by its owner only."""
    secret = keep_secret(path, lambda: secrets.token_bytes(KEY_BYTES))
    if len(secret) != KEY_BYTES:
        raise ValueError(f"{path} is not a key of {KEY_BYTES} bytes; restore it from where keys are kept")
    return Keys(secret)


def keep_secret(path: Path, fresh: Callable[[], bytes]) -> bytes:
    """What is in the file; a `fresh` secret on the first start, readable by its owner only."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return _make(path, fresh())


def replace_secret(path: Path, secret: bytes) -> None:
    """Put a secret in the place of what is in the file: all of it, or nothing has changed."""
    _beside(path, secret).replace(path)


def _make(path: Path, secret: bytes) -> bytes:
    fresh = _beside(path, secret)
    try:
        # A link appears whole or not at all: two first starts at once agree on one key.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_bytes()


def _beside(path: Path, secret: bytes) -> Path:
    """A new file beside `path`, on the disk and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _text(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _bytes(mac: str) -> bytes:
    try:
        return base64.b64decode(mac.encode() + b"=" * (-len(mac) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""
