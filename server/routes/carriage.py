"""/carriage: entries that come on another phone, as a file or as pictures from screen to camera."""

import asyncio

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from server import carriage
from server.carriage import Unreadable
from server.clock import Clock
from server.identity import Device
from server.intake import Intake, Refusal
from server.notify.courier import Courier
from server.routes.body import read_bytes
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.routes.sync import check
from server.tokens import Keys
from server.wake import Wake
from sync.exchange import LIMITS

TEXT = "text/plain"


class Card(msgspec.Struct, frozen=True):
    """What a phone seals its entries for, and what it proves with that they are its own; base64url both."""

    key: str
    proof: str


class Brought(msgspec.Struct, frozen=True):
    """Whose entries they were, how many of them are in the house now, and the last of that phone's that is."""

    inc: str
    ops: int
    last_seq: int


@get("/carriage", summary="The keys of a phone whose entries another must bring", gives=Card)
async def key(request: Asked, device: NamedDependency[Device], keys: NamedDependency[Keys]) -> Response[bytes]:
    """The same each time, for as long as the house has its key file: a phone asks once, while it has a network."""
    card = Card(carriage.public_key(keys), keys.proof_key(device.inc))
    return fresh(request, msgspec.json.encode(card), "application/json")


@post("/carriage", status_code=200, summary="Take in what another phone recorded", takes=TEXT, gives=Brought)
async def take_in(
    request: Asked,
    device: NamedDependency[Device],
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    intake: NamedDependency[Intake],
    wake: NamedDependency[Wake],
    courier: NamedDependency[Courier],
    age_ms: FromQuery[int | None] = None,
) -> Response[bytes]:
    """Under the first phone's name and numbers, once, however often and by whomever it is brought. `age_ms`: how long
    the carrier has had it, by its own clock; without it, as long as the house's clock says."""
    text = await read_bytes(request, TEXT, LIMITS.request_inflated_bytes_max)
    if age_ms is not None and not 0 <= age_ms <= LIMITS.offline_days_max * 86_400_000:
        raise Refusal("malformed", at="age_ms", expected=f"0 to {LIMITS.offline_days_max} days")
    try:
        carried = await asyncio.to_thread(lambda: carriage.open_sealed(keys, carriage.unpacked(text)))
    except Unreadable as fault:
        raise Refusal(
            "malformed", at="message", expected="a parcel sealed for this house by one of its phones"
        ) from fault
    check(carried.message)
    since = max(0, clock.now_ms() - carried.made) if age_ms is None else age_ms
    message = carriage.aged(carried, since)
    taken = await intake.accept(message.inc, message)
    wake.ring(taken.rung)
    if taken.called:
        courier.nudge()
    answer = Brought(message.inc, len(message.ops), taken.device.last_seq)
    return fresh(request, msgspec.json.encode(answer), "application/json")
