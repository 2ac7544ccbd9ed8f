"""What the drill's book knows of somebody registered twice: both records tell of one person, and of one contest."""

import msgspec

from server import programme
from server.drill import command, script
from server.drill.ledger import Ledger
from sync.overlay import RecordView
from sync.seen import SeenHead
from sync.stamp import Dot, Stamp

CHANGNING = programme.seed("changning")
FIRST, AGAIN = "r1", "r2"


def shown(record: str, *said: int) -> RecordView:
    heads = {"colour": [SeenHead(str(seq), Stamp(seq, "desk", seq)) for seq in said]}
    return RecordView("crate", record, 1, {}, heads, ["colour"], None, [], 0, [])


def registered_twice() -> Ledger:
    known, played = programme.read(CHANGNING).programme, script.read(CHANGNING)
    one = msgspec.structs.replace(command.wave_of("tiny", 1, played, known).people[0], again=True)
    ledger = Ledger(known)
    ledger.whose = {FIRST: one, AGAIN: one}
    ledger.first, ledger.again = {one.number: FIRST}, {one.number: AGAIN}
    return ledger


def test_what_is_decided_on_one_record_is_decided_on_the_other() -> None:
    ledger = registered_twice()
    ledger.planned.add(ledger.chain(FIRST))
    assert ledger.is_apart(FIRST)
    contest = ledger.notes(shown(FIRST, 1, 2), "colour")
    contest.said.add(Dot("lead", 3))
    contest.settled = True
    # The house says that the second one goes on; a phone that has not heard of it shows the contest there.
    one = ledger.whose[FIRST]
    ledger.first[one.number], ledger.again[one.number] = AGAIN, FIRST
    assert ledger.notes(shown(AGAIN, 1, 2), "colour") is contest
    assert not ledger.is_apart(AGAIN)
    assert not ledger.counts


def test_who_says_more_when_all_is_decided_begins_another() -> None:
    ledger = registered_twice()
    first = ledger.notes(shown(FIRST, 1, 2), "colour")
    first.settled = True
    assert ledger.notes(shown(AGAIN, 1, 4), "colour") is not first
    assert ledger.counts == {"conflicts nobody planned: crate colour": 1}


def test_somebody_a_player_registered_has_the_one_record() -> None:
    ledger = registered_twice()
    guest = msgspec.structs.replace(ledger.whose[FIRST], number=9_999)
    ledger.whose["r3"] = guest
    assert ledger.chain("r3") == "r3"
    assert not ledger.is_apart("r3")
