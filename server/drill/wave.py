"""The wave, turn by turn: everybody at their posts does what they see to do, then phones that have a network speak."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from server.drill.arrivals import Arrivals
from server.drill.doing import Doing, Stumble
from server.drill.hand import Hand
from server.drill.house import Time
from server.drill.ledger import Ledger, once
from server.drill.script import Play, Script
from server.drill.settling import settle
from server.drill.sight import Sight, entered_at
from server.drill.traveller import Traveller, Wave
from sync.overlay import RecordView
from sync.programme import Act, Programme

PARTIES_EACH_TURN = 2
AT_ONCE = 12
"""Phones that speak at the same time."""
ENDING_TURNS_MAX = 60


class Looks(Protocol):
    """Somebody who watches the house during the wave."""

    def looks(self, is_over: bool = False) -> None: ...
    def has_seen_all(self) -> bool: ...


class Drill:
    """All that moves in it. The last hand belongs to the post that sees everybody."""

    def __init__(
        self, wave: Wave, script: Script, programme: Programme, hands: list[Hand], clock: Time, chance: random.Random
    ) -> None:
        self.wave, self.script, self.programme = wave, script, programme
        self.hands, self.clock, self.chance = hands, clock, chance
        self.ledger = Ledger(programme)
        self.acts = {act.name: act for act in programme.acts}
        self.arrivals = Arrivals(wave, script)
        self.minute = 0
        self.turns = 0
        self._delays: dict[tuple[str, tuple[int, int], str, int], float] = {}
        self._twins: list[tuple[Hand, Play, Act, list[str]]] = []
        self._brings = next(play for play in script.play if play.brings)
        self.kind = programme.forms[self.acts[self._brings.act].forms[0]].about
        self._party = {card.of: card.party for card in programme.cards.values()}
        self._parents = self._party[self.kind]

    def runs(
        self, turns_max: int, tell: Callable[["Drill"], None], witness: Looks | None = None, hours_more: int = 0
    ) -> None:
        """Until everybody is where they belong, or for too long; `hours_more` later all phones say the rest. The
        `witness` looks after every turn, and once more when all is said."""
        while self.turns < turns_max and self.standing() < len(self.wave.people):
            self._turn(witness)
            tell(self)
        for _ in range(hours_more * 60 // self.script.minutes_each_turn):
            if witness and witness.has_seen_all():
                break
            self._turn(witness)
        alive = [hand for hand in self.hands if not hand.dead]
        for hand in alive:
            hand.offline_until = 0
        for _ in range(ENDING_TURNS_MAX):
            self.clock.turn(0.05)
            left = sum(not hand.exchanges(self.clock.now_ms()) for hand in alive)
            if not left:
                break
        # What others said last is fetched once more.
        for hand in alive:
            while not hand.exchanges(self.clock.now_ms()):
                self.clock.turn(0.01)
            self.ledger.gives_back(hand)
        if witness:
            witness.looks(is_over=True)
        tell(self)

    def _turn(self, witness: Looks | None) -> None:
        self.turns += 1
        self.minute += self.script.minutes_each_turn
        self.clock.turn(self.script.minutes_each_turn)
        self.plays()
        if witness:
            witness.looks()

    def plays(self) -> None:
        """Everybody does what they see to do, then phones that have a network speak."""
        self._second_twins()
        for hand in self.hands:
            if not hand.dead:
                self._acts(hand)
        self.speaks()

    def speaks(self) -> None:
        """Phones that have a network say what they hold and hear what is new; some answers get lost on the way."""
        minutes = self.script.minutes_each_turn
        speaking = [hand for hand in self.hands if hand.has_network(self.minute, minutes, self.chance)]
        chances = [random.Random(self.chance.random()) for _ in speaking]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda hand, chance: hand.talks(self.clock.now_ms(), chance), speaking, chances))
        for hand in speaking:
            self.ledger.gives_back(hand)

    def standing(self) -> int:
        """How many are where they belong, by what the last post of the script sees."""
        rows = self.hands[-1].phone.memory.shelf.rows
        count = 0
        for one in self.wave.people:
            row = rows.get(self.ledger.first.get(one.number, ""))
            journey = row.derived.journey if row else None
            count += (journey.state if journey else "") == one.ends and one.number in self.ledger.first
        return count

    def _acts(self, hand: Hand) -> None:
        sight = Sight(hand, self.ledger.about)
        roles = set(hand.cast.roles)
        for play in self.script.play:
            act = self.acts[play.act]
            if not roles.intersection(act.by) or (play.by and not roles.intersection(play.by)):
                continue
            if play.brings:
                self._receives(sight, play, act)
            elif hand.cast.dies_holding:
                continue
            elif play.call:
                self._called(sight, play, act)
            else:
                self._does_all(sight, play, act)
        settle(sight, self.ledger, self.script, self.clock.now_ms(), is_leader=hand is self.hands[-1])

    def _receives(self, sight: Sight, play: Play, act: Act) -> None:
        hand = sight.hand
        for _ in range(PARTIES_EACH_TURN):
            party = self.arrivals.next(hand, play, self.minute)
            if party is None:
                break
            made = self._do(sight, play, act, [], party, {})
            if made is None:
                continue
            records = made[act.forms[0]]
            for one, record in zip(party, records, strict=True):
                self.ledger.whose[record], self.ledger.first[one.number] = one, record
            if party[0].again:
                self._registers_again(hand, play, act, party)
        if hand.cast.dies_holding and self.arrivals.came_to(hand) <= self.ledger.first.keys():
            hand.dies(self.clock.now_ms())
            self.ledger.gives_back(hand)

    def _registers_again(self, first: Hand, play: Play, act: Act, party: list[Traveller]) -> None:
        """At another desk, while neither hears of the other."""
        peers = [
            hand
            for hand in self.hands
            if hand is not first
            and set(hand.cast.roles) & set(act.by)
            and hand.place in self.arrivals.doors
            and not hand.cast.dies_holding
        ]
        peer = self.chance.choice(peers)
        for hand in (first, peer):
            hand.offline_until = max(hand.offline_until, self.minute + 30)
        doing = Doing(
            Sight(peer, self.ledger.about), act, [], party, self.script.words, self.chance, self.clock.now_ms()
        )
        done = doing.fills(act.forms[:1], play.answers, {})
        self.ledger.takes([], done.ops)
        for one, record in zip(party, done.made[act.forms[0]], strict=True):
            self.ledger.whose[record], self.ledger.again[one.number] = one, record

    def _called(self, sight: Sight, play: Play, act: Act) -> None:
        call = play.call
        assert call
        if sight.holds(call.but_of, call.but_in, call.but_if, {}):
            return
        waiting = self._apart(sight.gathered(call.gather, call.of, self._parents, 10**6))
        long = any(self._age(sight.hand, seen) >= call.minutes for seen in waiting)
        if (len(waiting) >= call.least or long) and not self.ledger.is_over(play):
            self._do(sight, play, act, [], [], {})

    def _does_all(self, sight: Sight, play: Play, act: Act) -> None:
        waiting = sight.in_states(act.on, act.in_)
        self.ledger.hear(waiting)
        ready = [seen for seen in waiting if self.ledger.is_second(seen.id)] if play.merges else self._apart(waiting)
        ready = [seen for seen in ready if self._is_ready(sight, play, act, seen)]
        groups: dict[str, list[RecordView]] = {}
        for seen in ready:
            key = str(sight.look(seen)(play.together)) if play.together else seen.id
            groups.setdefault(key, []).append(seen)
        for group in groups.values():
            for at in range(0, len(group), play.most):
                if not self.ledger.is_over(play):
                    self._does(sight, play, act, group[at : at + play.most])

    def _does(self, sight: Sight, play: Play, act: Act, group: Sequence[RecordView]) -> None:
        chosen: dict[str, list[RecordView]] = {}
        for field, gather in play.gather.items():
            most = group[0].values.get(gather.most)
            room = most if isinstance(most, int) else 10**6
            own = f"{group[0].kind}:{group[0].id}"
            everyone = sight.of_kind[self.kind].values()
            aboard = sum(seen.journey is not None and seen.journey.holder == own for seen in everyone)
            found = sight.gathered(gather, self.kind, self._parents, room - aboard)
            free = [
                one for one in self._apart(found) if not gather.aboard or (one.journey and one.journey.holder == own)
            ]
            chosen[field] = [seen for seen in free if self.ledger.claim(act.name, seen) not in self.ledger.claims]
            if not chosen[field]:
                return
        moved = [*group, *(seen for some in chosen.values() for seen in some)]
        if any(self.ledger.claim(name, seen) in self.ledger.claims for name in play.instead_of for seen in moved):
            return
        if play.twin:
            self._two_at_once(sight, play, act, group)
            return
        self._do(sight, play, act, group, [], chosen)

    def _two_at_once(self, sight: Sight, play: Play, act: Act, group: Sequence[RecordView]) -> None:
        """The first says it now, the other a turn later; until both have, neither has a network."""
        hand = sight.hand
        for peer in self.hands:
            if peer is hand or peer.place != hand.place or not set(peer.cast.roles) & set(act.by):
                continue
            views = [peer.view(seen.id) for seen in group]
            ready = all(view and view.journey and view.journey.state in act.in_ for view in views)
            if ready and not peer.cast.dies_holding and self._do(sight, play, act, group, [], {}):
                for one in (hand, peer):
                    one.offline_until = max(one.offline_until, self.minute + 2 * self.script.minutes_each_turn)
                self.ledger.planned.update(self.ledger.chain(seen.id) for seen in group)
                self._twins.append((peer, play, act, [seen.id for seen in group]))
                return

    def _second_twins(self) -> None:
        twins, self._twins = self._twins, []
        for peer, play, act, records in twins:
            seen = [view for view in map(peer.view, records) if view]
            self._do(Sight(peer, self.ledger.about), play, act, seen, [], {}, other=True)

    def _do(
        self,
        sight: Sight,
        play: Play,
        act: Act,
        on: Sequence[RecordView],
        people: Sequence[Traveller],
        chosen: dict[str, list[RecordView]],
        other: bool = False,
    ) -> dict[str, list[str]] | None:
        hand, answers = sight.hand, {**play.answers, **(play.other if other else {})}
        words = {**self.script.words, "plate": f"沪A{self.chance.randrange(10**5):05}"}
        if play.merges:
            words["first_record"] = self.ledger.first_of(on[0].id)
        doing = Doing(sight, act, on, people, words, self.chance, self.clock.now_ms())
        moved = [seen for seen in on if not chosen] + [seen for group in chosen.values() for seen in group]
        claims = [self.ledger.claim(act.name, seen) for seen in moved]
        claims += [self.ledger.claim(name, seen) for name in play.instead_of for seen in (*on, *moved)]
        if play.once:
            claims.append(once(play))
        try:
            doing.fills(
                play.forms or act.forms,
                answers,
                {field: [seen.id for seen in group] for field, group in chosen.items()},
            )
        except Stumble as stumble:
            self.ledger.stumbles[str(stumble)] += 1
            return None
        finally:
            self.ledger.takes(claims, doing.done.ops)
        hand.counts["acts"] += 1
        return doing.done.made

    def _is_ready(self, sight: Sight, play: Play, act: Act, seen: RecordView) -> bool:
        if not play.gather and self.ledger.claim(act.name, seen) in self.ledger.claims:
            return False
        if not sight.fits(seen, act.when, {}) or not sight.fits(seen, play.if_, play.unless):
            return False
        for field, states in play.wait_while.items():
            if any(one.journey and one.journey.state in states for one in sight.named(seen, field)):
                return False
        return self._age(sight.hand, seen) >= self._delay(play, seen)

    def _apart(self, found: Sequence[RecordView]) -> list[RecordView]:
        """Without second registrations, and without those whom two desks are still talking about."""
        return [seen for seen in found if not seen.conflicts and not self.ledger.is_apart(seen.id)]

    def _age(self, hand: Hand, seen: RecordView) -> float:
        """Minutes of the wave since the record is as it is."""
        now = self.clock.now_ms()
        shown = hand.now(now) if seen.pending else now
        return (shown - entered_at(seen)) / 60_000 / self.clock.minutes(1)

    def _delay(self, play: Play, seen: RecordView) -> float:
        key = (play.act, play.after, seen.id, entered_at(seen) if not seen.pending else 0)
        if key not in self._delays:
            self._delays[key] = self.chance.uniform(*play.after)
        return self._delays[key]
