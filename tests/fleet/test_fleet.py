"""Seeds of a whole fleet under every fault: nothing is lost, doubled or hidden. `make fleet SEEDS=N` plays more."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.actors.postgres import Postgres
from tests.fleet.fleet import play
from tests.fleet.plan import SEEN_AS, SEEN_AS_LOSSES, plan

SEEDS = range(4)
SEEDS_OF_LOSSES = (1, 5, 7)
"""Five is one in which a phone's copy and the house lose the same number."""


def test_nothing_is_lost_doubled_or_overridden_whatever_happens(tmp_path: Path) -> None:
    faults: Counter[str] = Counter()
    for seed in SEEDS:
        outcome = play(plan(seed), tmp_path)
        assert outcome.wrong is None, f"seed {seed}: {outcome.wrong}"
        faults += outcome.faults
    missing = SEEN_AS - faults.keys()
    assert not missing, f"these never struck, so nothing is known of them: {sorted(missing)}"


def test_a_house_that_is_restored_or_fails_over_gets_back_what_any_phone_remembers(tmp_path: Path) -> None:
    faults: Counter[str] = Counter()
    for seed in SEEDS_OF_LOSSES:
        outcome = play(plan(seed, losses=True), tmp_path)
        assert outcome.wrong is None, f"seed {seed}: {outcome.wrong}"
        faults += outcome.faults
    missing = SEEN_AS_LOSSES - faults.keys()
    assert not missing, f"these never struck, so nothing is known of them: {sorted(missing)}"


def test_the_same_holds_on_postgresql_with_two_processes(postgres: Postgres) -> None:
    outcome = play(plan(8, events=120, losses=True), postgres.fresh("fleet"))
    assert outcome.wrong is None, outcome.wrong
    assert outcome.faults.keys() >= {"house restored", "failed over", "interleaved"}


def test_two_copies_that_act_at_once_are_told_apart_by_what_they_name(tmp_path: Path) -> None:
    outcome = play(plan(0, special="copied while it asks"), tmp_path)
    assert outcome.wrong is None, outcome.wrong
    assert outcome.faults["copied while it asks"]


def test_the_same_seed_tells_the_same_story_in_any_process(tmp_path: Path) -> None:
    story = f"""
import pathlib
from tests.actors.postgres import Postgres
from tests.fleet.fleet import play
from tests.fleet.plan import plan
print(play(plan(7, 60), pathlib.Path({str(tmp_path)!r})).digest)
"""
    environment = {"PYTHONHASHSEED": "1", "PYTHONPATH": "."}
    told = subprocess.run([sys.executable, "-c", story], env=environment, capture_output=True, check=True, text=True)
    (tmp_path / "here").mkdir()
    assert told.stdout.strip() == play(plan(7, 60), tmp_path / "here").digest
