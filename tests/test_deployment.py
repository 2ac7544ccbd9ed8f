"""The deployment in docs/operate.md: its Caddyfile is one that Caddy takes."""

import subprocess
from pathlib import Path

from tests.tools.needs import CADDY, require

CADDYFILE = Path(__file__).resolve().parents[1] / "docs" / "Caddyfile"


def test_the_caddyfile_leads_to_the_house_and_collects_nothing() -> None:
    text = CADDYFILE.read_text("utf-8")
    assert "reverse_proxy 127.0.0.1:8400" in text
    assert "flush_interval -1" in text
    assert text.count("{") == text.count("}")


def test_caddy_takes_it() -> None:
    words = [str(require(CADDY)), "adapt", "--validate", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
