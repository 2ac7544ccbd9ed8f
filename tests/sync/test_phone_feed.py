"""The reference client, transition by transition: what it makes of each answer."""

from sync import canon
from sync.exchange import (
    Gone,
    Leave,
    Sum,
)
from sync.phone import Phone
from tests.parcels import DEPOT, OFFICE
from tests.sync.handset import HOUR, NOW, A, B, C, answer, asks, marks, put, said, value


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
