"""Firefox ESR with one window, driven by its own Marionette over TCP."""

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any  # JSON as a page gives it

from tests.tools.needs import FIREFOX, require

SECONDS_TO_START = 90
SECONDS_TO_SHOW = 60


class Firefox:
    """`push_origin`: the push service it keeps a line to."""

    def __init__(self, profile: Path, push_origin: str) -> None:
        self.profile = profile
        self._push = push_origin.replace("http:", "ws:") + "/"
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket
        self._asked = 0

    def open(self) -> "Firefox":
        program = require(FIREFOX)
        self.profile.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        preferences: dict[str, object] = {
            "marionette.port": port,
            "dom.push.serverURL": self._push,
            "dom.push.connection.enabled": True,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.testing.ignorePermission": True,
            "permissions.default.desktop-notification": 1,
            # There is no desktop here that shows notices: Firefox draws them itself.
            "alerts.useSystemBackend": False,
            "intl.accept_languages": "en",
            "datareporting.policy.dataSubmissionEnabled": False,
        }
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items())
        (self.profile / "user.js").write_text("\n".join(lines), "utf-8")
        words = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"]
        with (self.profile / "log").open("wb") as log:
            self._process = subprocess.Popen([str(program), *words, str(self.profile)], stdout=log, stderr=log)
        self._line = self._reached(port)
        self._read()
        self._asks("WebDriver:NewSession", {})
        return self

    def close(self) -> None:
        if self._process:
            self._line.close()
            self._process.kill()
            self._process.wait()

    def goes(self, address: str) -> None:
        self._asks("WebDriver:Navigate", {"url": address})

    def reads(self, text: str) -> None:
        """Waits until the page says so."""
        self.waits(f"return document.body.innerText.includes({json.dumps(text)});")

    def taps(self, text: str) -> None:
        """A button or a link, by the words it begins with."""
        self.waits(
            "const found = [...document.querySelectorAll('button, a')]"
            f".find(one => one.innerText.trim().startsWith({json.dumps(text)}));"
            " if (found) found.click(); return Boolean(found);"
        )

    def waits(self, script: str) -> Any:
        """Until the script gives something that is true."""
        until = time.monotonic() + SECONDS_TO_SHOW
        while not (given := self.runs(f"return (async () => {{ {script} }})();")):
            shown = self.runs("return document.body.innerText;")
            assert time.monotonic() < until, f"{script}\n{shown}"
            time.sleep(0.2)
        return given

    def runs(self, script: str) -> Any:
        return self._asks("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def _reached(self, port: int) -> socket.socket:
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_START)
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _asks(self, command: str, words: dict[str, object]) -> Any:
        self._asked += 1
        said = json.dumps([0, self._asked, command, words]).encode()
        self._line.sendall(b"%d:%s" % (len(said), said))
        _, _, fault, given = self._read()
        assert fault is None, f"{command}: {fault}"
        return given

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        body = b""
        while len(body) < int(length[:-1]):
            body += self._some(int(length[:-1]) - len(body))
        return json.loads(body)

    def _some(self, most: int) -> bytes:
        got = self._line.recv(most)
        assert got, "Firefox has gone"
        return got
