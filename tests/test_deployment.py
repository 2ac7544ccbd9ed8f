"""The deployments in docs/operate.md: their files are what Caddy, systemd and a container engine would take."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any  # YAML of any shape

import pytest
import yaml

from server.__main__ import parser
from server.settings import PREFIX, Settings
from tests.tools.needs import CADDY, require

DOCS = Path(__file__).resolve().parents[1] / "docs"
CADDYFILE = DOCS / "Caddyfile"
CONTAINER = (DOCS / "Containerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((DOCS / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("house", ["", "house:8400"])
def test_caddy_leads_to_the_house_and_collects_nothing(house: str) -> None:
    words = [str(require(CADDY)), "adapt", "--validate", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    environment = {**os.environ, **({"HOMEWARD_HOUSE": house} if house else {})}
    said = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert said.returncode == 0, said.stderr
    assert f'"dial":"{house or "127.0.0.1:8400"}"' in said.stdout
    assert '"flush_interval":-1' in said.stdout


def test_the_container_and_the_composition_name_settings_and_words_there_are() -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)=", CONTAINER))
    named |= {name.removeprefix(PREFIX) for name in COMPOSE["services"]["house"]["environment"]}
    assert {name.lower() for name in named} <= set(Settings.__struct_fields__)
    parser().parse_args(COMPOSE["services"]["house"]["command"])
    [packed] = re.findall(r"\.venv/bin/homeward ([^&\n]*)", CONTAINER)
    parser().parse_args(shlex.split(packed))
    assert (DOCS.parent / COMPOSE["services"]["house"]["build"]["dockerfile"]).exists()


def test_whatever_must_outlive_a_container_is_in_a_volume() -> None:
    [place] = re.findall(r"^VOLUME (\S+)", CONTAINER, re.MULTILINE)
    kept = re.findall(rf"{PREFIX}(?:DATABASE|KEY_FILE|COPIES)=(?:sqlite:///)?(\S+)", CONTAINER)
    assert len(kept) == 3
    assert all(path.startswith(f"{place}/") for path in kept)
    for service in COMPOSE["services"].values():
        names = [volume.partition(":")[0] for volume in service["volumes"]]
        assert all(name.startswith("./") or name in COMPOSE["volumes"] for name in names)
    assert f"house:{place}" in COMPOSE["services"]["house"]["volumes"]


def test_only_the_proxy_is_reached_from_outside_and_only_it_is_believed() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == ["inside"]
    [inside] = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert services["house"]["environment"]["HOMEWARD_PROXIES"] == inside["subnet"]
    assert services["proxy"]["environment"]["HOMEWARD_HOUSE"] == "house:8400"
