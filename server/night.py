"""At night the house erases whose days are over and copies its database; once a month it puts a copy back beside itself
to see that it could."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server import backup, restore
from server.app import Annex, House
from server.erasure import erase_due, open_purge_list
from server.key_copy import open_key_copy
from server.settings import Unusable
from server.storage import upkeep
from server.storage.engine import alone, is_shared, off_loop, reading
from server.storage.erased import overwrite
from server.storage.upkeep import COPY, HOURS_BETWEEN, HOURS_LATE, PROOF, PURGE, Tried
from sync.retention import keepings

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 60.0
HOUR_MS = 3_600_000
NIGHT_HOUR = 3
"""Of the programme's time zone."""
COPIES_KEPT = 14


def keeps(house: House) -> Annex:
    """What a house that holds real people lives with besides."""
    return Annex((), lambda: _nights(house))


@asynccontextmanager
async def _nights(house: House) -> AsyncIterator[None]:
    task = asyncio.create_task(_again(house))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _again(house: House) -> None:
    while True:
        async with alone(house.engine, "night") as mine:
            if mine:
                await off_loop(look, house)
        await asyncio.sleep(SECONDS_BETWEEN)


def look(house: House) -> None:
    """Do what is due. What fails is noted down, shown on the wall, and tried again within the hour."""
    zone = ZoneInfo(house.library.programme.time_zone)
    for task, work in ((PURGE, _purges), (COPY, _copies), (PROOF, _proves)):
        with reading(house.engine) as db:
            known = upkeep.read(db)
        now = house.clock.now_ms()
        if not is_due(task, known.get(task), now, zone):
            continue
        try:
            fault = work(house, now)
        except (Unusable, OSError, sa.exc.SQLAlchemyError) as failed:
            fault = str(failed)
            log.exception("the %s of the night failed", task)
        with house.engine.begin() as db:
            upkeep.note(db, task, now, fault)


def is_due(task: str, tried: Tried | None, now_ms: int, zone: ZoneInfo) -> bool:
    """Whether this is the time: at night, an hour after a failure, or at once when the machine was off at night."""
    is_night = datetime.fromtimestamp(now_ms / 1000, zone).hour == NIGHT_HOUR
    if tried is None:
        return is_night
    if tried.fault:
        return now_ms - tried.tried_at >= HOUR_MS
    hours = (now_ms - tried.tried_at) / HOUR_MS
    return hours >= HOURS_LATE[task] or (is_night and hours >= HOURS_BETWEEN[task])


def _purges(house: House, now: int) -> str:
    programme = house.library.programme
    purged = open_purge_list(Path(house.settings.key_file))
    while True:
        with house.engine.begin() as db:
            count, rung = erase_due(db, programme, keepings(programme, house.purposes), purged, now)
            house.bell.ring(db, rung)
        if not count:
            return ""
        overwrite(house.engine)


def _copies(house: House, now: int) -> str:
    folder = Path(house.settings.copies)
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S")
    file = folder / f"homeward-{stamp}{'.dump' if is_shared(house.engine) else '.db'}"
    backup.copy(house.engine, file, open_key_copy(Path(house.settings.key_file)))
    for old in copies(folder)[COPIES_KEPT:]:
        old.unlink()
    return ""


def _proves(house: House, _now: int) -> str:
    newest = next(iter(copies(Path(house.settings.copies))), None)
    if newest is None:
        return f"there is no copy in {house.settings.copies}"
    url = house.engine.url.render_as_string(hide_password=False)
    differing = restore.prove(url, newest, house.library.programme, Path(house.settings.key_file)).differing
    return f"{newest.name}: {len(differing)} records are not what its log makes of them" if differing else ""


def copies(folder: Path) -> list[Path]:
    """The copies that nights made, the newest first."""
    made = [path for suffix in (".db", ".dump") for path in folder.glob(f"homeward-*{suffix}")]
    return sorted(made, key=lambda path: path.stem, reverse=True)
