"""The brake on guessing: slow for each address, fair to its neighbours, kept for all processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.packing import Broken, TooLarge, inflate, pack
from server.storage.engine import migrate, open_engine
from server.storage.tables import failures
from server.throttle import FAILURES_MAX, RECOVERY_MS, failed, wait_ms


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = open_engine(f"sqlite:///{tmp_path}/house.db")
    migrate(engine)
    with engine.begin() as db:
        yield db
    engine.dispose()


def guess(db: sa.Connection, address: str, times: int, now_ms: int = 0) -> None:
    for _ in range(times):
        failed(db, address, now_ms)


def test_a_few_failures_cost_nothing(db: sa.Connection) -> None:
    guess(db, "192.0.2.1", FAILURES_MAX - 1)
    assert wait_ms(db, "192.0.2.1", 0) == 0
    guess(db, "192.0.2.1", 1)
    assert wait_ms(db, "192.0.2.1", 0) == RECOVERY_MS
    assert wait_ms(db, "192.0.2.2", 0) == 0


def test_no_number_of_failures_shuts_an_address_out_for_longer_than_one_recovery(db: sa.Connection) -> None:
    guess(db, "192.0.2.1", 1_000)
    assert wait_ms(db, "192.0.2.1", 0) == RECOVERY_MS
    assert wait_ms(db, "192.0.2.1", RECOVERY_MS) == 0


def test_a_clock_set_back_shuts_nobody_out(db: sa.Connection) -> None:
    guess(db, "192.0.2.1", FAILURES_MAX, now_ms=10**12)
    assert wait_ms(db, "192.0.2.1", 0) <= RECOVERY_MS


def test_the_addresses_of_one_subscriber_count_as_one(db: sa.Connection) -> None:
    guess(db, "2001:db8:1:2::1", FAILURES_MAX)
    assert wait_ms(db, "2001:db8:1:2:ffff::9", 0) > 0
    assert wait_ms(db, "2001:db8:1:3::1", 0) == 0


def test_what_is_forgiven_is_forgotten(db: sa.Connection) -> None:
    for number in range(50):
        guess(db, f"name-{number}", 1)
    guess(db, "192.0.2.1", 1, now_ms=RECOVERY_MS)
    assert db.execute(sa.select(failures.c.place)).scalars().all() == ["192.0.2.1"]


def test_a_bomb_is_not_unfolded() -> None:
    bomb = pack(bytes(50_000_000), "gzip")
    with pytest.raises(TooLarge):
        inflate(bomb, 1000)
    assert inflate(pack(b"x" * 1000, "gzip"), 1000) == b"x" * 1000
    with pytest.raises(Broken):
        inflate(b"", 1000)
