"""Channels of an office besides its phones: a group's bot, or a gateway for text messages. Named by the operator.

Addresses and tokens stay in the operator's file; the database knows only which office has a channel of which name.
"""

import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa

from server.notify.bots import is_bot
from server.settings import Unusable
from server.storage import tables as t
from server.storage.rows import insert

PREFIX = "channel:"
"""What tells a channel from a device in the outbox and on the timeline."""


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place` is told through `bot` (an Apprise address) or through `gateway` (an HTTP address that is posted `to` and
    `text` as JSON, with `token` as bearer)."""

    name: str
    place: str
    bot: str = ""
    gateway: str = ""
    to: tuple[str, ...] = ()
    token: str = ""

    @property
    def id(self) -> str:
        """Its name in the outbox."""
        return PREFIX + self.name


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The operator's file: one `[[channel]]` each."""

    channel: tuple[Channel, ...] = ()


def read_channels(path: str, places: Collection[str]) -> tuple[Channel, ...]:
    """The channels of a file ("" = none). Raises Unusable, without repeating an address or a token."""
    if not path:
        return ()
    try:
        channels = msgspec.convert(tomllib.loads(Path(path).read_text("utf-8")), File).channel
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"channels: {type(fault).__name__} in {path}: {fault}") from fault
    for channel in channels:
        if wrong := _wrong(channel, places):
            raise Unusable(f"channels: {channel.name or 'one without a name'}: {wrong}")
    if len({channel.name for channel in channels}) < len(channels):
        raise Unusable("channels: two bear the same name")
    return channels


def publish(db: sa.Connection, channels: Iterable[Channel]) -> None:
    """From now on these are the channels; one that stays keeps its place in the rate."""
    now = {channel.id: channel.place for channel in channels}
    known = {row.id for row in db.execute(sa.select(t.channels.c.id))}
    db.execute(sa.delete(t.channels).where(t.channels.c.id.not_in(list(now))))
    for one in known & now.keys():
        db.execute(sa.update(t.channels).where(t.channels.c.id == one).values(place=now[one]))
    insert(db, t.channels, [{"id": one, "place": now[one], "free_at": 0} for one in sorted(now.keys() - known)])


def channels_at(db: sa.Connection, place: str) -> tuple[str, ...]:
    """The channels of a place, by their names in the outbox."""
    wanted = sa.select(t.channels.c.id).where(t.channels.c.place == place).order_by(t.channels.c.id)
    return tuple(row.id for row in db.execute(wanted))


def name_of(subscription: str | None) -> str | None:
    """The operator's name of a channel; None for a device."""
    return subscription.removeprefix(PREFIX) if subscription and subscription.startswith(PREFIX) else None


def _wrong(channel: Channel, places: Collection[str]) -> str:
    if not channel.name:
        return "a channel needs a name"
    if channel.place not in places:
        return f"{channel.place} is not a place of the programme"
    if bool(channel.bot) == bool(channel.gateway):
        return "either bot or gateway"
    if channel.bot and not is_bot(channel.bot):
        return "bot is no address that Apprise knows"
    if channel.gateway and (urlsplit(channel.gateway).scheme not in ("https", "http") or not channel.to):
        return "a gateway is an http address, and somebody to write to"
    return ""
