"""What became of ops that a phone sent under its old name and never heard of: they must not enter a second time."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from server.intake.desk import Desk
from server.intake.reading import read
from server.intake.taking import verdict
from sync.exchange import Verdict
from sync.programme import Programme
from sync.stamp import Dot


def taken_before(db: sa.Connection, programme: Programme, inc: str, unsent: Sequence[msgspec.Raw]) -> list[Verdict]:
    """The verdicts on those of `unsent` that `inc` has sent already, to the byte, up to the first it has not.

    Who cannot show an op is told nothing about it.
    """
    desk = Desk(db, programme)
    sent = read(unsent)
    desk.prefetch_log(Dot(inc, each.seq) for each in sent if each.seq)
    verdicts: list[Verdict] = []
    for each in sent:
        logged = desk.logged(Dot(inc, each.seq)) if each.seq else None
        if logged is None or logged.digest != each.digest or not each.seq:
            break
        verdicts.append(verdict(each.seq, logged))
    return verdicts
