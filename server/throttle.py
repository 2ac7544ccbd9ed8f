"""A brake on guessing: each address may fail a few times, then once in a while; nobody is shut out for ever."""

import ipaddress
from collections import OrderedDict

FAILURES_MAX = 10
RECOVERY_MS = 6_000
ADDRESSES_MAX = 10_000


class Throttle:
    """Remembers failures per address; each is forgotten after RECOVERY_MS times its place in the row."""

    def __init__(self) -> None:
        self._clear_at: OrderedDict[str, int] = OrderedDict()

    def wait_ms(self, address: str, now_ms: int) -> int:
        """How long this address must wait before its next try; 0 = it may try."""
        debt = self._clear_at.get(_place(address), now_ms) - now_ms
        # A clock set back must not turn minutes into days.
        debt = min(debt, FAILURES_MAX * RECOVERY_MS)
        return max(0, debt - (FAILURES_MAX - 1) * RECOVERY_MS)

    def failed(self, address: str, now_ms: int) -> None:
        """One more failure of this address."""
        place = _place(address)
        clear_at = max(self._clear_at.pop(place, now_ms), now_ms) + RECOVERY_MS
        self._clear_at[place] = min(clear_at, now_ms + FAILURES_MAX * RECOVERY_MS)
        if len(self._clear_at) > ADDRESSES_MAX:
            self._clear_at.popitem(last=False)


def _place(address: str) -> str:
    """One subscriber of IPv6 holds 2^64 addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
