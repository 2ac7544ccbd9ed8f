"""`python -m tests.fleet 1000 [first]`: play so many seeds and say what struck, what broke, and how fast it went."""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fleet.fleet import play
from tests.fleet.plan import SEEN_AS, plan


def main(words: list[str]) -> int:
    seeds = int(words[0]) if words else 100
    first = int(words[1]) if len(words) > 1 else 0
    faults: Counter[str] = Counter()
    ops = phone_seconds = 0
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + seeds):
            outcome = play(plan(seed), Path(folder))
            faults += outcome.faults
            ops += outcome.ops
            phone_seconds += outcome.phone_seconds
            if outcome.wrong:
                print(f"seed {seed}: {outcome.wrong}")
                return 1
    spent = time.process_time() - began
    for what in sorted(SEEN_AS):
        print(f"{faults[what]:8} {what}")
    print(f"{seeds} seeds, {ops} ops: none lost, none doubled, none before its cause")
    print(f"{ops / spent:.0f} ops and {phone_seconds / spent:.0f} phone-seconds a second of processor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
