"""`homeward run` as it runs at an airport: a process of its own, or several, that can be killed at any moment."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SECONDS_TO_START = 180
SECONDS_TO_STOP = 90


class Service:
    """A house on `database`, its keys in `folder`. `settings`: more, without HOMEWARD_."""

    program: tuple[str, ...] = (sys.executable, "-m", "server")

    def __init__(self, folder: Path, database: str, processes: int = 1, port: int = 0, **settings: str) -> None:
        self._folder = folder
        self._processes = processes
        self.port = port
        self.key_file = folder / "house.key"
        self._settings = {"DATABASE": database, "KEY_FILE": str(self.key_file), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """All it printed."""
        return (self._folder / "said.txt").read_text("utf-8")

    def start(self) -> "Service":
        """Start, and wait until it takes work. After the first time on the same port."""
        settings = {**self._settings, "PORT": str(self.port)}
        others = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
        environment = {**others, **{f"HOMEWARD_{name}": value for name, value in settings.items()}}
        command = [*self.program, "run", "--processes", str(self._processes)]
        with (self._folder / "said.txt").open("ab") as out:
            self._process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        until = time.monotonic() + SECONDS_TO_START
        while not self._is_ready():
            assert self._process.poll() is None, self.said
            assert time.monotonic() < until, f"the house did not open\n{self.said}"
            time.sleep(0.05)
        return self

    def servers(self) -> list[int]:
        """The processes that answer: the one, or the children of the one that watches them."""
        if self._process is None:
            return []
        if self._processes == 1:
            return [self._process.pid]
        said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True, check=False)
        return [int(pid) for pid in said.stdout.split()]

    def kill(self, pid: int) -> None:
        """As a power cut would."""
        os.kill(pid, signal.SIGKILL)
        if self._processes == 1 and self._process:
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """In order; how it ended."""
        assert self._process
        self._process.terminate()
        code = self._process.wait(SECONDS_TO_STOP)
        self._process = None
        return code

    def discard(self) -> None:
        """Whatever state it is in."""
        if self._process:
            children = self.servers()
            self._process.kill()
            for pid in children if self._processes > 1 else ():
                os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _is_ready(self) -> bool:
        found = re.findall(r"open on http://[^ ]+:(\d+)\.", self.said)
        if not found:
            return False
        self.port = int(found[-1])
        try:
            with urllib.request.urlopen(f"{self.address}/ready", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
