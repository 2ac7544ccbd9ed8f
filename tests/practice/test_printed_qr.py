"""The QR codes that `homeward practice` prints are read off the terminal by another maker's reader, and enrol."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import zxingcpp

PUBLIC = "https://practice.example"
BLOCKS = {"█": "11", "▀": "10", "▄": "01", " ": "00"}
"""What a terminal draws: the upper and the lower module of a cell, 1 = light."""
SCALE, MARGIN = 4, 4
SECONDS_MAX = 60


def test_a_phone_enrols_with_what_it_reads_off_the_terminal(tmp_path: Path) -> None:
    printed = tmp_path / "printed.txt"
    with printed.open("wb") as out:
        room = subprocess.Popen(
            [sys.executable, "-m", "server", "practice", "--empty", "--folder", str(tmp_path)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOMEWARD_PORT": "0", "HOMEWARD_PUBLIC_URL": PUBLIC, "PYTHONUNBUFFERED": "1"},
        )
    try:
        ends = time.monotonic() + SECONDS_MAX
        while len(found := drawn(printed.read_text("utf-8"))) < 5:
            assert time.monotonic() < ends, printed.read_text("utf-8")
            assert room.poll() is None, printed.read_text("utf-8")
            time.sleep(0.1)
        text = printed.read_text("utf-8")
        links = [link for rows in found for link in [read(rows)]]
        assert links == re.findall(rf"{PUBLIC}/#enrol=\S+", text)
        here = re.search(r"http://127\.0\.0\.1:\d+", text)
        assert here
        codes = [link.partition("#enrol=")[2] for link in links]
        enrolled = [httpx.post(f"{here[0]}/devices", json={"code": code}).json() for code in codes]
        assert len({each["place"] for each in enrolled}) == 5
    finally:
        room.send_signal(signal.SIGTERM)
        room.wait(SECONDS_MAX)


def drawn(text: str) -> list[list[str]]:
    """Each picture: its neighbouring lines of nothing but blocks, when whole."""
    groups = re.findall(r"(?:^[█▀▄ ]{20,}\n)+", text, re.MULTILINE)
    return [rows for rows in (group.splitlines() for group in groups) if len(rows) * 2 >= len(rows[0]) - 1]


def read(rows: list[str]) -> str:
    """What a reader makes of the picture, drawn larger and with white around it."""
    lines = [[int(BLOCKS[cell][half]) for cell in row] for row in rows for half in (0, 1)]
    side = len(rows[0]) + 2 * MARGIN
    blank = [1] * side
    framed = (
        [blank] * MARGIN + [[1] * MARGIN + line + [1] * MARGIN for line in lines[: len(rows[0])]] + [blank] * MARGIN
    )
    wide = [bytes(255 * module for module in line for _ in range(SCALE)) for line in framed]
    pixels = b"".join(line for line in wide for _ in range(SCALE))
    found = zxingcpp.read_barcode(memoryview(pixels).cast("B", (len(framed) * SCALE, side * SCALE)))
    assert found is not None
    return found.text
