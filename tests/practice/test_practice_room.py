"""`homeward practice`: its printed links open on two phones of a post, and each sees what the other did."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from server.drill import command as drilling
from server.drill.doing import Doing
from server.drill.hand import Hand
from server.drill.script import Cast
from server.drill.sight import Sight
from server.settings import Unusable
from tests.practice.player import ACTS, KNOWN, NOTICE, SCRIPT

POST_AND_LINK = re.compile(r"^  (.+): [\w, ]+\n    (http://\S+/#enrol=\S+)$", re.MULTILINE)
SECONDS_MAX = 60


@pytest.fixture
def links(tmp_path: Path) -> Iterator[list[tuple[str, str]]]:
    """Who, and their link, as printed."""
    printed = tmp_path / "printed.txt"
    command = [sys.executable, "-m", "server", "practice", "--phones", "2", "--empty", "--folder", str(tmp_path)]
    with printed.open("wb") as out:
        room = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOMEWARD_PORT": "0", "PYTHONUNBUFFERED": "1"},
        )
    try:
        ends = time.monotonic() + SECONDS_MAX
        while len(found := POST_AND_LINK.findall(printed.read_text("utf-8"))) < 10:
            assert time.monotonic() < ends, printed.read_text("utf-8")
            assert room.poll() is None, printed.read_text("utf-8")
            time.sleep(0.1)
        yield found
    finally:
        room.send_signal(signal.SIGTERM)
        room.wait(SECONDS_MAX)


def test_two_phones_of_a_post_work_side_by_side_and_a_link_opens_once(links: list[tuple[str, str]]) -> None:
    assert len(links) == 10
    one, other = (opened(*printed) for printed in links[:2])
    assert one.name != other.name
    assert one.phone.memory.author.place == other.phone.memory.author.place

    record = registers(one)
    speaks(one)
    speaks(other)
    seen = other.view(record)
    assert seen
    assert seen.journey
    assert not one.troubled

    stranger = phone(*links[0])
    with pytest.raises(Unusable, match="code-spent"):
        stranger.enrols(code(links[0][1]))
    for hand in (one, other, stranger):
        hand.hangs_up()


def opened(who: str, link: str) -> Hand:
    """A phone on which somebody opened the printed link."""
    hand = phone(who, link)
    known = hand.enrols(code(link))
    assert known.practice
    hand.cast = Cast(who, known.place, tuple(known.roles))
    return hand


def phone(who: str, link: str) -> Hand:
    address = urlsplit(link)
    return Hand(Cast(who, "", ()), who, f"{address.scheme}://{address.netloc}", KNOWN, 0)


def code(link: str) -> str:
    return urlsplit(link).fragment.removeprefix("enrol=").partition("&")[0]


def registers(hand: Hand) -> str:
    one = drilling.wave_of("tiny", 99, SCRIPT, KNOWN).people[0]
    words = {"dest": "home", "choice": "home", "card": "C77", "role": "adult"}
    one = msgspec.structs.replace(one, swapped=False, misread="", words=words)
    arrival = next(play.answers["arrival"] for play in SCRIPT.play if play.brings and not play.if_)
    act = ACTS["registration"]
    sight = Sight(hand, lambda _seen: None)
    doing = Doing(sight, act, [], [one], SCRIPT.words, random.Random(1), round(time.time() * 1000))
    return doing.fills(act.forms, {"arrival": arrival, **NOTICE}, {}).made[act.forms[0]][0]


def speaks(hand: Hand) -> None:
    for _ in range(50):
        if hand.exchanges(round(time.time() * 1000)):
            return
    raise AssertionError(hand.counts)
