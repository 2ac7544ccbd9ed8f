"""Play a plan: phones, network and house, one event after the other. Same plan, same trace, to the last byte."""

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from sync.journal import OwnOp
from tests.actors.house import START
from tests.fleet import checks
from tests.fleet.audit import audit
from tests.fleet.line import CREWS, LINE, LINE_TWO
from tests.fleet.network import Network
from tests.fleet.plan import HOUR_MS, TALK_OF_LOSSES, Event
from tests.fleet.post import Post

ROUNDS, ROUND_MS = 8, 10_000
"""Within so many rounds without faults every phone has what it should."""
ROUNDS_REFILLING, ROUND_REFILLING_MS = 16, 600_000
"""A house that lost something waits an hour for what acts name and only a phone can bring back."""


class Outcome(NamedTuple):
    """How a plan ended. `faults`: what struck, how often; `wrong`: what did not hold, None when all did."""

    trace: list[str]
    faults: Counter[str]
    ops: int
    phone_seconds: int
    wrong: str | None

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]


def play(events: list[Event], where: Path | str) -> Outcome:
    """What becomes of the fleet."""
    fleet = Fleet(where)
    wrong = None
    try:
        for event in events:
            fleet.happen(event)
        fleet.settle()
        audit(fleet.house, fleet.posts, fleet.acked, fleet.burned)
    except checks.Broken as broken:
        wrong = str(broken)
        fleet.tell("", f"WRONG: {broken}")
    finally:
        fleet.house.close()
    lasted = (fleet.house.clock.ms - START) // 1000
    return Outcome(fleet.trace, fleet.faults, len(fleet.saved), lasted * len(CREWS), wrong)


class Fleet(Network):
    """Everything that happens: who acts, what breaks, and how it comes to rest."""

    def happen(self, event: Event) -> None:
        self.house.clock.ms = max(self.house.clock.ms, START + event.at)
        post = self.posts[event.who]
        if event.what in TALK_OF_LOSSES:
            self.talk(post, event)
        else:
            VERBS[event.what](self, post, event)

    def settle(self) -> None:
        """No fault any more: everybody speaks in turn, until nobody has anything to say."""
        for body in self.late:
            self.carry(body, 0)
        is_refilling = self.house.restores > 0
        for _round in range(ROUNDS_REFILLING if is_refilling else ROUNDS):
            self.house.clock.ms += ROUND_REFILLING_MS if is_refilling else ROUND_MS
            told = len(self.trace)
            for post in self.posts:
                post.dark_until = 0
                if post.memory.barred:
                    self.sign_in(post)
                if post.programme is not self.house.programme(0):
                    post.reload(post.stored(), self.house.programme(0))
                self.speak(post, 0, None, True)
            waits = any(post.tabs[0].unsent for post in self.posts)
            if not waits and all(line.endswith("hears [] and 0 entries") for line in self.trace[told:]):
                break

    # Acts

    def acts_on(self, post: Post, event: Event) -> None:
        for at in range(event.n):
            self.house.clock.ms += 1000
            self.act(post, event._replace(chance=event.chance + at))

    def act(self, post: Post, event: Event) -> OwnOp | None:
        self.acts += 1
        reason = f"act-{self.acts}"
        record = f"01900000-0000-7000-8001-{self.acts:012x}"
        own = post.act(Random(event.chance), self.house.clock.ms, reason, record)
        if own:
            self.saved.add(reason)
            self.tell(post.name, f"{_told(own)} as {own.dot.inc}.{own.dot.seq}")
            checks.own_work_shows(post, {part.record for part in own.op.parts})
        return own

    def buses(self, post: Post, _event: Event) -> None:
        for own in post.opens_buses(self.house.clock.ms, ("bus-1", "bus-2")):
            self.saved.add(str(own.op.reason))
        self.speak(post, 0, None, False)

    def killed_while_saving(self, post: Post, event: Event) -> None:
        stored, made = post.stored(), list(post.made)
        own = self.act(post, event)
        if own:
            self.saved.discard(str(own.op.reason))
            self.struck(post, "killed while saving")
        post.made = made
        post.reload(stored)

    # Life

    def reopened(self, post: Post, _event: Event) -> None:
        self.struck(post, "reopened")
        post.reload(post.stored(), self.house.programme(0))

    def clock_stepped(self, post: Post, event: Event) -> None:
        self.struck(post, "clock stepped")
        post.clock.off_ms = event.n if abs(post.clock.off_ms) < HOUR_MS else 0

    def house_ticks(self, post: Post, _event: Event) -> None:
        if made := self.house.tick():
            self.faults["house ticks"] += 1
            self.tell("house", f"{made} are overdue")

    def blackout(self, post: Post, event: Event) -> None:
        for each in (post, self.posts[event.chance % len(self.posts)]):
            each.dark_until = self.house.clock.ms + event.n * HOUR_MS
            self.tell(each.name, f"has no network for {event.n} h")

    def phone_kept(self, post: Post, _event: Event) -> None:
        self.struck(post, "phone kept")
        post.old = post.stored()

    def phone_restored(self, post: Post, _event: Event) -> None:
        if post.old:
            self.struck(post, "phone restored")
            before, post.unseen = post.kept(), set()
            post.reload(post.old)
            self.burned |= before - post.kept()

    def evicted(self, post: Post, _event: Event) -> None:
        self.struck(post, "evicted")
        self.burned |= post.kept()
        post.forget(self.house.enrol(self.new_inc(), post.memory.author.person, post.crew))

    def cloned(self, post: Post, event: Event) -> None:
        if not self.may_be_copied(post):
            return
        self.struck(post, "cloned")
        clone = self.copy_of(post)
        self.act(clone, event)
        self.act(post, event._replace(chance=event.chance + 1))
        self.speak(clone, 0, None, False)

    def copied_while_it_asks(self, post: Post, event: Event) -> None:
        """The copy acts and speaks first; its like is answered with that, and has meanwhile acted under the same
        numbers. What it then does names acts of both."""
        self.speak(post, 0, None, False)
        if not self.may_be_copied(post) or post.memory.barred or post.tabs[0].unsent:
            return
        self.struck(post, "copied while it asks")
        clone, body = self.copy_of(post), post.asks(self.house.clock.ms, 0, None, False)
        self.acts_on(clone, event)
        self.speak(clone, 0, None, False)
        said = self.carry(body, 0) if body else None
        self.acts_on(post, event._replace(chance=event.chance + 100))
        self.heard(post, 0, said)
        self.acts_on(post, event._replace(chance=event.chance + 200))

    def may_be_copied(self, post: Post) -> bool:
        """Once a phone, and one in use: of an act copied unsent and renumbered twice nobody can say it is one."""
        return post.inc not in self.out_of_use and all(other.name != f"{post.name}'" for other in self.posts)

    def copy_of(self, post: Post) -> Post:
        """A second phone with the same store, clock and name."""
        post.old = None
        clock = msgspec.structs.replace(post.clock)
        clone = Post(post.crew, post.memory.author, post.programme, clock, f"{post.name}'", START)
        clone.reload(post.stored())
        clone.made = list(post.made)
        self.posts.append(clone)
        return clone

    def enrolled_anew(self, post: Post, _event: Event) -> None:
        """Whoever holds the phone signs in with a new code, whatever lies unsent on it."""
        if post.inc not in self.out_of_use and not self.is_cloned(post):
            self.struck(post, "enrolled anew")
            self.sign_in(post)

    def let_in(self, post: Post, event: Event) -> None:
        """A leader lets in what was set aside."""
        leader = next(each for each in self.posts if "lead" in each.crew.roles)
        waiting = self.house.set_aside()
        if waiting and not leader.memory.barred:
            own = leader.lets_in(self.house.clock.ms, waiting[event.chance % len(waiting)])
            self.struck(leader, "let in")
            self.tell(leader.name, f"lets in {own.op.adopts} as {own.dot.inc}.{own.dot.seq}")

    def is_cloned(self, post: Post) -> bool:
        return any(other is not post and other.inc == post.inc for other in self.posts)

    def revoked(self, post: Post, _event: Event) -> None:
        self.struck(post, "revoked")
        self.house.revoke(post.inc)
        self.out_of_use.add(post.inc)

    def signed_in(self, _post: Post, _event: Event) -> None:
        for post in self.posts:
            if post.memory.barred == "revoked":
                self.struck(post, "signed in")
                self.sign_in(post)

    def rolled_out(self, _post: Post, _event: Event) -> None:
        if self.house.programme(0) is LINE:
            self.faults["rolled out"] += 1
            self.tell("house", "speaks the second version of the forms")
            self.house.roll_out(LINE_TWO)

    def backed_up(self, _post: Post, _event: Event) -> None:
        self.faults["backed up"] += 1
        self.tell("house", "is backed up")
        self.backup = self.standby = self.house.copy()

    def standby_follows(self, _post: Post, _event: Event) -> None:
        self.faults["standby follows"] += 1
        self.standby = self.house.copy()

    def house_restored(self, _post: Post, _event: Event) -> None:
        self.faults["house restored"] += 1
        self.tell("house", "is restored from its backup")
        self.house.go_back(self.backup)


def _told(own: OwnOp) -> str:
    """An act as somebody would tell it."""
    parts = []
    for part in own.op.parts:
        words = [f"{write.field}={write.value}" for write in part.writes]
        parts.append(" ".join([part.record[-4:], *words, f"[{part.event.name}]" if part.event else ""]))
    return f"{own.op.form} {', '.join(parts)}"


VERBS: dict[str, Callable[[Fleet, Post, Event], object]] = {
    "act": Fleet.acts_on,
    "buses": Fleet.buses,
    "killed while saving": Fleet.killed_while_saving,
    "reopened": Fleet.reopened,
    "clock stepped": Fleet.clock_stepped,
    "house ticks": Fleet.house_ticks,
    "blackout": Fleet.blackout,
    "whole fleet back": Fleet.whole_fleet_back,
    "phone kept": Fleet.phone_kept,
    "phone restored": Fleet.phone_restored,
    "evicted": Fleet.evicted,
    "cloned": Fleet.cloned,
    "revoked": Fleet.revoked,
    "signed in": Fleet.signed_in,
    "rolled out": Fleet.rolled_out,
    "enrolled anew": Fleet.enrolled_anew,
    "let in": Fleet.let_in,
    "backed up": Fleet.backed_up,
    "standby follows": Fleet.standby_follows,
    "house restored": Fleet.house_restored,
    "copied while it asks": Fleet.copied_while_it_asks,
}
