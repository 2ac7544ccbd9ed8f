"""`python -m tests.fleet.hunt [seeds]`: put each bug back and say which seed finds it first: the kill rate."""

import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.fleet.mutants import MUTANTS, SPECIAL, put_back
from tests.fleet.plan import plan
from tests.fleet.shrink import ending

SEEDS_MAX = 40


def found_by(name: str, seeds: Iterable[int], folder: Path) -> int | None:
    """The first of `seeds` that notices this bug."""
    with put_back(name):
        return next((seed for seed in seeds if ending(plan(seed, special=SPECIAL.get(name)), folder)), None)


def hunted(seeds: int, folder: Path, name: str) -> tuple[str, int | None]:
    """Hunt one bug, in a folder of its own."""
    mine = folder / name
    mine.mkdir()
    return name, found_by(name, range(seeds), mine)


def main(words: list[str]) -> int:
    seeds = int(words[0]) if words else SEEDS_MAX
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as pool:
        found = dict(pool.map(partial(hunted, seeds, Path(folder)), MUTANTS))
    for name, seed in found.items():
        print(f"{name:36} {'not caught' if seed is None else f'seed {seed}'}")
    caught = [seed + 1 for seed in found.values() if seed is not None]
    print(f"{len(caught)} of {len(found)} caught, in {sum(caught) / max(1, len(caught)):.1f} seeds on average")
    return 0 if len(caught) == len(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
