"""The reference client, transition by transition: what it saves, says and shows."""

import msgspec
import pytest

from sync import canon
from sync.exchange import (
    LIMITS,
    VerdictCode,
    WireHead,
)
from sync.phone import Phone, TooLarge
from sync.seen import Filled
from sync.stamp import Dot, Stamp
from tests.parcels import DEPOT
from tests.sync.handset import NOW, A, B, answer, asks, marks, put, said, seqs, takes_in, value


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
