"""The reference client, transition by transition: limits, refusals, forks, gaps and losses."""

import copy

import msgspec

from sync.exchange import (
    LIMITS,
)
from sync.op import Op
from sync.phone import Phone, Said
from sync.seen import Filled
from sync.stamp import Dot
from tests.parcels import PARCELS
from tests.sync.handset import CLERK, HOUR, NOW, A, B, answer, asks, marks, put, said, seqs, takes_in, value


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
    phone.take(answer(last_seq=1, cursor="c2"))
    exchange = asks(phone)
    assert (seqs(exchange), exchange.refill) == ([2, 3], [(2, NOW), (3, NOW)])


def test_after_a_reset_it_says_all_again_for_a_copy_of_it_may_have_come_back_under_its_numbers(phone: Phone) -> None:
    for at in range(3):
        marks_new(phone, at)
    asks(phone)
    phone.take(answer(verdicts=(said(1), said(2), said(3))))
    asks(phone)
    phone.take(answer(last_seq=9, cursor="c2", reset=True))
    exchange = asks(phone)
    assert (seqs(exchange), exchange.skip, exchange.refill) == ([1, 2, 3], None, [(1, NOW), (2, NOW), (3, NOW)])
    phone.hear(Said("device-fork", from_=3, verdicts=[said(1), said(2)]))
    assert (phone.memory.barred, phone.memory.fork, phone.unsent) == ("device-fork", 3, 1)


def test_who_begins_without_a_cursor_says_all_again_too_for_it_cannot_see_that_history_was_cut(phone: Phone) -> None:
    for at in range(2):
        marks_new(phone, at)
    asks(phone)
    phone.take(answer(verdicts=(said(1), said(2))))
    phone.memory.shelf.cursor = None
    marks_new(phone, 2)
    assert seqs(asks(phone)) == [3]
    phone.take(answer(verdicts=(said(3),), last_seq=3, cursor="c2"))
    exchange = asks(phone)
    assert (seqs(exchange), exchange.refill) == ([1, 2], [(1, NOW), (2, NOW)])


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
    assert len(phone.memory.journal.ops) == 1, "a clock set ahead makes nothing older"
    phone.next_exchange(NOW + 73 * HOUR)
    phone.take(msgspec.structs.replace(answer(last_seq=1, cursor="c4", now=NOW + 73 * HOUR), durable_seq=1))
    assert phone.memory.journal.ops == []


def test_who_it_was_is_asked_about_after_an_enrolment_also_when_taken_out_of_use(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.take(answer(put(), verdicts=(said(1),)))
    phone.enrolled(msgspec.structs.replace(CLERK, inc="s5w8hc"))
    assert asks(phone).inc == "s5w8hc"
    phone.take(answer(cursor="c2"))
    assert (asks(phone).inc, phone.unsent) == ("k7x4mq", 0)
    phone.hear(Said("revoked", last_seq=0))
    again = asks(phone)
    assert (again.inc, seqs(again), again.refill) == ("k7x4mq", [1], [(1, NOW)])
    phone.hear(Said("revoked", last_seq=1, verdicts=[said(1, "quarantined", None, "revoked-device")]))
    assert (phone.unsent, asks(phone).inc, [own.dot.seq for own in phone.troubled()]) == (0, "s5w8hc", [1])


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


def test_who_begins_anew_cannot_see_that_history_was_cut_and_asks_as_who_it_was(phone: Phone) -> None:
    takes_in(phone)
    asks(phone)
    phone.take(answer(put(), verdicts=(said(1),)))
    phone.enrolled(msgspec.structs.replace(CLERK, inc="s5w8hc"))
    asks(phone)
    phone.take(answer(cursor="c2"))
    asks(phone)
    phone.take(answer(last_seq=1, cursor="x"))
    assert asks(phone).inc == "s5w8hc"
    phone.take(answer(cursor="c3"))
    phone.reprogramme(msgspec.structs.replace(PARCELS, version="p2"))
    asks(phone)
    phone.take(answer(cursor="c1"))
    assert (asks(phone).inc, phone.unsent) == ("k7x4mq", 0)
