"""The rules of the house that cost nothing to check: sizes, reasons, forbidden names, links, commands."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES_MAX = 300
# Each with its reason; a folder ends in a slash.
LONG_ON_PURPOSE = {"pwa/src/words/": "a dictionary is one list: it is looked up, not read"}

ROOMS = ("server/", "sync/", "tests/", "pwa/src/", "pwa/tests/", "pwa/build/")
CODE = {".py", ".ts", ".tsx", ".css"}
LOCKS = {"uv.lock", "pwa/package-lock.json"}
# Spelt in pieces, or this file would be the first to be found.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js", "npm" + "js.com", "deb." + "debian.org")
WORKPLACE = re.compile(r"(?<![\w.])/" + r"(?:work|opt/pypi|opt/wheels)(?![\w-])")
# `why` on the same line: words after the marker.
BARE = re.compile(
    r"#\s*type:\s*ignore(?:\[[^]]*\])?\s*$"
    r"|#\s*noqa(?::\s*[A-Z0-9, ]+)?\s*$"
    r"|(?://|/\*)\s*(?:eslint-disable[\w-]*|prettier-ignore|@ts-expect-error|@ts-ignore)[^:\n-]*(?:\*/)?\s*$"
)
ANY_IMPORTED = re.compile(r"^\s*from typing import [^#]*\bAny\b[^#]*$")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(?:sh|shell|bash|console)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[`$&;(]\s*)(?:\.venv/bin/)?(make|homeward) +([a-z][a-z-]*)\b", re.MULTILINE)


@cache
def files() -> tuple[Path, ...]:
    """All that is or would be committed, without what git ignores."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(ROOT / name for name in sorted(set(said.stdout.split("\0"))) if name and (ROOT / name).is_file())


def name(path: Path) -> str:
    """As a developer would say it."""
    return path.relative_to(ROOT).as_posix()


def code() -> list[Path]:
    """Our own sources."""
    return [p for p in files() if p.suffix in CODE and name(p).startswith(ROOMS)]


def pages() -> list[Path]:
    """What people read."""
    return [p for p in files() if p.suffix == ".md" and (p.parent == ROOT or name(p).startswith("docs/"))]


def texts() -> list[tuple[Path, str]]:
    """Every committed text but the locks."""
    found = []
    for path in files():
        raw = path.read_bytes()
        if name(path) not in LOCKS and b"\0" not in raw[:8000]:
            found.append((path, raw.decode("utf-8")))
    return found


def test_a_file_can_be_seen_whole() -> None:
    """Past 300 lines a file is usually two rooms."""
    long = {name(p): n for p in code() if (n := len(p.read_text().splitlines())) > LINES_MAX}
    assert {k: v for k, v in long.items() if not k.startswith(tuple(LONG_ON_PURPOSE))} == {}
    assert all((ROOT / k).exists() for k in LONG_ON_PURPOSE), "the list of long files names one that is gone"


def test_every_exception_says_why() -> None:
    """A silenced checker without a reason on the same line is a riddle."""
    bare = [
        f"{name(p)}:{i}: {line.strip()}"
        for p in code()
        for i, line in enumerate(p.read_text().splitlines(), 1)
        if BARE.search(line)
    ]
    assert bare == []


def test_any_says_why() -> None:
    """`Any` switches the type checker off: use object, or say why in a comment where it is imported."""
    found = [
        f"{name(p)}:{i}: {line.strip()}"
        for p in code()
        for i, line in enumerate(p.read_text().splitlines(), 1)
        if ANY_IMPORTED.search(line)
    ]
    assert found == []


def test_no_commit_names_a_registry_or_a_workplace() -> None:
    """What is committed must work for everybody, everywhere."""
    found = [
        f"{name(p)}: {hit}"
        for p, text in texts()
        for hit in [*(host for host in REGISTRIES if host in text), *(m.group() for m in WORKPLACE.finditer(text))]
    ]
    assert found == []


def test_nobody_imports_a_programme() -> None:
    """A programme is data; it is read as files, by name."""
    assert list((ROOT / "server" / "programmes").rglob("*.py")) == []
    found = [
        f"{name(p)}:{node.lineno}"
        for p in code()
        if p.suffix == ".py"
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom) and "programmes" in ast.unparse(node).split("#")[0]
    ]
    assert found == []


def test_links_lead_somewhere() -> None:
    """Every relative link of README and docs names a file that is there, and a heading that is there."""
    lost = []
    for page in pages():
        for match in LINK.finditer(page.read_text()):
            target, _, anchor = (match.group(1) or match.group(2)).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            there = (page.parent / target).resolve() if target else page
            if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
                lost.append(f"{name(page)}: {match.group()}")
    assert lost == []


@cache
def anchors(page: Path) -> frozenset[str]:
    """The names a page's headings can be linked by."""
    heads = re.findall(r"^#+ +(.+?)\s*$", page.read_text(), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads)


def said_commands() -> dict[str, set[str]]:
    """The `make X` and `homeward X` that README and docs tell people to type."""
    found: dict[str, set[str]] = {"make": set(), "homeward": set()}
    for page in pages():
        text = page.read_text()
        shown = [*FENCE.findall(text), *re.findall(r"`([^`\n]+)`", text)]
        for tool, word in COMMAND.findall("\n".join(shown)):
            found[tool].add(word)
    return found


def test_every_make_target_told_of_exists() -> None:
    """A command in the docs that does not exist costs a newcomer an evening."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert said_commands()["make"] - targets == set()


def test_every_homeward_command_told_of_exists() -> None:
    """Asked of the command itself."""
    if not (ROOT / "server" / "__main__.py").exists():
        pytest.skip("server/__main__.py is not written yet")
    said = subprocess.run(
        [sys.executable, "-m", "server", "--help"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert said.returncode == 0, said.stderr
    known = set(re.findall(r"[a-z][a-z-]*", said.stdout))
    assert said_commands()["homeward"] - known == set()
