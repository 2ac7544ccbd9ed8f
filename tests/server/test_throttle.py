"""The brake on guessing: slow for each address, fair to its neighbours, bounded in memory."""

import pytest

from server.packing import Broken, TooLarge, inflate, pack
from server.throttle import ADDRESSES_MAX, FAILURES_MAX, RECOVERY_MS, Throttle


def guess(throttle: Throttle, address: str, times: int, now_ms: int = 0) -> None:
    for _ in range(times):
        throttle.failed(address, now_ms)


def test_a_few_failures_cost_nothing() -> None:
    throttle = Throttle()
    guess(throttle, "192.0.2.1", FAILURES_MAX - 1)
    assert throttle.wait_ms("192.0.2.1", 0) == 0
    guess(throttle, "192.0.2.1", 1)
    assert throttle.wait_ms("192.0.2.1", 0) == RECOVERY_MS
    assert throttle.wait_ms("192.0.2.2", 0) == 0


def test_no_number_of_failures_shuts_an_address_out_for_longer_than_one_recovery() -> None:
    throttle = Throttle()
    guess(throttle, "192.0.2.1", 10_000)
    assert throttle.wait_ms("192.0.2.1", 0) == RECOVERY_MS
    assert throttle.wait_ms("192.0.2.1", RECOVERY_MS) == 0


def test_a_clock_set_back_shuts_nobody_out() -> None:
    throttle = Throttle()
    guess(throttle, "192.0.2.1", FAILURES_MAX, now_ms=10**12)
    assert throttle.wait_ms("192.0.2.1", 0) <= RECOVERY_MS


def test_the_addresses_of_one_subscriber_count_as_one() -> None:
    throttle = Throttle()
    guess(throttle, "2001:db8:1:2::1", FAILURES_MAX)
    assert throttle.wait_ms("2001:db8:1:2:ffff::9", 0) > 0
    assert throttle.wait_ms("2001:db8:1:3::1", 0) == 0


def test_memory_is_bounded() -> None:
    throttle = Throttle()
    for i in range(ADDRESSES_MAX + 10):
        throttle.failed(f"name-{i}", 0)
    assert len(throttle._clear_at) == ADDRESSES_MAX


def test_a_bomb_is_not_unfolded() -> None:
    bomb = pack(bytes(50_000_000), "gzip")
    with pytest.raises(TooLarge):
        inflate(bomb, 1000)
    assert inflate(pack(b"x" * 1000, "gzip"), 1000) == b"x" * 1000
    with pytest.raises(Broken):
        inflate(b"", 1000)
