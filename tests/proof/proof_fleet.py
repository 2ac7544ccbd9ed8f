"""Stories of a whole fleet under every fault, and every bug of the field put back: nothing lost, no bug unnoticed."""

from pathlib import Path

from tests.fleet.__main__ import Tally
from tests.fleet.campaign import campaign
from tests.fleet.hunt import SEEDS_MAX, found_by
from tests.fleet.mutants import MUTANTS
from tests.fleet.plan import SEEN_AS

SEEDS = 400


def test_nothing_is_lost_doubled_or_overridden() -> None:
    tally = Tally()
    for one in campaign(range(SEEDS)):
        tally.add(one)
    print(f"\n  {tally.told()}", flush=True)
    assert [(one.seed, one.wrong) for one in tally.broken] == []
    assert tally.faults.keys() >= SEEN_AS


def test_every_bug_put_back_is_found(tmp_path: Path) -> None:
    found = {name: found_by(name, range(SEEDS_MAX), tmp_path) for name in MUTANTS}
    print(f"\n  seeds that found each bug: {found}", flush=True)
    assert [name for name, seed in found.items() if seed is None] == []
