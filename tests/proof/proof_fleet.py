"""Stories of a whole fleet under every fault, and every bug of the field put back: nothing lost, no bug unnoticed."""

from collections.abc import Iterable
from pathlib import Path

from tests.actors.postgres import Postgres
from tests.fleet.__main__ import Tally
from tests.fleet.campaign import Played, campaign, campaign_on
from tests.fleet.hunt import SEEDS_MAX, found_by
from tests.fleet.mutants import MUTANTS
from tests.fleet.plan import SEEN_AS, SEEN_AS_LOSSES

SEEDS, SEEDS_OF_LOSSES, SEEDS_ON_POSTGRESQL = 100, 60, 6
"""What two cores play in some minutes; `make fleet` plays as many more as somebody has time for."""


def test_nothing_is_lost_doubled_or_overridden() -> None:
    clean(campaign(range(SEEDS)), SEEN_AS)


def test_a_house_that_loses_its_newest_commits_gets_them_back_from_its_phones() -> None:
    clean(campaign(range(SEEDS_OF_LOSSES), losses=True), SEEN_AS | SEEN_AS_LOSSES)


def test_the_same_on_postgresql(postgres: Postgres) -> None:
    clean(campaign_on(postgres.fresh("fleet"), range(SEEDS_ON_POSTGRESQL), losses=True), SEEN_AS_LOSSES)


def clean(campaign: Iterable[Played], faults: frozenset[str]) -> None:
    """No seed breaks a rule, and each of `faults` struck."""
    tally = Tally()
    for one in campaign:
        tally.add(one)
    print(f"\n  {tally.told()}", flush=True)
    assert [(one.seed, one.wrong) for one in tally.broken] == []
    assert tally.faults.keys() >= faults


def test_every_bug_put_back_is_found(tmp_path: Path) -> None:
    found = {name: found_by(name, range(SEEDS_MAX), tmp_path) for name in MUTANTS}
    print(f"\n  seeds that found each bug: {found}", flush=True)
    assert [name for name, seed in found.items() if seed is None] == []
