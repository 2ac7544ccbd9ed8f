"""Where two desks disagree, who may decide does."""

from server.drill.ledger import Contest, Ledger
from server.drill.script import Script
from server.drill.sight import Sight


def settle(sight: Sight, ledger: Ledger, script: Script, now_ms: int) -> None:
    """Every conflict this hand sees is noted, and decided once, by whoever the field says."""
    hand = sight.hand
    for seen in [one for kind in sight.of_kind.values() for one in kind.values() if one.conflicts]:
        contest = ledger.contests.get(seen.id)
        if contest is None:
            ledger.counts[f"conflicts nobody planned: {seen.kind} {', '.join(seen.conflicts)}"] += 1
            contest = ledger.contests[seen.id] = Contest(seen.id)
        contest.shown.append([*seen.conflicts])
        for field in seen.conflicts:
            role = hand.programme.kinds[seen.kind][field].policy.decided_by
            if role not in hand.cast.roles or contest.settled:
                continue
            one, meant = ledger.about(seen), script.settles.get(field)
            value = one.word(meant[1:]) if one and isinstance(meant, str) and meant.startswith("$") else meant
            chosen = value if value is not None else seen.values[field]
            own = hand.phone.decide(seen.id, field, chosen, hand.now(now_ms), hand.mono(now_ms))
            hand.note(own)
            ledger.takes([], [own])
            contest.settled = True
