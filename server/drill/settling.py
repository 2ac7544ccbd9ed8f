"""Where two desks disagree, who may decide does."""

from server.drill.ledger import Contest, Ledger
from server.drill.script import Script
from server.drill.sight import Sight
from sync.overlay import RecordView


def settle(sight: Sight, ledger: Ledger, script: Script, now_ms: int, is_leader: bool) -> None:
    """Every conflict this hand sees is noted, and decided once, by whoever the field says: anybody, where it says
    nobody. The leader sees everything, and so whether it comes back."""
    shown = set()
    for seen in [one for kind in sight.of_kind.values() for one in kind.values() if one.conflicts]:
        for field in seen.conflicts:
            contest = ledger.notes(seen, field)
            shown.add((ledger.chain(seen.id), field))
            if not contest.settled:
                _decides(sight, seen, contest, ledger, script, now_ms)
    if is_leader:
        for key, (*_, last) in ledger.contests.items():
            last.times_shown += key in shown and not last.shows
            last.shows = key in shown


def _decides(sight: Sight, seen: RecordView, contest: Contest, ledger: Ledger, script: Script, now_ms: int) -> None:
    hand, field = sight.hand, contest.field
    role = hand.programme.kinds[seen.kind][field].policy.decided_by
    if role and role not in hand.cast.roles:
        return
    one, meant = ledger.about(seen), script.settles.get(field)
    value = one.word(meant[1:]) if one and isinstance(meant, str) and meant.startswith("$") else meant
    own = hand.phone.decide(
        seen.id, field, value if value is not None else seen.values[field], hand.now(now_ms), hand.mono(now_ms)
    )
    hand.note(own)
    ledger.takes([], [own])
    contest.said.add(own.dot)
    contest.settled = True
