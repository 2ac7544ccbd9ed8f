"""Everything CI runs: all quick checks first, in two lanes; then the build, its budgets, and the tests last."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.tools.environment import PWA, ROOT, VENV, node_environment, site
from tests.tools.needs import CADDY, CHINESE_FONT, CHROMIUM, FIREFOX, POSTGRES, in_ci, provide

BIN = VENV / "bin"
TOOLS = PWA / "node_modules"


@dataclass(frozen=True)
class Check:
    """One command that must succeed."""

    name: str
    command: tuple[str | Path, ...]
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """How a check ended, and all it said."""

    check: Check
    passed: bool
    seconds: float
    said: str


def from_npm(name: str, program: str, *words: str) -> Check:
    """A front-end tool, run by our node rather than by a link that may be missing."""
    return Check(name, ("node", TOOLS / program, *words), PWA)


PYTHON_LANE = (
    Check("uv.lock", (BIN / "uv", "lock", "--check", "--offline", "--quiet")),
    Check("ruff format", (BIN / "ruff", "format", "--check", "--quiet", "--diff", ".")),
    Check("ruff check", (BIN / "ruff", "check", "--quiet", ".")),
    Check("import contracts", (BIN / "lint-imports",)),
    Check("mypy", (BIN / "mypy",)),
)
PHONE_LANE = (
    from_npm("tsc", "typescript/bin/tsc", "--noEmit"),
    from_npm("eslint", "eslint/bin/eslint.js", "--max-warnings", "0", "."),
    from_npm("prettier", "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
    from_npm("vitest", "vitest/vitest.mjs", "run"),
)
# A file stays whole, and files keep the order in which conftest.py puts them: browsers last.
TWO_LANES = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
BUDGETS = Check("byte budgets", (BIN / "python", "-m", "tests.tools.budget"))
FORMAT = (
    Check("ruff check --fix", (BIN / "ruff", "check", "--fix", "--quiet", ".")),
    Check("ruff format", (BIN / "ruff", "format", "--quiet", ".")),
    from_npm("prettier", "prettier/bin/prettier.cjs", "--write", "--log-level", "warn", "."),
)


def attempt(check: Check) -> Outcome:
    """Run it and say in one line how it went."""
    began = time.monotonic()
    done = subprocess.run(
        [str(word) for word in check.command],
        cwd=check.folder,
        env=node_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outcome = Outcome(check, done.returncode == 0, time.monotonic() - began, done.stdout)
    print(f"{'ok  ' if outcome.passed else 'FAIL'} {check.name:17} {outcome.seconds:5.1f} s", flush=True)
    return outcome


def walk(lane: tuple[Check, ...]) -> list[Outcome]:
    """One lane after the other's pace: two lanes for the two cores of a small machine."""
    return [attempt(check) for check in lane]


def all_pass(*lanes: tuple[Check, ...]) -> bool:
    """Run the lanes side by side; show in full what failed, and name it once more at the end."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        failed = [outcome for lane in pool.map(walk, lanes) for outcome in lane if not outcome.passed]
    for outcome in failed:
        print(f"\n==== {outcome.check.name}\n{outcome.said.rstrip()}")
    if failed:
        print(f"\nFAILED: {', '.join(o.check.name for o in failed)}. `make format` mends what a formatter can.")
    return not failed


def all_found() -> bool:
    """What is absent is said aloud; in CI it is an error."""
    missing = [words for words in map(provide, (CHROMIUM, CHINESE_FONT, FIREFOX, POSTGRES, CADDY)) if words]
    for words in missing:
        print(f"\n{'!' * 100}\n!! {words}\n{'!' * 100}\n", flush=True)
    return not (missing and in_ci())


def tests(more: list[str]) -> int:
    """Pytest is last: its summary is the last line. The whole suite has two lanes; chosen tests run in one."""
    lanes = more or TWO_LANES
    return subprocess.run([BIN / "python", "-m", "pytest", *lanes], cwd=ROOT, check=False).returncode


def main(words: list[str]) -> int:
    """No word: everything. `format`: mend. `check`: only the quick checks. Others are handed to pytest."""
    if words[:1] == ["format"]:
        return int(not all_pass(FORMAT))
    if not all_pass(PYTHON_LANE, PHONE_LANE):
        return 1
    if words[:1] == ["check"]:
        return 0
    site()
    outcome = attempt(BUDGETS)
    print(outcome.said.rstrip(), flush=True)
    if not outcome.passed or not all_found():
        return 1
    return tests(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
