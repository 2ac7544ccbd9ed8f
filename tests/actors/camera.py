"""What a phone's camera would give: a large photograph that also says where it was taken."""

import random
import struct
import zlib

SECRET = b"taken at 31.2N 121.3E"


def photograph(width: int, height: int, seed: int) -> bytes:
    """A PNG of coarse noise, so that it shrinks as badly as a real photograph."""
    chance = random.Random(seed)
    line = b"\0" + b"".join(bytes(chance.randrange(256) for _ in range(3)) * 4 for _ in range(width // 4))
    lines = [b"\0" + line[1 + shift :] + line[1 : 1 + shift] for shift in range(0, 3 * width, 12)]
    pixels = b"".join(lines[(row // 4) % len(lines)] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"tEXt", b"Comment\0" + SECRET), (b"IDAT", zlib.compress(pixels, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
