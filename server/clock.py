"""Time arrives from outside: the house asks a clock, and tests move it."""

import threading
import time
from pathlib import Path
from typing import Protocol, runtime_checkable

MINUTE_MS = 60_000


@runtime_checkable
class Clock(Protocol):
    """Says what time it is."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class Ahead:
    """The clock of practice: the machine's, moved ahead by hand. `kept` is the file that remembers how far, so that it
    never goes back when the house is opened again. No two readings are equal."""

    def __init__(self, kept: Path, ahead_ms: int = 0) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._ahead_ms = int(kept.read_text("ascii")) if kept.is_file() else ahead_ms
        self._last_ms = 0

    def now_ms(self) -> int:
        with self._lock:
            self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000 + self._ahead_ms)
            return self._last_ms

    def turn(self, minutes: float) -> None:
        """Move it ahead."""
        with self._lock:
            self._ahead_ms += round(minutes * MINUTE_MS)
            fresh = self._kept.with_suffix(".new")
            fresh.write_text(str(self._ahead_ms), "ascii")
            fresh.replace(self._kept)

    def minutes(self, drilled: float) -> float:
        """How many minutes of this clock so many of a drill are."""
        return drilled
