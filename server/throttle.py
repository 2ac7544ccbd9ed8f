"""A brake on guessing: each address may fail a few times, then once in a while; nobody is shut out for ever.

It is kept in the database, so that more processes give nobody more guesses.
"""

import ipaddress

import sqlalchemy as sa

from server.storage.rows import upsert
from server.storage.tables import failures

FAILURES_MAX = 10
RECOVERY_MS = 6_000
DEBT_MS_MAX = FAILURES_MAX * RECOVERY_MS


def wait_ms(db: sa.Connection, address: str, now_ms: int) -> int:
    """How long this address must wait before its next try; 0 = it may try."""
    clear_at = _clear_at(db, _place(address))
    # A clock set back must not turn minutes into days.
    debt = min(clear_at - now_ms, DEBT_MS_MAX)
    return max(0, debt - DEBT_MS_MAX + RECOVERY_MS)


def failed(db: sa.Connection, address: str, now_ms: int) -> None:
    """One more failure of this address; each is forgotten after RECOVERY_MS times its place in the row."""
    place = _place(address)
    clear_at = max(_clear_at(db, place), now_ms) + RECOVERY_MS
    db.execute(sa.delete(failures).where(failures.c.clear_at <= now_ms))
    upsert(db, failures, [{"place": place, "clear_at": min(clear_at, now_ms + DEBT_MS_MAX)}])


def _clear_at(db: sa.Connection, place: str) -> int:
    return db.execute(sa.select(failures.c.clear_at).where(failures.c.place == place)).scalar() or 0


def _place(address: str) -> str:
    """One subscriber of IPv6 holds 2^64 addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
