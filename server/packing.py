"""Bodies as they travel: inflated with a cap on the way in, compressed as the phone can read them on the way out."""

import asyncio
import hashlib
import zlib
from collections.abc import Mapping
from typing import Literal

import brotli

Coding = Literal["br", "gzip"]
SMALL_BYTES = 200
"""Below this a compressed body is hardly shorter."""
BEST_BYTES_MAX = 1024 * 1024
LIVE_BROTLI_QUALITY = 4
LIVE_GZIP_LEVEL = 6
BEST_BROTLI_QUALITY = 11
BEST_GZIP_LEVEL = 9


class TooLarge(Exception):
    """The body inflates past its cap."""


class Broken(Exception):
    """The body is not what its Content-Encoding says."""


class Kept:
    """A body that is served many times. Its compressed forms are made off the loop when first asked for, and kept."""

    def __init__(self, body: bytes, ready: Mapping[Coding, bytes] | None = None, compressible: bool = True) -> None:
        self.body = body
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        self._packed: dict[Coding, bytes] = dict(ready or {})
        self._compressible = compressible and len(body) >= SMALL_BYTES

    async def packed(self, coding: Coding | None) -> tuple[bytes, Coding | None]:
        """The bytes to send, and the coding they are in."""
        if coding is None or not self._compressible:
            return self.body, None
        if coding not in self._packed:
            best = len(self.body) <= BEST_BYTES_MAX
            self._packed[coding] = await asyncio.to_thread(pack, self.body, coding, best)
        packed = self._packed[coding]
        return (packed, coding) if len(packed) < len(self.body) else (self.body, None)


def inflate(body: bytes, bytes_max: int) -> bytes:
    """Undo gzip; never holds more than `bytes_max` + 1 inflated bytes."""
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        inflated = inflater.decompress(body, bytes_max + 1)
    except zlib.error as fault:
        raise Broken(str(fault)) from fault
    if len(inflated) > bytes_max:
        raise TooLarge
    if not inflater.eof:
        raise Broken("the gzip stream ends early")
    if inflater.unused_data:
        raise Broken("bytes follow the gzip stream")
    return inflated


def choose(accept_encoding: str) -> Coding | None:
    """The best of our codings that an Accept-Encoding header takes; RFC 9110 §12.5.3."""
    weights = dict(_weights(accept_encoding))
    others = weights.get("*", 0.0)
    usable: dict[Coding, float] = {"br": weights.get("br", others), "gzip": weights.get("gzip", others)}
    best = max(usable, key=lambda coding: usable[coding])
    return best if usable[best] > 0 else None


def pack(body: bytes, coding: Coding, best: bool = False) -> bytes:
    """Compress; `best` takes a hundred times longer and is for what is kept."""
    if coding == "br":
        quality = BEST_BROTLI_QUALITY if best else LIVE_BROTLI_QUALITY
        return bytes(brotli.compress(body, quality=quality))
    level = BEST_GZIP_LEVEL if best else LIVE_GZIP_LEVEL
    return zlib.compress(body, level, wbits=zlib.MAX_WBITS | 16)


def _weights(header: str) -> list[tuple[str, float]]:
    found = []
    for item in header.lower().split(","):
        name, _, parameter = item.partition(";")
        weight = parameter.strip().removeprefix("q=") if parameter.strip().startswith("q=") else "1"
        try:
            found.append((name.strip(), float(weight)))
        except ValueError:
            found.append((name.strip(), 0.0))
    return found
