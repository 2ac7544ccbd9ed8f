"""The guards no table can say, answered from a world of records."""

import msgspec

from sync import guard
from sync.programme import PolicyRow, Programme
from sync.record import Record
from sync.world import World, going_on, journey_of, value_of


class WorldCalls(msgspec.Struct, frozen=True):
    """Answers for one event (`sync.guard.Calls`). `record` is the one that moves, `at_ms` when its journey began."""

    world: World
    programme: Programme
    record: str
    at_ms: int

    def seats_left(self, holder: str, seats: int) -> bool:
        """Records that move in the same op and were judged before count already; this one does not yet."""
        return sum(1 for held in self.world.held_by(holder) if held.id != self.record) < seats

    def whole_party(self, kind: str, party: str, people: list[str]) -> bool:
        """Those of the party who are elsewhere for good, or in another state, are not waited for."""
        found = [going_on(self.world.record, person) for person in people]
        named = {one.id: one for one in found if one}
        for one in named.values():
            group = value_of(one, party, self.programme)
            if not isinstance(group, str):
                continue
            for other in self.world.naming(group, kind, party):
                if other.id not in named and self._stands_like(other.id, one.id):
                    return False
        return True

    def emptied(self, but: list[str], sought: str) -> bool:
        own = self.world.record(self.record)
        held = self.world.held_by(f"{own.kind}:{own.id}") if own else ()
        return all(one.id in but or self._state(one) == sought for one in held)

    def policy(self, countries: tuple[str, ...]) -> PolicyRow | None:
        return guard.rule_in_force(self.programme.policy, self.at_ms, countries)

    def _state(self, record: Record) -> str:
        journey = journey_of(record, self.programme)
        return journey.state if journey else ""

    def _stands_like(self, other: str, one: str) -> bool:
        records = (self.world.record(other), self.world.record(one))
        journeys = [journey_of(record, self.programme) for record in records if record]
        states = {(journey.state, journey.holder) for journey in journeys if journey}
        return len(states) == 1
