"""What a phone must fetch, in brotli bytes, and how much it may be. Needs no browser: it reads the build's manifest."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import brotli
import msgspec

from tests.tools.environment import SITE

BUDGET_BYTES = {
    "first load": 60_000,
    "shell script": 48_000,
    "first words": 4_000,
    "a whole language": 12_000,
    "worker": 3_000,
    "precache": 250_000,
}
WORDS = re.compile(r"(^|/)words/(?P<later>later/)?(?P<language>[\w-]+)\.ts$")


class Chunk(msgspec.Struct):
    """One entry of Vite's manifest, keyed by its source."""

    file: str
    imports: tuple[str, ...] = ()
    css: tuple[str, ...] = ()


def size_bytes(file: Path) -> int:
    """As a server would send it at best."""
    return len(brotli.compress(file.read_bytes(), quality=11))


def started_with(chunks: dict[str, Chunk], entry: str) -> set[str]:
    """Files fetched before the first line runs: the entry, what it imports and their styles."""
    files: set[str] = set()
    waiting = [entry]
    while waiting:
        chunk = chunks[waiting.pop()]
        if chunk.file not in files:
            files |= {chunk.file, *chunk.css}
            waiting += chunk.imports
    return files


def kept(site: Path) -> list[Path]:
    """All that is precached: the same rule as pwa/build/precache.ts."""
    files = (p for p in site.rglob("*") if p.is_file() and ".vite" not in p.parts)
    return sorted(p for p in files if p.suffix not in {".wasm", ".map", ".br"} and p != site / "worker.js")


def measure(site: Path = SITE) -> dict[str, int]:
    """Brotli bytes of each part that has a budget."""
    chunks = msgspec.json.decode((site / ".vite" / "manifest.json").read_bytes(), type=dict[str, Chunk])
    start = started_with(chunks, "index.html")
    script = sum(size_bytes(site / f) for f in start if f.endswith(".js"))
    first: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for source, chunk in chunks.items():
        if found := WORDS.search(source):
            size = size_bytes(site / chunk.file)
            whole[found["language"]] += size
            first[found["language"]] += 0 if found["later"] else size
    worker = size_bytes(site / "worker.js")
    return {
        "first load": size_bytes(site / "index.html")
        + sum(size_bytes(site / f) for f in start)
        + max(first.values())
        + worker,
        "shell script": script,
        "first words": max(first.values()),
        "a whole language": max(whole.values()),
        "worker": worker,
        "precache": sum(size_bytes(p) for p in kept(site)),
    }


def main() -> int:
    """Print the table; fail when a part is over its budget."""
    found = measure()
    for part, limit in BUDGET_BYTES.items():
        over = "  TOO LARGE" if found[part] > limit else ""
        print(f"{part:17} {found[part] / 1000:7.1f} kB of {limit / 1000:5.0f} kB{over}")
    return int(any(found[part] > limit for part, limit in BUDGET_BYTES.items()))


if __name__ == "__main__":
    sys.exit(main())
