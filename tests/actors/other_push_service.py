"""A push service of another make, from npm: it has our messages decrypted by code that is none of ours."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import Any  # JSON as it answers

from tests.tools.environment import PWA, node_environment

SECONDS_MAX = 30
SERVE = """
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
const Server = require("web-push-testing/src/server.js");
const [port, now] = process.argv.slice(1).map(Number);
Date.now = () => now;
new Server(new PushApiModel(), port).startServer();
"""
"""Its clock is the story's: the house's tokens are of that day."""


class OtherPushService:
    def __init__(self, now_ms: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        command = ["node", "-e", SERVE, str(self.port), str(now_ms)]
        self._process = subprocess.Popen(command, cwd=PWA, env=node_environment(), stdout=subprocess.DEVNULL)
        ends = time.monotonic() + SECONDS_MAX
        while not self._answers():
            assert self._process.poll() is None, "it does not start"
            assert time.monotonic() < ends, "it does not answer"
            time.sleep(0.05)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(SECONDS_MAX)

    def subscribes(self, key: str, language: str = "zh-Hans") -> tuple[str, dict[str, Any]]:
        """A browser's name there, and what its page would send to the house."""
        said = self._ask("/subscribe", {"userVisibleOnly": "true", "applicationServerKey": key})["data"]
        name = str(said["clientHash"])
        return name, {"endpoint": f"{self.origin}/notify/{name}", "keys": said["keys"], "language": language}

    def heard(self, name: str) -> list[str]:
        """What that browser could read, in order."""
        return [str(text) for text in self._ask("/get-notifications", {"clientHash": name})["data"]["messages"]]

    def expires(self, name: str) -> None:
        self._ask(f"/expire-subscription/{name}", {})

    def _answers(self) -> bool:
        try:
            self._ask("/status", {})
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def _ask(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(said).encode()
        asked = urllib.request.Request(self.origin + path, body, {"content-type": "application/json"})
        with urllib.request.urlopen(asked, timeout=SECONDS_MAX) as answer:
            text = answer.read()
        return json.loads(text) if text.startswith(b"{") else {}
