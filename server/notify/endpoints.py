"""Where the house may call: addresses come from phones, so each is judged when given and again when used."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

ENDPOINT_CHARS_MAX = 2048
PORT = 443
VENDORS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
"""The push services of the browsers. "*." stands for one label or more."""
PLAIN = re.compile(r"[!-~]+")
PASSAGES = tuple(
    map(
        ipaddress.ip_network,
        (
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2002::/16",
            "2001::/32",
            "::ffff:0:0/96",
            "::/96",
            "192.0.0.0/24",
            "fec0::/10",
        ),
    )
)
"""Addresses that lead to other addresses (NAT64, 6to4, Teredo, v4-mapped, v4-compatible), or stay within a site, though
they look public."""


class Wrong(Exception):
    """An address the house does not call; the message says what one looks like."""


class Endpoints(NamedTuple):
    """`hosts`: allowed by name. `origins`: allowed as they stand, plain HTTP and this machine included: what an
    operator named for tests and practice."""

    hosts: tuple[str, ...]
    origins: tuple[str, ...]

    def judge(self, endpoint: str) -> str:
        """The origin of an endpoint. Raises Wrong."""
        if len(endpoint) > ENDPOINT_CHARS_MAX:
            raise Wrong(f"at most {ENDPOINT_CHARS_MAX} characters")
        if not PLAIN.fullmatch(endpoint) or "\\" in endpoint:
            raise Wrong("an address in plain ASCII")
        try:
            parts = urlsplit(endpoint)
            origin = _origin(parts)
        except ValueError:
            raise Wrong("an address") from None
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise Wrong("an address without user and fragment")
        if origin in self.origins:
            return origin
        if parts.scheme != "https" or parts.port not in (None, PORT):
            raise Wrong(f"https on port {PORT}")
        if not any(_is(parts.hostname or "", host) for host in self.hosts):
            raise Wrong("the address of a push service this house knows")
        return origin

    def may_connect(self, address: str, port: int) -> bool:
        """Judged at the moment of connecting: whatever the name was resolved to, and literals too."""
        try:
            number = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if any(_place(origin) == (str(number), port) for origin in self.origins):
            return True
        if port != PORT:
            return False
        passes = any(number.version == net.version and number in net for net in PASSAGES)
        return number.is_global and not number.is_multicast and not passes


def allowed(added: str, practice: bool) -> Endpoints:
    """The rules of a house. `added`: hosts ("push.example.org", "*.example.org") and whole origins
    ("http://127.0.0.1:9000"), separated by commas. In practice nothing is sent outside: only whole origins count."""
    named = [one.strip().lower() for one in added.split(",") if one.strip()]
    origins = tuple(_origin(urlsplit(one)) for one in named if "://" in one)
    hosts = () if practice else (*VENDORS, *(one for one in named if "://" not in one))
    return Endpoints(hosts, origins)


def _origin(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError(parts.scheme)
    name = f"[{host}]" if ":" in host else host
    port = parts.port
    own = port is None or port == (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{name}" if own else f"{parts.scheme}://{name}:{port}"


def _place(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port or (PORT if parts.scheme == "https" else 80)


def _is(host: str, allowed_host: str) -> bool:
    if allowed_host.startswith("*."):
        return host.endswith(allowed_host[1:])
    return host == allowed_host
