"""`python -m tests.fleet 1000 [first [processes]] [losses] [postgresql]`: play so many seeds and say what came of them.

With `losses` the house is restored from backups and fails over as well; with `postgresql` it stands on a PostgreSQL of
its own, one seed after the other."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.actors.postgres import Postgres
from tests.fleet.campaign import Played, campaign, campaign_on
from tests.fleet.plan import SEEN_AS, SEEN_AS_LOSSES, plan
from tests.fleet.shrink import story
from tests.tools.needs import POSTGRES, provide

TOLD_SEEDS = 100


class Tally:
    """What the seeds came to so far."""

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self.broken: list[Played] = []
        self.seeds = self.ops = self.phone_seconds = 0
        self.seconds = 0.0

    def add(self, one: Played) -> None:
        self.faults += one.faults
        self.seeds += 1
        self.ops += one.ops
        self.phone_seconds += one.phone_seconds
        self.seconds += one.seconds
        if one.wrong:
            self.broken.append(one)

    def told(self) -> str:
        found = f"{len(self.broken)} seeds broke a rule" if self.broken else "none lost, doubled or before its cause"
        return f"{self.seeds} seeds, {self.ops} ops: {found}"


def main(words: list[str]) -> int:
    losses = "losses" in words
    numbers = [word for word in words if word.isdecimal()]
    seeds, first, processes = (int(word) for word in [*numbers, *("100", "0", "0")[len(numbers) :]])
    played = range(first, first + seeds)
    if "postgresql" not in words:
        return told(campaign(played, processes or None, losses), losses)
    with cluster() as url:
        return told(campaign_on(url, played, losses), losses)


@contextmanager
def cluster() -> Iterator[str]:
    """An empty database of a PostgreSQL that is there meanwhile; its URL."""
    missing = provide(POSTGRES)
    program = POSTGRES.find()
    if not program:
        sys.exit(missing or POSTGRES.loss)
    postgres = Postgres(program).make()
    try:
        yield postgres.fresh("fleet")
    finally:
        postgres.discard()


def told(campaign: Iterable[Played], losses: bool) -> int:
    """Print what came of it; how the command ends."""
    tally = Tally()
    for one in campaign:
        tally.add(one)
        if one.wrong:
            print(f"seed {one.seed}: {one.wrong}", flush=True)
        if tally.seeds % TOLD_SEEDS == 0:
            print(f"{tally.told()}; {tally.seconds:.0f} s of processor", flush=True)
    if tally.broken:
        with tempfile.TemporaryDirectory() as folder:
            print("\n".join(story(plan(tally.broken[0].seed, losses=losses), Path(folder))))
    for what in sorted(SEEN_AS | SEEN_AS_LOSSES if losses else SEEN_AS):
        print(f"{tally.faults[what]:8} {what}")
    rates = f"{tally.ops / tally.seconds:.0f} ops, {tally.phone_seconds / tally.seconds:.0f} phone-seconds"
    print(f"{tally.told()}; {tally.ops / tally.seeds:.0f} ops a seed; {rates} in a second of processor")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
