"""The exchange, seen from the door."""

from tests.server.door import Phone
from tests.server.house import parcel


async def test_an_act_is_taken_and_comes_back_in_the_feed(phone: Phone) -> None:
    answer = await phone.exchange(phone.takes_in(parcel(1)))
    assert [(each.seq, each.code) for each in answer.verdicts] == [(1, "applied")]
    assert [entry.record for entry in answer.entries] == [parcel(1)]
    assert answer.complete
