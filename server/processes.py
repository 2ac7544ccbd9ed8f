"""Several server processes on one port and one database. One that dies is started anew; the others go on."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from server.serving import listen

log = logging.getLogger(__name__)

SECONDS_TO_LIVE = 2.0
"""Who gives up sooner than this after its start will not do better the next time."""
SHORT_LIVES_MAX = 3
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def listen_several(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` sockets on one port: the system deals connections out among them. PortTaken where somebody has it."""
    # Alone first: shared, a port another house shares would be taken for free.
    probe = listen(host, port)
    port = probe.getsockname()[1]
    probe.close()
    return [listen(host, port, shared=True) for _ in range(count)]


def run_several(sockets: Sequence[socket.socket], serve_on: Callable[[socket.socket], None]) -> None:
    """One process for each socket until SIGINT or SIGTERM. A queue outlives the process that reads it: it is ours."""
    _Family(sockets, serve_on).run()


class _Family:
    def __init__(self, sockets: Sequence[socket.socket], serve_on: Callable[[socket.socket], None]) -> None:
        self._sockets = sockets
        self._serve_on = serve_on
        self._children: dict[int, tuple[socket.socket, float]] = {}
        self._closing = False
        self._short_lives = 0

    def run(self) -> None:
        for name in SIGNALS:
            signal.signal(name, self._close)
        for listening in self._sockets:
            self._start(listening)
        while self._children:
            pid, status = os.wait()
            listening, began = self._children.pop(pid)
            if not self._closing:
                self._mourn(pid, status, began)
                self._start(listening)
        if self._short_lives >= SHORT_LIVES_MAX:
            raise SystemExit("the house did not stay open; the reason is above")

    def _start(self, listening: socket.socket) -> None:
        # Who says "close" meanwhile is heard when the child is known, and by the child too.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        pid = os.fork()
        if pid == 0:
            self._serve(listening)
        self._children[pid] = (listening, time.monotonic())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _serve(self, listening: socket.socket) -> NoReturn:
        code = 1
        try:
            for name in SIGNALS:
                signal.signal(name, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            for other in self._sockets:
                if other is not listening:
                    other.close()
            self._serve_on(listening)
            code = 0
        except KeyboardInterrupt:
            code = 0
        except BaseException:
            log.exception("a server process ended")
        finally:
            # Not sys.exit: what the parent has set up is the parent's to end.
            os._exit(code)

    def _mourn(self, pid: int, status: int, began: float) -> None:
        code = os.waitstatus_to_exitcode(status)
        log.error("server process %s ended with %s: starting another", pid, code)
        # Who was killed (a negative code) may do better the next time, however young.
        gave_up = code > 0 and time.monotonic() - began < SECONDS_TO_LIVE
        self._short_lives = self._short_lives + 1 if gave_up else 0
        if self._short_lives >= SHORT_LIVES_MAX:
            self._close()

    def _close(self, *_signal: object) -> None:
        self._closing = True
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
