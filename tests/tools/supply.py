"""What others wrote and we run: a list of it (CycloneDX), and whether anything is known against it.

`python -m tests.tools.supply sbom` writes the lists to var/sbom. `audit` asks the advisory databases; where they cannot
be asked that is said aloud and is no failure: a mend must not wait for somebody else's machine to be up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any  # Any: JSON as npm and uv write it

from tests.tools.environment import PWA, ROOT, VENV, node_environment

UV = str(VENV / "bin" / "uv")
FOLDER = ROOT / "var" / "sbom"
EXCEPTIONS = Path(__file__).with_name("supply_exceptions.toml")
SECONDS_MAX = 120
FOUND_BY_UV = 1
"""What `uv audit` ends with when it found something; anything above says that it could not look."""


@dataclass(frozen=True)
class Excepted:
    """An advisory that does not concern us: its `id`, `why`, and the day it is looked at again."""

    id: str
    why: str
    until: date


@dataclass(frozen=True)
class Report:
    """Of one registry: `found` against us (None = it could not be asked), and all it said."""

    name: str
    found: list[str] | None
    said: str


def read_exceptions(text: str, today: date) -> list[Excepted]:
    """Those that hold today. Raises TypeError for one without a reason or a day."""
    rows = [Excepted(**row) for row in tomllib.loads(text).get("exception", [])]
    if any(not row.why for row in rows):
        raise TypeError("an exception needs a reason")
    return [row for row in rows if today <= row.until]


def judge_python(code: int, said: str) -> Report:
    """`code`: what `uv audit` ended with, the exceptions left out by itself."""
    found = None if code > FOUND_BY_UV else [said.strip()] if code else []
    return Report("Python packages", found, said)


def judge_phone(said: str, excepted: set[str]) -> Report:
    """`said`: what `npm audit --json` printed."""
    try:
        report: dict[str, Any] = json.loads(said)
    except ValueError:
        report = {}
    if "vulnerabilities" not in report:
        return Report("npm packages", None, said)
    advisories = {
        (via["url"].rpartition("/")[2], f"{via['name']}: {via['title']} ({via['severity']}) {via['url']}")
        for package in report["vulnerabilities"].values()
        for via in package["via"]
        if isinstance(via, dict)
    }
    return Report("npm packages", sorted(words for name, words in advisories if name not in excepted), said)


def audit(today: date) -> int:
    """0 unless something is known against a package we lock."""
    excepted = {one.id for one in read_exceptions(EXCEPTIONS.read_text("utf-8"), today)}
    ignored = [word for one in sorted(excepted) for word in ("--ignore", one)]
    python, phone = run(UV, "audit", "--frozen", *ignored), run("npm", "audit", "--json", folder=PWA)
    reports = (judge_python(python.returncode, python.stdout + python.stderr), judge_phone(phone.stdout, excepted))
    for report in reports:
        tell(report)
    return int(any(report.found for report in reports))


def tell(report: Report) -> None:
    if report.found is None:
        print(f"{'!' * 100}\n!! {report.name}: NOT ASKED, the advisories cannot be reached from here\n{'!' * 100}")
        print(report.said.strip()[-600:], flush=True)
    else:
        print("\n".join([f"{report.name}: {len(report.found)} known against them", *report.found]), flush=True)


def write_lists(folder: Path) -> list[Path]:
    """What is delivered, without what only tests need. Needs no network: both read the locks."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "server.cdx.json": run(
            UV, "export", "--format", "cyclonedx1.5", "--no-dev", "--frozen", "--offline", "--quiet"
        ),
        "phone.cdx.json": run(
            "npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only", folder=PWA
        ),
    }
    for name, done in made.items():
        done.check_returncode()
        (folder / name).write_text(done.stdout, "utf-8")
    return [folder / name for name in made]


def run(*command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=node_environment(), capture_output=True, text=True, check=False, timeout=SECONDS_MAX
    )


def main(words: list[str]) -> int:
    """`audit` or `sbom`."""
    if words == ["sbom"]:
        print("\n".join(str(path.relative_to(ROOT)) for path in write_lists(FOLDER)))
        return 0
    return audit(datetime.now(UTC).date())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
