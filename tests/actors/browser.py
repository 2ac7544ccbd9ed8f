"""A browser on a phone: one profile, several windows; it can be killed and comes back with what it kept."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize

from tests.tools.needs import CHROMIUM, require

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=800)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """One browser profile."""

    def __init__(self, playwright: Playwright, profile: Path, language: str = "en") -> None:
        self._playwright = playwright
        self._language = language
        self.profile = profile
        self.context: BrowserContext

    def open(self) -> None:
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=str(require(CHROMIUM)),
            headless=True,
            args=list(FLAGS),
            viewport=PHONE,
            locale="zh-CN" if self._language.startswith("zh") else self._language,
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(20_000)

    def window(self, address: str, size: ViewportSize = PHONE) -> Page:
        page = self.context.new_page()
        page.set_viewport_size(size)
        page.goto(address)
        return page

    def kill(self) -> None:
        """SIGKILL for every process of this profile, then back to the same profile."""
        for process in _processes_of(self.profile):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.close()
        until = time.monotonic() + 10
        while _processes_of(self.profile) and time.monotonic() < until:
            time.sleep(0.05)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.open()

    def close(self) -> None:
        try:
            self.context.close()
        except Exception as fault:
            # A killed browser cannot say goodbye; anything else is a fault of the test.
            if "closed" not in str(fault):
                raise


def _processes_of(profile: Path) -> list[int]:
    listed = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True).stdout
    mine = [line.split(maxsplit=1) for line in listed.splitlines() if f"--user-data-dir={profile}" in line]
    return [int(pid) for pid, _command in mine]
