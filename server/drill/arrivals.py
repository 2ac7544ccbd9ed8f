"""Who stands before which desk, and when: a queue at each door."""

from collections.abc import Sequence

from server.drill.hand import Hand
from server.drill.script import Play, Script
from server.drill.traveller import Traveller, Wave


class Arrivals:
    """Parties that nobody has taken in yet, by door, those who landed first in front."""

    def __init__(self, wave: Wave, script: Script) -> None:
        self._wave, self._plots = wave, {plot.name: plot for plot in script.plot}
        self._brings = [play for play in script.play if play.brings]
        self._queues: dict[str, list[list[Traveller]]] = {}
        for party in sorted(wave.parties(), key=lambda party: party[0].minute):
            self._queues.setdefault(party[0].door, []).append(party)
        self.doors = frozenset(self._queues)

    def next(self, hand: Hand, play: Play, minute: int) -> list[Traveller] | None:
        """Take the next party that this hand receives in the way of this play."""
        queue = self._queues.get(hand.place, [])
        for party in queue:
            if party[0].minute <= minute and self._is_for(party, hand) and self._brought_by(party) is play:
                queue.remove(party)
                return party
        return None

    def leaves_out(self, numbers: set[int]) -> None:
        """Who is known already comes no more."""
        for door, queue in self._queues.items():
            self._queues[door] = [party for party in queue if party[0].number not in numbers]

    def came_to(self, hand: Hand) -> set[int]:
        """The travellers meant for this very phone."""
        return {one.number for one in self._wave.people if self._plots[one.plot].phone == hand.name}

    def _is_for(self, party: Sequence[Traveller], hand: Hand) -> bool:
        """A phone that will die first takes somebody whose word gets through."""
        plot = self._plots[party[0].plot]
        if not hand.cast.dies_holding:
            return not plot.phone
        if hand.phone.memory.journal.ops:
            return plot.phone == hand.name
        return not (plot.phone or plot.count or party[0].again)

    def _brought_by(self, party: Sequence[Traveller]) -> Play | None:
        return next((play for play in self._brings if _is_meant(play, party)), None)


def _is_meant(play: Play, party: Sequence[Traveller]) -> bool:
    plots = play.if_.get("$plot")
    return plots is None or party[0].plot in (plots if isinstance(plots, list) else [plots])
