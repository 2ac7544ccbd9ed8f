"""POST /sync/v1: the one door every change comes through. One exchange does both directions."""

import asyncio
import logging
from pathlib import Path

import msgspec
import sqlalchemy as sa
from litestar import Response, post
from litestar.di import NamedDependency

from server import feed, identity
from server.audit import Audit, Reader
from server.clock import Clock
from server.intake import Intake, Refusal, Taken
from server.library import Library
from server.notify.courier import Courier
from server.routes.apart import read_exchange
from server.routes.body import read_body
from server.routes.caller import claimed
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.settings import Settings
from server.storage.engine import reading
from server.tokens import Claim, Keys, open_revocations
from server.wake import Wake
from server.writer import Writer
from sync.exchange import Answer, Exchange, Put

log = logging.getLogger(__name__)

INTEGER_MAX = 2**53


@post(
    "/sync/v1",
    status_code=200,
    summary="One exchange: a phone's ops up, what is new in its scopes down",
    takes=Exchange,
    gives=Answer,
    signed=True,
)
async def exchange(
    request: Asked,
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    engine: NamedDependency[sa.Engine],
    intake: NamedDependency[Intake],
    library: NamedDependency[Library],
    writer: NamedDependency[Writer],
    settings: NamedDependency[Settings],
    wake: NamedDependency[Wake],
    courier: NamedDependency[Courier],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """Take the ops, commit, then answer. Nothing is called taken that is not on the disk."""
    claim = claimed(request, keys)
    inc = claim.inc
    message = read_exchange(await read_body(request))
    check(message)
    if message.inc != inc:
        raise Refusal("forbidden", at="inc")
    try:
        taken = await intake.accept(inc, message)
    except Refusal as refusal:
        if refusal.code != "unauthorised":
            raise
        await writer.run(lambda db: _readmit(db, claim, settings, clock.now_ms()))
        taken = await intake.accept(inc, message)
    wake.ring(taken.rung, but=inc)
    if taken.called:
        courier.nudge()
    if taken.device.author.revoked:
        # What it sent is kept, in quarantine; it learns how much of it is here, and nothing else any more.
        raise Refusal("revoked", last_seq=taken.device.last_seq, verdicts=taken.verdicts())
    answer = await asyncio.to_thread(_answer, engine, library, settings, taken, message, clock.now_ms())
    body = msgspec.json.encode(answer)
    shown = [entry.record for entry in answer.entries if isinstance(entry, Put)]
    author = taken.device.author
    await audit.note(Reader(inc, author.person, author.place), "feed", " ".join(author.scopes), shown)
    return fresh(request, body, "application/json")


def check(message: Exchange) -> None:
    """Refuse numbers no phone can mean and no database can hold; the refusal names the slot."""
    slots: dict[str, list[tuple[int, int]]] = {
        "now": [(0, message.now)],
        "mono": [(0, message.mono[1])] if message.mono else [],
        "skip": [(1, number) for pair in message.skip or [] for number in pair],
        "refill": [(1, number) for pair in message.refill or [] for number in pair],
        "limit": [(1, message.limit)] if message.limit is not None else [],
        "held": [(0, message.held)] if message.held is not None else [],
    }
    for slot, numbers in slots.items():
        for lowest, number in numbers:
            if not lowest <= number <= INTEGER_MAX:
                raise Refusal("malformed", at=slot, expected=f"an integer from {lowest} to 2^53")


def _readmit(db: sa.Connection, claim: Claim, settings: Settings, now_ms: int) -> None:
    revoked = open_revocations(Path(settings.key_file)).names()
    log.warning("%s is not in the database but bears our signature: it is let in to refill", claim.inc)
    identity.readmit(db, claim, claim.inc in revoked, now_ms)


def _answer(
    engine: sa.Engine, library: Library, settings: Settings, taken: Taken, message: Exchange, now_ms: int
) -> Answer:
    device = taken.device
    with reading(engine) as db:
        page = feed.read(
            db, library.programme, device.author.scopes, message.cursor, message.limit, sums=bool(message.sums)
        )
        era = identity.era(db)
    return Answer(
        era=era,
        now=now_ms,
        verdicts=taken.verdicts(),
        last_seq=device.last_seq,
        durable_seq=device.backed_seq if settings.durable == "backup" else device.last_seq,
        entries=page.entries,
        cursor=page.cursor,
        complete=page.complete,
        reset=page.reset,
        sums=page.sums,
    )
