"""`python -m tests.fleet 1000 [first [processes]] [losses]`: play so many seeds and say what came of them.

With `losses` the house is restored from backups and fails over as well."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fleet.campaign import Played, campaign
from tests.fleet.plan import SEEN_AS, plan
from tests.fleet.shrink import story

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
    words = [word for word in words if word != "losses"]
    seeds, first, processes = (int(word) for word in [*words, *("100", "0", "0")[len(words) :]])
    tally = Tally()
    for one in campaign(range(first, first + seeds), processes or None, losses):
        tally.add(one)
        if one.wrong:
            print(f"seed {one.seed}: {one.wrong}", flush=True)
        if tally.seeds % TOLD_SEEDS == 0:
            print(f"{tally.told()}; {tally.seconds:.0f} s of processor", flush=True)
    if tally.broken:
        with tempfile.TemporaryDirectory() as folder:
            print("\n".join(story(plan(tally.broken[0].seed, losses=losses), Path(folder))))
    for what in sorted(SEEN_AS):
        print(f"{tally.faults[what]:8} {what}")
    rates = f"{tally.ops / tally.seconds:.0f} ops, {tally.phone_seconds / tally.seconds:.0f} phone-seconds"
    print(f"{tally.told()}; {tally.ops / seeds:.0f} ops a seed; {rates} in a second of processor")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
