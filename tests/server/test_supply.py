"""What others wrote and we run is listed whole; an advisory against it stops us, but for a recorded reason."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from tests.tools.environment import ROOT
from tests.tools.supply import EXCEPTIONS, judge_phone, judge_python, read_exceptions, write_lists

TODAY = date(2026, 11, 29)
ADVISORY = {
    "name": "left",
    "title": "It may be talked into anything",
    "severity": "high",
    "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
}
AGAINST_US = json.dumps({"vulnerabilities": {"left": {"via": [ADVISORY]}, "right": {"via": ["left"]}}})
EXCEPTION = '[[exception]]\nid = "GHSA-aaaa-bbbb-cccc"\nwhy = "never called"\nuntil = {until}\n'


def test_every_package_that_is_delivered_is_on_the_list(tmp_path: Path) -> None:
    server, phone = (json.loads(path.read_text("utf-8")) for path in write_lists(tmp_path))
    assert (server["bomFormat"], phone["bomFormat"]) == ("CycloneDX", "CycloneDX")
    listed = {part["name"] for part in server["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {name.partition(">=")[0].partition("[")[0].partition(";")[0].strip() for name in project["dependencies"]}
    assert asked <= listed
    assert "pytest" not in listed
    assert all(part["version"] and part["purl"] for part in server["components"])
    carried = json.loads((ROOT / "pwa" / "package.json").read_text("utf-8"))["dependencies"]
    versions = {f"{part.get('group', '')}/{part['name']}".strip("/"): part["version"] for part in phone["components"]}
    assert carried.items() <= versions.items()


def test_what_is_known_against_a_package_is_named_once() -> None:
    assert judge_phone(AGAINST_US, set()).found == [
        "left: It may be talked into anything (high) https://github.com/advisories/GHSA-aaaa-bbbb-cccc"
    ]
    assert judge_phone('{"vulnerabilities": {}}', set()).found == []
    assert judge_python(1, "anyio: GHSA-x\n").found == ["anyio: GHSA-x"]
    assert judge_python(0, "").found == []


def test_whoever_cannot_be_asked_has_not_said_that_all_is_well() -> None:
    for said in ("", "npm error", '{"message": "405 Method Not Allowed", "error": {}}'):
        assert judge_phone(said, set()).found is None
    assert judge_python(2, "dns error").found is None


def test_an_exception_has_a_reason_and_an_end() -> None:
    holds = read_exceptions(EXCEPTION.format(until="2026-11-29"), TODAY)
    assert judge_phone(AGAINST_US, {one.id for one in holds}).found == []
    assert read_exceptions(EXCEPTION.format(until="2026-11-28"), TODAY) == []
    for wrong in ("", 'why = ""\nuntil = 2027-01-01', 'why = "never called"'):
        with pytest.raises(TypeError):
            read_exceptions(f'[[exception]]\nid = "GHSA-aaaa-bbbb-cccc"\n{wrong}', TODAY)
    assert isinstance(read_exceptions(EXCEPTIONS.read_text("utf-8"), TODAY), list)
