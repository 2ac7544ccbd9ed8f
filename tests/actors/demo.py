"""The demo house as a process of its own: started, killed and started again like any machine at an airport."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from server import identity
from server.storage import tables as t
from server.storage.engine import open_engine
from server.tokens import open_keys

POSTS = ("station", "holding", "street", "site", "duty")
"""The demo's posts in the order in which they are printed."""
SECONDS_TO_START = 120
LINK = re.compile(r"http://127\.0\.0\.1:\d+/#enrol=\S+")


class Demo:
    """`homeward demo` in a folder of its own, empty unless `alive`. `links`: post -> the one-time link printed at the
    last start. `site`: the built phone app, where it is not the house's own."""

    def __init__(
        self, folder: Path, first_port: int | None = None, alive: bool = False, site: Path | None = None
    ) -> None:
        self.folder, self.alive, self.site = folder, alive, site
        self.first_port = first_port or _free_ports(len(POSTS) + 1)
        self.links: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        printed = self.folder / "printed.txt"
        with printed.open("wb") as out:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "server", "demo", "--folder", str(self.folder)),
                    *("--port", str(self.first_port)),
                    *(() if self.alive else ("--empty",)),
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"} | ({"HOMEWARD_SITE": str(self.site)} if self.site else {}),
            )
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            links = LINK.findall(printed.read_text("utf-8"))
            if len(links) == len(POSTS) and self._answers():
                self.links = dict(zip(POSTS, links, strict=True))
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the demo did not open:\n{printed.read_text('utf-8')}")

    def kill(self) -> None:
        """As a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    @property
    def process(self) -> int:
        """The number of the house's process."""
        assert self._process
        return self._process.pid

    @property
    def front(self) -> str:
        """The first page."""
        return f"http://127.0.0.1:{self.first_port}/"

    def address(self, post: str) -> str:
        return f"http://127.0.0.1:{self.first_port + 1 + POSTS.index(post)}/"

    def enrols(self, post: str, place: str, *roles: str) -> str:
        """A link for one more phone at a post, as `homeward enrol` prints it."""
        keys = open_keys(self.folder / "keys" / "demo.key")
        now_ms = round(time.time() * 1000)
        with self.writing() as db:
            known = identity.find_person(db, "Tan (desk 2)", place, roles)
            person = known or identity.add_person(db, "Tan (desk 2)", place, roles, now_ms)
            code = identity.issue_code(db, keys, person.id, now_ms)
        return identity.link(self.address(post), code)

    def called(self) -> int:
        """How many phones can be called while their app is closed."""
        with self.writing() as db:
            return int(db.execute(sa.select(sa.func.count()).select_from(t.subscriptions)).scalar_one())

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The house's database, from beside the house."""
        keys = open_keys(self.folder / "keys" / "demo.key")
        engine = open_engine(f"sqlite:///{self.folder / 'demo.db'}", keys.sealing_key)
        try:
            with engine.begin() as db:
                yield db
        finally:
            engine.dispose()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address('station')}ready", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _free_ports(count: int) -> int:
    """The first of `count` neighbouring ports nobody listens on; each lane of the tests looks in a range of its own."""
    lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for first in range(18400 + lane * 3000 + os.getpid() % 1000, 60000, count):
        sockets = []
        try:
            for port in range(first, first + count):
                sockets.append(socket.socket())
                sockets[-1].bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return first
        finally:
            for one in sockets:
                one.close()
    raise AssertionError("no free ports")
