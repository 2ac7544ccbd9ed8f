"""A story that ends badly is told with as little as it takes; shown by a bug put back on purpose."""

from pathlib import Path

from tests.fleet.mutants import put_back
from tests.fleet.plan import plan
from tests.fleet.shrink import ending, fails_alike, shrink, story


def test_a_bug_is_told_in_a_few_lines_and_every_event_of_them_is_needed(tmp_path: Path) -> None:
    whole = plan(0, events=60, burst=3)
    assert ending(whole, tmp_path) == ""
    with put_back("read_time_scope_filter"):
        fails = fails_alike(ending(whole, tmp_path), tmp_path)
        short = shrink(whole, fails)
        assert not any(fails([*short[:at], *short[at + 1 :]]) for at in range(len(short)))
        told = list(story(short, tmp_path))
    assert len(short) <= 12
    assert "WRONG:" in told[-1]
    assert any(" register " in line for line in told)
