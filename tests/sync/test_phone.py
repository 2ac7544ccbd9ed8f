"""The reference client, transition by transition: what it says, and what it makes of each answer."""

import copy

import msgspec
import pytest

from sync import canon
from sync.exchange import (
    LIMITS,
    Answer,
    Derived,
    Entry,
    Exchange,
    Gone,
    Journey,
    Leave,
    Put,
    Sum,
    Verdict,
    VerdictCode,
    WireHead,
)
from sync.op import Op, Value
from sync.phone import Memory, Phone, Said, TooLarge
from sync.rights import Author
from sync.seen import Filled
from sync.stamp import Dot, Stamp
from tests.parcels import DEPOT, OFFICE, PARCELS

NOW = 1_700_000_000_000
HOUR = 3_600_000
CLERK = Author("k7x4mq", "u1", "Wei", DEPOT, ("clerk",), (DEPOT,))
A, B, C = (f"01900000-0000-7000-8000-00000000000{at}" for at in (1, 2, 3))


@pytest.fixture
def phone() -> Phone:
    return Phone(Memory(CLERK), PARCELS)


def takes_in(phone: Phone, record: str = A, **values: Value) -> Dot:
    own = phone.save("take_in", [Filled(record, {"label": "L1", **values})], NOW)
    assert own
    return own.dot


def marks(phone: Phone, record: str = A, **values: Value) -> Dot:
    own = phone.save("mark", [Filled(record, values)], NOW)
    assert own
    return own.dot


def asks(phone: Phone) -> Exchange:
    exchange = phone.next_exchange(NOW)
    assert exchange
    return exchange


def seqs(exchange: Exchange) -> list[int]:
    return [msgspec.json.decode(raw, type=Op).seq for raw in exchange.ops]


def said(seq: int, code: VerdictCode = "applied", n: int | None = 10, detail: str | None = None) -> Verdict:
    return Verdict(seq, code, n, NOW, detail)


def answer(
    *entries: Entry,
    verdicts: tuple[Verdict, ...] = (),
    last_seq: int | None = None,
    cursor: str = "c1",
    complete: bool = True,
    reset: bool = False,
    sums: list[Sum] | None = None,
    now: int = NOW,
) -> Answer:
    last = max((verdict.seq for verdict in verdicts), default=0) if last_seq is None else last_seq
    return Answer("e", now, list(verdicts), last, 0, list(entries), cursor, complete, reset, sums)


def put(
    record: str = A, n: int = 10, v: int = 1, whole: bool = True, scopes: tuple[str, ...] = (DEPOT,), **values: Value
) -> Put:
    stamp = Stamp(NOW - 5, "m2p9td", n)
    fields = {name: [WireHead(value, 0)] for name, value in values.items()}
    journey = Journey("stored", DEPOT, DEPOT, NOW - 5, Dot("m2p9td", n))
    return Put(n, v, "parcel", record, list(scopes), [stamp], fields, [] if whole else None, Derived(journey), whole)


def value(phone: Phone, name: str, record: str = A) -> Value:
    view = phone.view(record)
    assert view
    return view.values.get(name)


# Saving


def test_what_is_saved_is_seen_at_once_and_goes_out_in_order(phone: Phone) -> None:
    takes_in(phone, colour="red")
    marks(phone, colour="blue")
    view = phone.view(A)
    assert view
    assert view.journey
    assert (view.values["label"], view.values["colour"], view.journey.state) == ("L1", "blue", "stored")
    assert (view.journey.holder, view.pending, view.v) == (DEPOT, 2, 0)
    exchange = asks(phone)
    assert (seqs(exchange), exchange.held, exchange.cursor) == ([1, 2], 0, None)


def test_saving_what_stands_already_makes_no_op(phone: Phone) -> None:
    takes_in(phone, colour="red")
    assert phone.save("mark", [Filled(A, {"colour": " red "})], NOW) is None
    assert phone.unsent == 1


def test_a_write_over_own_unfinished_writes_names_them_and_what_they_named(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(colour="red")))
    first = marks(phone, colour="green")
    marks(phone, colour="blue")
    op = phone.memory.journal.ops[-1].op
    assert op.parts[0].writes[0].base == [first, Dot("m2p9td", 10)]


def test_the_next_part_has_seen_the_own_unsent_event(phone: Phone) -> None:
    made = takes_in(phone)
    own = phone.save("send", [Filled(A, {})], NOW)
    assert own
    assert own.op.parts[0].seen == made


def test_an_op_keeps_its_bytes_from_save_to_the_last_resend(phone: Phone) -> None:
    takes_in(phone)
    first, again = asks(phone), asks(phone)
    assert [bytes(raw) for raw in first.ops] == [bytes(raw) for raw in again.ops]
    assert canon.sent_fault(first.ops[0]) is None


def test_what_passes_a_limit_is_not_saved(phone: Phone) -> None:
    with pytest.raises(TooLarge):
        takes_in(phone, colour="x" * LIMITS.value_bytes_max)
    assert phone.unsent == 0
    assert takes_in(phone).seq == 1


def test_a_conflict_is_settled_by_naming_every_head(phone: Phone) -> None:
    asks(phone)
    contested = put(care="cold")
    heads = [WireHead("dry", 0), WireHead("cold", 1)]
    stamps = [*contested.stamps, Stamp(NOW, "s5w8hc", 1)]
    phone.take(answer(msgspec.structs.replace(contested, fields={"care": heads}, stamps=stamps)))
    assert value(phone, "care") == "cold"
    own = phone.decide(A, "care", "dry", NOW)
    assert sorted(own.op.parts[0].writes[0].base) == [Dot("m2p9td", 10), Dot("s5w8hc", 1)]
    view = phone.view(A)
    assert view
    assert (view.values["care"], view.conflicts) == ("dry", [])


# Verdicts and the view


def test_an_own_op_is_shown_until_the_row_reaches_it(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(n=5, colour="red")))
    marks(phone, colour="blue")
    asks(phone)
    phone.take(answer(verdicts=(said(1, n=20),), cursor="c2", complete=False))
    assert value(phone, "colour") == "blue"
    asks(phone)
    phone.take(answer(put(n=19, colour="red"), last_seq=1, cursor="c3", complete=False))
    assert value(phone, "colour") == "blue"
    asks(phone)
    phone.take(answer(put(n=20, v=2, colour="grey"), last_seq=1, cursor="c4", complete=False))
    assert value(phone, "colour") == "grey"


def test_a_complete_page_passes_an_own_op_though_the_row_did_not_move(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(n=5, colour="red")))
    marks(phone, colour="blue")
    asks(phone)
    phone.take(answer(verdicts=(said(1, n=20),), cursor="c2"))
    assert value(phone, "colour") == "red"


@pytest.mark.parametrize("code", ["quarantined", "refused", "superseded"])
def test_what_did_not_enter_stays_beside_the_row_until_dealt_with(phone: Phone, code: VerdictCode) -> None:
    asks(phone)
    phone.take(answer(put(n=5, colour="red")))
    dot = marks(phone, colour="blue")
    asks(phone)
    phone.take(answer(verdicts=(said(1, code, None, "why"),), cursor="c2"))
    view = phone.view(A)
    assert view
    assert (view.values["colour"], [own.dot for own in view.troubled], view.pending) == ("red", [dot], 0)
    assert [own.dot for own in phone.troubled()] == [dot]
    phone.dismiss(dot)
    assert phone.troubled() == []


def test_a_record_whose_making_was_quarantined_stays_in_sight(phone: Phone) -> None:
    dot = takes_in(phone)
    asks(phone)
    phone.take(answer(verdicts=(said(1, "quarantined", None),)))
    assert value(phone, "label") == "L1"
    phone.dismiss(dot)
    assert phone.view(A) is None


def test_an_answer_nobody_waits_for_is_dropped(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.miss()
    phone.take(answer(put(B), verdicts=(said(1),)))
    assert (phone.unsent, list(phone.memory.shelf.rows)) == (1, [])


def test_a_page_is_stored_only_at_the_cursor_it_was_asked_for(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.memory.shelf.cursor = "another tab was here"
    phone.take(answer(put(B), verdicts=(said(1),)))
    assert (phone.unsent, list(phone.memory.shelf.rows)) == (0, [])


# The feed


def test_a_put_replaces_what_it_carries_and_leaves_the_rest(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(colour="red", label="L1")))
    asks(phone)
    phone.take(answer(put(n=12, v=2, whole=False, scopes=(DEPOT, OFFICE), colour="blue"), cursor="c2"))
    assert (value(phone, "label"), value(phone, "colour")) == ("L1", "blue")
    assert phone.memory.shelf.rows[A].scopes == [DEPOT, OFFICE]


def test_a_record_in_no_scope_is_hidden_at_once_and_deleted_when_complete(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(scopes=(DEPOT, OFFICE)), put(B)))
    asks(phone)
    phone.take(answer(Leave(11, A, DEPOT, "moved"), Leave(12, B, DEPOT, "moved"), cursor="c2", complete=False))
    assert (list(phone.views()), sorted(phone.memory.shelf.rows)) == ([A], [A, B])
    asks(phone)
    phone.take(answer(cursor="c3"))
    assert list(phone.memory.shelf.rows) == [A]


def test_a_lost_right_takes_the_whole_scope(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(), put(B), put(C, scopes=(DEPOT, OFFICE))))
    asks(phone)
    phone.take(answer(Leave(20, "", DEPOT, "right-lost"), cursor="c2"))
    assert list(phone.memory.shelf.rows) == [C]


def test_what_is_purged_is_gone_at_once(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put()))
    asks(phone)
    phone.take(answer(Gone(11, A), cursor="c2", complete=False))
    assert phone.views() == {}


def test_a_reset_sweeps_what_is_not_sent_again(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(n=50), put(B, n=51)))
    asks(phone)
    phone.take(answer(put(n=7), cursor="r1", complete=False, reset=True))
    assert sorted(phone.views()) == [A, B]
    asks(phone)
    phone.take(answer(cursor="r2"))
    assert list(phone.views()) == [A]


def test_a_reset_spares_rows_under_own_ops_until_their_verdict(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(B)))
    marks(phone, B, colour="blue")
    asks(phone)
    phone.take(answer(cursor="r1", reset=True))
    assert value(phone, "colour", B) == "blue"
    assert phone.unsent == 1
    asks(phone)
    phone.take(answer(verdicts=(said(1, "quarantined", None),), cursor="r2", complete=False))
    assert phone.views() == {}


def test_a_part_of_a_record_it_does_not_hold_makes_it_start_over(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(whole=False, colour="red")))
    assert (asks(phone).cursor, phone.views()) == (None, {})


def test_sums_that_differ_make_it_start_over_at_most_hourly(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put(v=3), sums=[Sum(DEPOT, *canon.sum_of([(A, 3)]))]))
    assert asks(phone).cursor == "c1"
    wrong = [Sum(DEPOT, *canon.sum_of([(A, 4)]))]
    phone.take(answer(cursor="c2", sums=wrong))
    assert asks(phone).cursor is None
    phone.take(answer(put(v=3), cursor="c3", sums=wrong, now=NOW + HOUR - 1))
    assert asks(phone).cursor == "c3"
    phone.take(answer(cursor="c4", sums=wrong, now=NOW + HOUR))
    assert asks(phone).cursor is None


# Trouble


def test_ops_go_out_within_limits_and_the_rest_is_held(phone: Phone) -> None:
    for at in range(LIMITS.ops_per_exchange_max + 5):
        marks_new(phone, at)
    exchange = asks(phone)
    assert (len(exchange.ops), exchange.held) == (LIMITS.ops_per_exchange_max, 5)


def test_an_exchange_stays_within_its_bytes(phone: Phone) -> None:
    for at in range(60):
        takes_in(phone, f"01900000-0000-7000-8000-0000000001{at:02}", colour="x" * 20_000)
    exchange = asks(phone)
    assert sum(len(bytes(raw)) for raw in exchange.ops) < LIMITS.request_inflated_bytes_max
    assert exchange.held == 60 - len(exchange.ops) > 0


def test_too_large_sends_less_until_the_outbox_is_empty(phone: Phone) -> None:
    for at in range(5):
        marks_new(phone, at)
    asks(phone)
    phone.memory.ops_max = 4
    phone.hear(Said("too-large"))
    assert seqs(asks(phone)) == [1, 2]
    phone.take(answer(verdicts=(said(1), said(2))))
    assert seqs(asks(phone)) == [3, 4]
    phone.take(answer(verdicts=(said(3), said(4)), cursor="c2"))
    asks(phone)
    phone.take(answer(verdicts=(said(5),), cursor="c3"))
    assert phone.memory.ops_max == LIMITS.ops_per_exchange_max


def marks_new(phone: Phone, at: int) -> None:
    takes_in(phone, f"01900000-0000-7000-8000-00000000{at + 1000}")


def test_misses_back_off_with_full_jitter_and_honour_retry_after(phone: Phone) -> None:
    assert phone.wait_ms(0.0) == 0
    waits = []
    for _ in range(8):
        phone.miss()
        waits.append(phone.wait_ms(0.999999))
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (1999, 59_999)
    phone.hear(Said("busy", retry_after=120))
    assert 120_000 <= phone.wait_ms(0.5) < 180_000
    asks(phone)
    phone.take(answer())
    assert phone.wait_ms(0.999) < 1000


def test_signing_in_again_keeps_the_outbox(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.hear(Said("unauthorised"))
    assert phone.next_exchange(NOW) is None
    assert phone.memory.barred == "unauthorised"
    phone.enrolled(CLERK)
    assert seqs(asks(phone)) == [1]


def test_a_forked_device_renumbers_from_the_fork_on_with_its_own_bases(phone: Phone) -> None:
    takes_in(phone, colour="red")
    marks(phone, colour="blue")
    phone.save("send", [Filled(A, {})], NOW)
    marks(phone, colour="green")
    asks(phone)
    phone.hear(Said("device-fork", from_=2, verdicts=[said(1)]))
    assert phone.next_exchange(NOW) is None
    phone.enrolled(msgspec.structs.replace(CLERK, inc="s5w8hc"))
    exchange = asks(phone)
    assert (exchange.inc, seqs(exchange)) == ("s5w8hc", [1, 2, 3])
    blue, send, green = (msgspec.json.decode(raw, type=Op) for raw in exchange.ops)
    assert blue.parts[0].writes[0].base == [Dot("k7x4mq", 1)]
    assert send.parts[0].seen == Dot("k7x4mq", 1)
    assert green.parts[0].writes[0].base == [Dot("s5w8hc", 1), Dot("k7x4mq", 1)]
    assert value(phone, "colour") == "green"
    assert marks(phone, colour="white") == Dot("s5w8hc", 4)


def test_a_server_that_lost_its_tail_gets_it_again_with_the_stamps_it_gave(phone: Phone) -> None:
    for at in range(3):
        marks_new(phone, at)
    asks(phone)
    phone.take(answer(verdicts=(said(1), said(2), said(3))))
    asks(phone)
    phone.take(answer(last_seq=1, cursor="c2", reset=True))
    exchange = asks(phone)
    assert (seqs(exchange), exchange.refill) == ([2, 3], [(2, NOW), (3, NOW)])


def test_a_gap_is_filled_and_what_is_no_longer_here_is_passed_over(phone: Phone) -> None:
    for at in range(4):
        marks_new(phone, at)
    asks(phone)
    phone.take(answer(verdicts=(said(1), said(2), said(3))))
    del phone.memory.journal.ops[1]
    asks(phone)
    phone.hear(Said("seq-gap", expected=2))
    exchange = asks(phone)
    assert (seqs(exchange), exchange.skip, exchange.refill) == ([3, 4], [(2, 2)], [(3, NOW)])


def test_the_journal_keeps_its_ops_three_days_and_until_they_are_safe(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.take(answer(put(), verdicts=(said(1),)))
    phone.next_exchange(NOW + 73 * HOUR)
    phone.take(answer(last_seq=1, cursor="c2"))
    assert len(phone.memory.journal.ops) == 1
    phone.next_exchange(NOW + 73 * HOUR)
    phone.take(msgspec.structs.replace(answer(last_seq=1, cursor="c3"), durable_seq=1))
    assert phone.memory.journal.ops == []


def test_a_phone_killed_between_two_calls_goes_on_from_its_memory(phone: Phone) -> None:
    takes_in(phone, colour="red")
    asks(phone)
    again = Phone(copy.deepcopy(phone.memory), PARCELS)
    assert seqs(asks(again)) == [1]
    again.take(answer(put(n=10, colour="red"), verdicts=(said(1),)))
    assert (again.unsent, value(again, "colour")) == (0, "red")


def test_another_programme_version_fetches_everything_anew(phone: Phone) -> None:
    asks(phone)
    phone.take(answer(put()))
    phone.reprogramme(msgspec.structs.replace(PARCELS, version="p2"))
    assert asks(phone).cursor is None
    assert list(phone.views()) == [A]
    assert takes_in(phone, B).seq == 1
    assert phone.memory.journal.ops[0].op.version == "p2"
