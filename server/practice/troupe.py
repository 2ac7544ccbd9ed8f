"""Those who play the other posts: the drill's hands and script, on the clock of practice."""

import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server import identity
from server.drill import command as drilling
from server.drill.hand import Hand
from server.drill.house import Time
from server.drill.script import Play, Script
from server.drill.sight import Sight, made_at
from server.drill.traveller import Traveller, Wave
from server.drill.wave import AT_ONCE, Drill
from server.intake import devices
from server.practice.cast import Cast, Opening
from server.tokens import Keys, claim_of
from server.wake import Subscription
from sync.journal import Journal
from sync.match import given
from sync.overlay import RecordView
from sync.phone import Memory
from sync.programme import Act, Programme

SIZE = "tiny"
SPEAKING_ROUNDS_MAX = 40
CARD = "$card"


class Troupe(Drill):
    """A drill that goes on for as long as somebody plays. Records that nobody of the wave is behind are guests: people
    registered by hand, treated like all others. `ears`: installation -> whether the house has called it."""

    def __init__(
        self,
        script: Script,
        programme: Programme,
        hands: "Hands",
        clock: Time,
        cast: Cast,
        opening: Opening,
        ears: Mapping[str, Subscription],
    ) -> None:
        drawn = tuple(plot for plot in script.plot if plot.name not in opening.without)
        script = msgspec.structs.replace(script, hours=opening.hours, plot=drawn)
        wave = drilling.wave_of(SIZE, opening.seed, script, programme)
        self._asked_last = _settle(wave, opening, script, programme)
        super().__init__(wave, script, programme, hands.hands, clock, random.Random(f"{opening.seed} practice"))
        self.cast, self.opening, self._ears = cast, opening, ears
        self._began_ms = hands.began_ms
        self._players = {post.place for post in cast.post}
        self._at_first = True
        self._awaited = self.acts[opening.answer]

    @property
    def leader(self) -> Hand:
        """Who sees everybody."""
        return self.hands[-1]

    def round(self, minutes: float, at_first: bool = False) -> None:
        """The clock goes on by so many minutes, everybody acts, and says what they have done."""
        self._at_first = at_first
        self.clock.turn(minutes)
        self.minute = round((self.clock.now_ms() - self._began_ms) / 60_000)
        self.recognises()
        self.plays()

    def speaks(self) -> None:
        """Nobody here is without a network: until all is said, and whoever was called by it has heard."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in range(SPEAKING_ROUNDS_MAX):
                called = [hand for hand in self.hands if self._is_called(hand)]
                if not called:
                    break
                list(pool.map(self._speaks, called))
                for hand in called:
                    self.ledger.gives_back(hand)

    def hears(self) -> None:
        """Everybody hears what is new."""
        for hand in self.hands:
            self._speaks(hand)
            self.ledger.gives_back(hand)

    def _speaks(self, hand: Hand) -> None:
        for _ in range(SPEAKING_ROUNDS_MAX):
            if hand.exchanges(self.clock.now_ms()):
                break

    def _is_called(self, hand: Hand) -> bool:
        """Who has something to say, was not answered, or may hear something new."""
        return self._ears[hand.phone.inc].takes() or hand.phone.unsent > 0 or hand.phone.memory.misses > 0

    def recognises(self) -> None:
        """Whom each record is about: people of the wave by the card they carry, everybody else is a guest."""
        carried = _field_of(self.script, CARD)
        people = {str(one.word(CARD[1:])): one for one in self.wave.people}
        for seen in sorted(self._people(), key=made_at):
            one = people.get(str(seen.values.get(carried)))
            if seen.id in self.ledger.whose and one is self.ledger.whose[seen.id]:
                continue
            if one is None:
                self.ledger.whose[seen.id] = self._guest(seen)
            else:
                self.ledger.whose[seen.id] = one
                known = self.ledger.first.setdefault(one.number, seen.id)
                if known != seen.id:
                    self.ledger.again[one.number] = seen.id
        self.arrivals.leaves_out({one.number for one in self.ledger.whose.values()})

    def guests(self) -> Iterator[RecordView]:
        """People registered by hand, as the leader sees them."""
        numbers = {one.number for one in self.wave.people}
        for seen in self._people():
            one = self.ledger.whose.get(seen.id)
            if one is None or one.number not in numbers:
                yield seen

    def is_over(self, seen: RecordView) -> bool:
        """Whether their journey is at an end."""
        rules = self.programme.journeys[seen.kind]
        return seen.journey is not None and seen.journey.state in rules.final

    def calls(self, states: Sequence[str] = ()) -> Iterator[tuple[Hand, RecordView]]:
        """What waits for `answer` at a post that somebody plays, with a phone of that post."""
        act = self._awaited
        for hand in {hand.place: hand for hand in self.hands if hand.place in self._players}.values():
            sight = Sight(hand, self.ledger.about)
            for seen in sight.in_states(act.on, tuple(states) or act.in_):
                if set(act.by) & set(hand.cast.roles) and sight.fits(seen, act.when, {}):
                    yield hand, seen

    def guests_in(self, seen: RecordView) -> list[RecordView]:
        """The people registered by hand whom a record names."""
        guests = {guest.id for guest in self.guests()}
        sight = Sight(self.leader, self.ledger.about)
        refs = [name for name, field in self.programme.kinds[seen.kind].items() if field.type in ("ref", "refs")]
        return [one for name in refs for one in sight.named(seen, name) if one.id in guests]

    def name(self, seen: RecordView) -> str:
        """As their card is headed."""
        said = (seen.values.get(field) for field in self.programme.cards[seen.kind].title)
        return " ".join(str(part) for part in said if given(part))

    def is_opened(self) -> bool:
        """Whether what a newcomer should find is so."""
        return self._is_late() and any(self.calls(self.opening.asked))

    def _is_late(self) -> bool:
        return any(self.calls(self.opening.late))

    # The drill, changed

    def _is_ready(self, sight: Sight, play: Play, act: Act, seen: RecordView) -> bool:
        if play.once or (act.name in self.opening.leaves and sight.hand.place in self._players):
            return False
        if self._at_first and (act.name in self.opening.leaves_at_first or self._is_too_early(act, seen)):
            return False
        return super()._is_ready(sight, play, act, seen)

    def _is_too_early(self, act: Act, seen: RecordView) -> bool:
        """Of the two parties the office is asked about, the last is when the first is late."""
        one = self.ledger.whose.get(seen.id)
        return act.name == self.opening.asks and one in self._asked_last and not self._is_late()

    def _delay(self, play: Play, seen: RecordView) -> float:
        """Before a newcomer comes nobody is slower than need be: what is late then is what was left to be."""
        return play.after[0] if self._at_first else super()._delay(play, seen)

    def _people(self) -> list[RecordView]:
        return [seen for seen in self.leader.views() if seen.kind == self.kind]

    def _guest(self, seen: RecordView) -> Traveller:
        """As their record says; what it does not say is what is meant for people like them."""
        look = Sight(self.leader, self.ledger.about).look(seen)
        said = {
            word: value
            for word, places in self.cast.guest.items()
            if (value := next((one for one in map(look, places) if given(one)), None)) is not None
        }
        plot = max(
            (plot for plot in self.script.plot if not plot.count),
            key=lambda plot: sum(1 if said[word] == plot.words[word] else -1 for word in said.keys() & plot.words),
        )
        known = self.wave.people[0]
        words = {**plot.words, **said}
        return msgspec.structs.replace(known, number=-1, party=-1, plot=plot.name, ends=plot.ends, words=words)


def _settle(wave: Wave, opening: Opening, script: Script, programme: Programme) -> list[Traveller]:
    """Who lives where the player's street office is: the first party of the plot, and the last, which is returned. Here
    every post hears the others, so nobody is registered twice."""
    streets = [place.code for place in programme.places if place.code.startswith(f"{script.homes}:")]
    others = [street for street in streets if street != opening.lives_at]
    parties = sorted(wave.parties(), key=lambda party: party[0].minute)
    able = [party for party in parties if party[0].plot == opening.plot]
    chosen = (able[0], able[-1])
    for at, party in enumerate(parties):
        for one in party:
            one.again = False
            if party in chosen:
                one.street = opening.lives_at
            elif one.street == opening.lives_at:
                one.street = others[at % len(others)]
            if one.words.get("told_street"):
                one.words["told_street"] = one.street
            if one.words.get("other_street") == opening.lives_at:
                one.words["other_street"] = next(street for street in others if street != one.street)
    return chosen[1]


def _field_of(script: Script, word: str) -> str:
    """The field of the registration that is answered with this word."""
    said = (answers for play in script.play if play.brings for answers in play.answers.values())
    return next(field for answers in said for field, value in answers.items() if value == word)


class Hands(NamedTuple):
    """All phones of a script, and since when they are in this house (ms)."""

    hands: list[Hand]
    began_ms: int


def take_up(db: sa.Connection, keys: Keys, script: Script, programme: Programme, url: str, now_ms: int) -> Hands:
    """Every phone of the script: the one it was before the house was closed, or a new one."""
    hands: list[Hand] = []
    began_ms = now_ms
    for cast in (cast for cast in script.post if not cast.dies_holding):
        for number in range(1, cast.phones + 1):
            name = f"{cast.who} {number}" if cast.phones > 1 else cast.who
            person = identity.find_person(db, name, cast.place, cast.roles)
            person = person or identity.add_person(db, name, cast.place, cast.roles, now_ms)
            inc = identity.newest_of(db, person.id)
            if inc is None:
                code = identity.issue_code(db, keys, person.id, now_ms)
                device = identity.enrol(db, keys, code, name, None, now_ms)
                assert device, "a code that was issued just now"
                inc = device.inc
            known = devices.lock(db, [inc])[inc]
            began_ms = min(began_ms, identity.enrolled_ms(db, inc))
            hand = Hand(cast, name, url, programme, 0)
            hand.takes_up(
                Memory(known.author, Journal(seq=known.last_seq, known=known.last_seq)),
                keys.sign(claim_of(known.author)),
            )
            hands.append(hand)
    return Hands(hands, began_ms)
