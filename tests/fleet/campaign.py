"""Many seeds, in as many processes as there are cores; and what they came to."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.fleet.fleet import play
from tests.fleet.plan import plan


class Played(NamedTuple):
    """One seed: `seconds` are of processor."""

    seed: int
    faults: Counter[str]
    ops: int
    phone_seconds: int
    seconds: float
    wrong: str | None


def campaign(seeds: range, processes: int | None = None, losses: bool = False) -> Iterator[Played]:
    """Each seed as it has played, in order. `losses`: the house loses its newest commits too."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        yield from pool.map(partial(_played_apart, Path(folder), losses), seeds)


def campaign_on(url: str, seeds: range, losses: bool = False) -> Iterator[Played]:
    """The same one after the other on one database, which is emptied for each."""
    return (played(url, losses, seed) for seed in seeds)


def played(where: Path | str, losses: bool, seed: int) -> Played:
    """Play one seed on the store in a folder, or at a URL."""
    began = time.process_time()
    outcome = play(plan(seed, losses=losses), where)
    spent = time.process_time() - began
    return Played(seed, outcome.faults, outcome.ops, outcome.phone_seconds, spent, outcome.wrong)


def _played_apart(folder: Path, losses: bool, seed: int) -> Played:
    """In a folder of this process."""
    mine = folder / str(os.getpid())
    mine.mkdir(exist_ok=True)
    return played(mine, losses, seed)
