"""homeward bundle: all that a site without internet needs, in one file."""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from server.settings import Settings, Unusable

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = ("operate.md", "operate.zh-Hans.md", "homeward.service", "Caddyfile")
INSTALL = Path(__file__).with_name("install.sh")


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The word of bundles."""
    says = "put the house, and all it needs but Python, into one file for a machine without internet"
    word = words.add_parser("bundle", help=says, description=says)
    word.set_defaults(act=bundle)
    word.add_argument("file", help="the file to write, such as homeward.tar; never an old one")
    word.add_argument("--python", default="", metavar="3.12", help="the other machine's Python (as here)")
    word.add_argument("--platform", default="", metavar="manylinux_2_28_x86_64", help="its kind, as pip says (as here)")


def bundle(settings: Settings, words: argparse.Namespace) -> None:
    """Build, fetch what the lock names, and pack. Needs a checkout that is set up, and a network."""
    file = Path(words.file)
    if file.exists():
        raise Unusable(f"{file} is there already: a bundle never overwrites another")
    if not (CHECKOUT / "uv.lock").exists():
        raise Unusable("a bundle is made in a checkout of Homeward, not where it is installed")
    if not (Path(settings.site) / "index.html").exists():
        raise Unusable("the phone app is not built yet: say `make setup` first")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) / "homeward"
        fill(folder, words.python, words.platform)
        with tarfile.open(file, "x") as packed:
            packed.add(folder, folder.name)
    print(
        f"{file}: {file.stat().st_size >> 20} MiB. On the other machine: tar -xf, then sh homeward/install.sh FOLDER."
    )


def fill(folder: Path, python: str = "", platform: str = "") -> None:
    """The folder that is packed: wheels, what they must hash to, how to install them, and what to read."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    tools = Path(sys.executable).parent
    locked = folder / "requirements.txt"
    _run(tools / "uv", "export", "--frozen", "--no-dev", "--no-emit-project", "--no-header", "--output-file", locked)
    _run(tools / "uv", "build", "--wheel", "--out-dir", wheels)
    wanted = [*(("--python-version", python) if python else ()), *(("--platform", platform) if platform else ())]
    fetch = ("download", "--only-binary", ":all:", "--no-deps", "--require-hashes", "--requirement", locked)
    _run(sys.executable, "-m", "pip", *fetch, *wanted, "--dest", wheels)
    shutil.copy(INSTALL, folder)
    for name in PAGES:
        shutil.copy(CHECKOUT / "docs" / name, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".gitignore")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums))


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unusable(f"{Path(command[0]).name} {command[1]} could not: {done.stderr.strip()[-2000:]}")
