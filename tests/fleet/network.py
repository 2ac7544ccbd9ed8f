"""Phones and house with a network between them that does what networks do."""

from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from random import Random

from server.intake import Refusal
from server.intake.reading import Parcel
from sync.journal import OwnOp
from sync.phone import Said
from sync.stamp import Dot
from tests.actors.house import START
from tests.fleet import checks
from tests.fleet.house import House, Killed, Open, Step, Trap
from tests.fleet.line import CREWS, LINE
from tests.fleet.plan import DAY_MS, Event
from tests.fleet.post import Clock, Post


class Network(ABC):
    """`saved`: acts kept by a phone; `acked`: those a phone was told a verdict of; `late`: requests still under way;
    `backup`, `standby`: what the house can go back to; `burned`: acts whose phone lost all memory of them."""

    def __init__(self, where: Path | str) -> None:
        self.house = House(where, LINE)
        self.backup = self.standby = self.house.copy()
        self.burned: set[str] = set()
        self.trace: list[str] = []
        self.faults: Counter[str] = Counter()
        self.saved: set[str] = set()
        self.acked: dict[str, str] = {}
        self.late: list[bytes] = []
        self.out_of_use: set[str] = set()
        self.incs = 0
        self.acts = 0
        self.posts: list[Post] = []
        for at, crew in enumerate(CREWS):
            chance = Random(at)
            clock = Clock(
                chance.choice((0, 0, 0, chance.randrange(-3 * DAY_MS, 3 * DAY_MS))), chance.randrange(-90, 90)
            )
            author = self.house.enrol(self.new_inc(), f"u{crew.name}", crew)
            self.posts.append(Post(crew, author, LINE, clock, crew.name, START))

    def new_inc(self) -> str:
        self.incs += 1
        return f"k{self.incs:05d}"

    def tell(self, who: str, what: str) -> None:
        minutes = (self.house.clock.ms - START) // 60_000
        self.trace.append(f"{minutes // 60:3}:{minutes % 60:02} {who:9}{what}")

    def struck(self, post: Post, what: str) -> None:
        self.faults[what] += 1
        self.tell(post.name, what)

    def sign_in(self, post: Post) -> None:
        verdicts = self.house.taken_before(post.inc, post.tabs[0].unsent_texts())
        author = self.house.enrol(self.new_inc(), post.memory.author.person, post.crew)
        self.tell(post.name, f"was {post.inc} and is {author.inc}, {len(verdicts)} of its acts had arrived")
        post.tabs[0].enrolled(author, verdicts)
        post.old, post.unseen = None, set()
        post.reload(post.stored())

    def talk(self, post: Post, event: Event) -> None:
        chance = Random(event.chance)
        limit = chance.choice((None, None, 2, 5))
        if post.memory.barred in ("device-fork", "unauthorised"):
            self.sign_in(post)
        if self.house.clock.ms < post.dark_until:
            body = post.asks(self.house.clock.ms, 0, limit, False)
            if body:
                post.hears(0, None)
                self.struck(post, "blackout")
            return
        self.speak(post, chance.randrange(2), limit, chance.random() < 0.3, event)

    def speak(self, post: Post, process: int, limit: int | None, sums: bool, event: Event | None = None) -> None:
        fault = event.what if event else "ok"
        body = post.asks(self.house.clock.ms, 0, limit, sums)
        if body is None:
            return
        if fault == "interleaved" and event:
            self.interleave(post, body, event)
            return
        if fault == "two tabs":
            self.two_tabs(post, body, process)
            return
        if fault == "killed while asking":
            self.struck(post, fault)
            post.reload(post.stored())
            return
        if fault in ("lost request", "captive portal", "truncated request"):
            self.struck(post, fault)
            said: bytes | Said | None = b"<html>Sign in to the airport's network" if fault == "captive portal" else None
            if fault == "truncated request":
                said = self.carry(body[: len(body) // 2], process)
            self.heard(post, 0, said)
            return
        if fault == "late copy":
            self.late.append(body)
        trap = Trap(event.n, fault) if event and fault in ("server killed", "disk full") else None
        fails_over = fault == "failed over"
        said = self.carry(body, process, trap, self.fail_over if fails_over else None)
        if fault == "acted meanwhile" and event:
            self.struck(post, fault)
            self.act(post, event)
        if fault == "duplicate":
            said = self.carry(body, 1 - process)
        if fault in ("duplicate", "late copy", "lost answer", "truncated answer"):
            self.struck(post, fault)
        if fault == "lost answer":
            said = None
        if fault == "truncated answer" and isinstance(said, bytes):
            said = said[: len(said) * 2 // 3]
        if fault == "killed while hearing":
            stored = post.stored()
            post.hears(0, said)
            post.reload(stored)
            self.struck(post, fault)
            return
        self.heard(post, 0, said)
        if self.late and Random(len(self.trace)).random() < 0.3:
            self.carry(self.late.pop(0), process)

    def carry(
        self, body: bytes, process: int, trap: Trap | None = None, meanwhile: Step | None = None
    ) -> bytes | Said | None:
        """To the house and back; `meanwhile`: between commit and answer. None: nobody answered."""
        sprung = len(self.house.sprung)
        try:
            opened = self.house.take([self.house.receive(body)], process, trap)[0]
            if meanwhile:
                meanwhile()
            said = self.house.answer(opened, process) if isinstance(opened, Open) else opened
        except Refusal as refusal:
            said = Said(refusal.code)
        except Killed:
            said = None
        for what in self.house.sprung[sprung:]:
            self.faults[what] += 1
            self.tell("house", f"{what} at statement {trap.statement if trap else 0}")
        return said

    @abstractmethod
    def act(self, post: Post, event: Event) -> OwnOp | None:
        """Somebody at this post does what they see to do."""

    def fail_over(self) -> None:
        """The standby goes on with what it has; the newest commits it never got."""
        self.faults["failed over"] += 1
        self.tell("house", "fails over to its standby")
        self.house.go_back(self.standby)

    def interleave(self, post: Post, body: bytes, event: Event) -> None:
        """Another phone's exchange on another process: committed before this one begins, read in the midst of it."""
        other = self.posts[event.chance % len(self.posts)]
        parcel = self.house.receive(body)
        others = other.asks(self.house.clock.ms, 0, None, True) if other is not post else None
        answers: list[bytes] = []
        opened = self.house.take([self.house.receive(others)], 1)[0] if others else None
        trap = None
        if isinstance(opened, Open):
            reading = opened
            trap = Trap(event.n, "interleaved", lambda: answers.append(self.house.answer(reading, 1)))
        sprung = len(self.house.sprung)
        mine = self.house.take([parcel], 0, trap)[0]
        if len(self.house.sprung) > sprung:
            self.struck(other, "interleaved")
        if isinstance(opened, Open):
            self.heard(other, 0, answers[0] if answers else self.house.answer(opened, 1))
        elif opened:
            self.heard(other, 0, opened)
        self.heard(post, 0, self.house.answer(mine, 0) if isinstance(mine, Open) else mine)

    def two_tabs(self, post: Post, body: bytes, process: int) -> None:
        """Both tabs ask; the one that asked first is answered last."""
        second = post.asks(self.house.clock.ms, 1, None, False)
        said = self.carry(body, process)
        if second:
            self.heard(post, 1, self.carry(second, 1 - process))
            self.struck(post, "two tabs")
        self.heard(post, 0, said)

    def heard(self, post: Post, tab: int, said: bytes | Said | None) -> None:
        before = post.memory.shelf.cursor
        waiting = {own.dot for own in post.memory.journal.pending()}
        asked = post.tabs[tab].asked
        answer = post.hears(tab, said)
        verdicts = answer.verdicts if answer else said.verdicts if isinstance(said, Said) else []
        entered = {Dot(post.inc, verdict.seq) for verdict in verdicts if verdict.code in checks.ENTERED}
        post.unseen = (post.unseen & post.entered()) | (waiting & entered)
        if answer and answer.complete and asked and before == asked.cursor:
            post.unseen.clear()
        heard = {Dot(post.inc, verdict.seq): verdict.code for verdict in verdicts}
        for own in post.memory.journal.ops:
            if own.dot in heard and own.op.reason:
                self.acked.setdefault(own.op.reason, heard[own.dot])
        if answer:
            told = " ".join(f"{v.seq}:{v.code}@{v.n or '-'}+{v.eff - START}" for v in verdicts)
            more = "" if answer.complete else ", more to come"
            more += ", starts over" if answer.reset else ""
            self.tell(post.name, f"hears [{told}] and {len(answer.entries)} entries{more}")
            if asked and before == asked.cursor:
                checks.page_is_sound(post, before, answer)
        elif isinstance(said, Said):
            self.tell(post.name, f"is refused: {said.code}")
        checks.own_work_shows(post)

    def whole_fleet_back(self, _post: Post, _event: Event) -> None:
        """All phones speak at once, and one commit takes them all."""
        asked: list[tuple[Post, Parcel]] = []
        for post in self.posts:
            body = post.asks(self.house.clock.ms, 0, None, False)
            if body:
                post.dark_until = 0
                asked.append((post, self.house.receive(body)))
        self.faults["whole fleet back"] += 1
        opened = self.house.take([parcel for _post, parcel in asked], 0) if asked else []
        for (post, _parcel), each in zip(asked, opened, strict=True):
            self.heard(post, 0, self.house.answer(each, 0) if isinstance(each, Open) else each)
