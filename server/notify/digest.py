"""Once an hour each channel hears how its place stands: how many, never who."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.notify.outbox import LEASE_MS
from server.notify.wording import Words, filled
from server.storage import tables as t
from sync.notice import DIGEST_SLOTS
from sync.programme import Programme

HOUR_MS = 3_600_000
AGAIN_MS = 60_000


def is_due(db: sa.Connection, now: int) -> bool:
    return db.execute(sa.select(t.channels.c.id).where(_due(now)).limit(1)).first() is not None


def claim(db: sa.Connection, now: int, ms_between: int) -> list[tuple[str, str]]:
    """The channels whose hour has come, each with its place: who dies with one in hand leaves it to the next. A channel
    that is new begins with the next full hour; of hours that nobody told only the last is told."""
    told: list[tuple[str, str]] = []
    for row in db.execute(sa.select(t.channels).where(_due(now)).with_for_update(skip_locked=True)).all():
        if row.digest_at is None:
            _set(db, row.id, digest_at=_next_hour(now))
        elif row.free_at <= now:
            _set(db, row.id, digest_at=now + LEASE_MS, free_at=now + ms_between)
            told.append((row.id, row.place))
    return told


def settle(db: sa.Connection, channel: str, is_told: bool, now: int) -> None:
    """What was not taken is told again soon, as long as the hour lasts."""
    _set(db, channel, digest_at=_next_hour(now) if is_told else min(_next_hour(now), now + AGAIN_MS))


def spoken(db: sa.Connection, programme: Programme, words: Words, place: str, now: int) -> tuple[str, str]:
    """Title and body, in the programme's first language."""
    language = programme.languages[0]
    names = next((one.names for one in programme.places if one.code == place), {})
    at = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(programme.time_zone))
    said = (names.get(language, place), f"{at:%H:%M}", *map(str, _counts(db, place, now)))
    values = dict(zip(DIGEST_SLOTS, said, strict=True))
    texts = words.get(language, {})
    title, body = texts.get(programme.digest, ""), texts.get(f"{programme.digest}.body", "")
    return filled(title, values), filled(body, values)


def _counts(db: sa.Connection, place: str, now: int) -> tuple[int, int, int]:
    """Requests to the place that wait for an answer; of these, those nobody has in hand, and those past their time."""
    asked = (t.notices.c.office == place, t.OPEN, t.notices.c.answer_by.is_not(None))
    mine = sa.select(sa.func.count()).select_from(t.notices).where(*asked)
    which = (sa.true(), t.notices.c.heard_at.is_(None), t.notices.c.answer_by <= now)
    stand, unheard, late = (db.execute(mine.where(one)).scalar_one() for one in which)
    return stand, unheard, late


def _due(now: int) -> sa.ColumnElement[bool]:
    return t.channels.c.digest_at.is_(None) | (t.channels.c.digest_at <= now)


def _set(db: sa.Connection, channel: str, **values: int) -> None:
    db.execute(sa.update(t.channels).where(t.channels.c.id == channel).values(values))


def _next_hour(now: int) -> int:
    return (now // HOUR_MS + 1) * HOUR_MS
