"""Whoever plays the demo: takes up posts, registers people by hand, moves the clock, answers. Over HTTP, as a phone."""

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import Any  # Any: JSON as the door says it

import msgspec

from server import programme
from server.drill import command as drilling
from server.drill import script as scripts
from server.drill.doing import Doing
from server.drill.hand import Hand
from server.drill.script import Answers, Cast
from server.drill.sight import Sight
from server.drill.traveller import Traveller
from sync.match import elements
from sync.overlay import RecordView
from tests.actors.demo import POSTS, Demo

CHANGNING = programme.seed("changning")
KNOWN = programme.read(CHANGNING).programme
SCRIPT = scripts.read(CHANGNING)
ACTS = {act.name: act for act in KNOWN.acts}
SECONDS_MAX = 90
NOTICE: dict[str, Answers] = {
    "notice_given": {"lang": "en"},
    "notice": {"choice": "home", "lang": "en", "home_terms": True, "signature": "$ink"},
}


class Player:
    """Somebody who plays a demo that is alive."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._hands: dict[str, Hand] = {}
        self._chance = random.Random(7)
        self._people = 0

    def practice(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.demo.front}practice", timeout=10) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    def waits(self, until: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Until the door says so."""
        ends = time.monotonic() + SECONDS_MAX
        while not until(said := self.practice()):
            assert time.monotonic() < ends, said
            time.sleep(0.3)
        return said

    def rests(self) -> dict[str, Any]:
        return self.waits(lambda said: said["phase"] == "resting")

    def at(self, post: str) -> Hand:
        """A phone at a post, enrolled by a link of the first page, that has heard all there is."""
        if post not in self._hands:
            desk = self.practice()["posts"][POSTS.index(post)]
            hand = Hand(Cast(desk["who"], desk["place"], ()), "by hand", desk["url"], KNOWN, 0)
            hand.enrols(self.link(post).partition("#enrol=")[2].partition("&")[0])
            self._hands[post] = hand
        self._speaks(self._hands[post])
        return self._hands[post]

    def link(self, post: str, to: str = "") -> str:
        """Where the first page's link to a post leads."""
        try:
            opener = urllib.request.build_opener(_Stays)
            opener.open(f"{self.demo.front}practice/posts/{POSTS.index(post) + 1}?to={to}", timeout=10)
        except urllib.error.HTTPError as answer:
            return str(answer.headers["location"])
        raise AssertionError("the door leads nowhere")

    def registers(self, street: str = "street:310105009", card: str = "C901") -> str:
        """Somebody who wants to go home to that street. Their record."""
        self._people += 1
        made_up = drilling.wave_of("tiny", 99, SCRIPT, KNOWN).people[self._people]
        words = {"dest": "home", "choice": "home", "card": card, "role": "adult"}
        one = msgspec.structs.replace(made_up, street=street, swapped=False, misread="", words=words)
        arrival = next(play.answers["arrival"] for play in SCRIPT.play if play.brings and not play.if_)
        return self.does("station", "registration", [], {"arrival": arrival, **NOTICE}, [one])[0]

    def does(
        self,
        post: str,
        act: str,
        on: list[RecordView],
        answers: dict[str, Answers] | None = None,
        people: list[Traveller] | None = None,
    ) -> list[str]:
        """An act at a post. The records its first form is about."""
        hand = self.at(post)
        sight = Sight(hand, lambda _seen: None)
        doing = Doing(sight, ACTS[act], on, people or [], SCRIPT.words, self._chance, _now())
        made = doing.fills(ACTS[act].forms, answers or {}, {}).made
        self._speaks(hand)
        assert not hand.troubled, hand.troubled
        return made[ACTS[act].forms[0]]

    def sees(self, post: str, record: str) -> RecordView:
        seen = self.at(post).view(record)
        assert seen, record
        return seen

    def state(self, record: str) -> str:
        """Where somebody is, by what the duty leader sees."""
        journey = self.sees("duty", record).journey
        return journey.state if journey else ""

    def questions(self, post: str, record: str) -> list[RecordView]:
        """The handoffs about somebody that this post sees."""
        return [
            seen
            for seen in self.at(post).views()
            if seen.kind == "handoff" and record in elements(seen.values.get("people"))
        ]

    def moves(self, hours: int) -> None:
        hand = self.at("station")
        asked = urllib.request.Request(
            f"{self.demo.front}practice/hours",
            json.dumps({"hours": hours}).encode(),
            {"authorization": f"Bearer {hand.token}", "content-type": "application/json"},
        )
        urllib.request.urlopen(asked, timeout=10).close()
        self.waits(lambda said: said["phase"] == "moving" or said["question"])

    def hangs_up(self) -> None:
        for hand in self._hands.values():
            hand.hangs_up()

    def _speaks(self, hand: Hand) -> None:
        ends = time.monotonic() + SECONDS_MAX
        while not hand.exchanges(_now()):
            assert time.monotonic() < ends, hand.counts


class _Stays(urllib.request.HTTPRedirectHandler):
    """Does not follow: a browser keeps what stands after the "#"."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        return None


def _now() -> int:
    return round(time.time() * 1000)
