"""Serving: the house on its ports, until somebody asks it to stop."""

import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Sequence

import uvicorn
from litestar import Litestar

KEEP_ALIVE_SECONDS = 75
"""Phones exchange every few seconds; a new connection each time would cost them a second on a bad network."""
CLOSING_SECONDS_MAX = 5
BACKLOG = 2048
GARBAGE_OBJECTS = 50_000
"""How many objects come to be before cycles are looked for: records make none, and an exchange makes thousands."""


class PortTaken(Exception):
    """Somebody else listens there."""


class _Server(uvicorn.Server):
    """Ends the open lines first: waiting phones would keep the house from closing."""

    def __init__(self, config: uvicorn.Config, app: Litestar) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.house.wake.close()
        await super().shutdown(sockets)


def listen(host: str, port: int, shared: bool = False) -> socket.socket:
    """A socket that listens; PortTaken where another process has the port. `shared`: others of ours may have it too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listening.bind((host, port))
    except OSError as fault:
        listening.close()
        if fault.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"port {port} on {host} cannot be used: {fault.strerror}") from fault
        raise
    listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening


def serve(app: Litestar, sockets: Sequence[socket.socket], proxies: str = "") -> None:
    """Answer on `sockets` until SIGINT or SIGTERM; then finish what is under way and close."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=CLOSING_SECONDS_MAX,
    )
    server = _Server(config, app)
    # uvicorn raises the signal once more after closing in order: by then there is nothing left to interrupt.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=list(sockets))
    if not server.started:
        raise SystemExit("the house did not open; the reason is above")
