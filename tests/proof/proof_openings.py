"""Whoever opens the demo, at whatever hour and with whichever people in it: forty are under way, one request rings,
and one is late."""

import random
import shutil
from pathlib import Path

import pytest

from server.clock import MINUTE_MS
from tests.actors.demo import Demo
from tests.practice.player import CHANGNING, Player

OPENINGS = 10
DAY_MINUTES = 24 * 60


@pytest.mark.parametrize("seed", range(1, OPENINGS + 1))
def test_an_opening_is_as_the_first_page_says(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = Path(shutil.copytree(CHANGNING, tmp_path / "changning"))
    file = played / "demo.toml"
    told = file.read_text("utf-8")
    assert told.count("[opening]\n") == 1
    file.write_text(told.replace("[opening]\n", f"[opening]\nseed = {seed}\n"), "utf-8")
    back_ms = random.Random(seed).randrange(DAY_MINUTES) * MINUTE_MS
    (tmp_path / "demo.clock").write_text(str(-back_ms), "ascii")
    monkeypatch.setenv("HOMEWARD_PROGRAMME", str(played))
    demo = Demo(tmp_path, alive=True)
    try:
        demo.start()
        said = Player(demo).rests()
    finally:
        demo.kill()
    assert said["joined"] == 40
    assert said["figures"] == {"moving": 40, "over": 0, "lost": 0, "asked": 1, "overdue": 1}
