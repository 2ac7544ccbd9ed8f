"""What an operator may set: one Struct, read once from the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

PREFIX = "HOMEWARD_"
HOUSE = Path(__file__).parent


class Unusable(Exception):
    """A setting that cannot be used; the message says which and why."""


class Settings(msgspec.Struct, frozen=True):
    """Each field is the environment variable HOMEWARD_<NAME>.

    `database`: SQLAlchemy URL. `key_file`: what tokens are signed with; never in the database nor in its backups.
    `public_url`: how phones reach this house (https; "" = this machine only). `proxies`: addresses of reverse proxies
    whose X-Forwarded-For is believed. `practice`: nothing entered here is about real people. `push_contact`: whom push
    services may write to (mailto: or https:; "" = `public_url`). `push_hosts`: push services besides the browsers' own.
    `channels`: the file that names groups' bots and gateways for text messages ("" = none; unused in practice).
    `copies`: the folder of the copies that each night makes; better on another disk.
    `logs`: lines for people, or one JSON object a line.
    `durable`: when a phone may let go of its copy of an act: once it is on this disk, in a backup (`homeward backup`),
    or on a synchronous standby.
    """

    database: str = "sqlite:///var/homeward.db"
    key_file: str = "var/keys/homeward.key"
    programme: str = str(HOUSE / "programmes" / "changning")
    site: str = str(HOUSE / "site")
    host: str = "127.0.0.1"
    port: int = 8400
    public_url: str = ""
    proxies: str = ""
    practice: bool = False
    push_contact: str = ""
    push_hosts: str = ""
    channels: str = ""
    copies: str = "var/copies"
    logs: Literal["text", "json"] = "text"
    durable: Literal["fsync", "backup", "standby"] = "fsync"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings `environment` names; a name or value that cannot be meant raises Unusable."""
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    unknown = sorted(given.keys() - set(Settings.__struct_fields__))
    if unknown:
        allowed = ", ".join(PREFIX + name.upper() for name in Settings.__struct_fields__)
        raise Unusable(f"{PREFIX}{unknown[0].upper()} is not a setting. Allowed: {allowed}")
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as fault:
        raise Unusable(f"settings: {fault}") from fault
    if not 0 <= settings.port <= 65535:
        raise Unusable(f"{PREFIX}PORT must be between 0 and 65535, not {settings.port}")
    return settings
