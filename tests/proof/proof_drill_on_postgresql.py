"""A wave of travellers against two server processes on one PostgreSQL; then the log is held against the store."""

import os
import subprocess
import sys
from pathlib import Path

from tests.actors.service import Service
from tests.server.stores import ON_POSTGRES

SPEED = "6000"


@ON_POSTGRES
def test_everybody_is_accounted_for(database: str, tmp_path: Path) -> None:
    service = Service(tmp_path, database, processes=2, PRACTICE="true").start()
    try:
        drilled = homeward(service, database, "drill", "--size", "tiny", "--url", service.address, "--speed", SPEED)
        rebuilt = homeward(service, database, "rebuild")
        assert service.stop() == 0
    finally:
        service.discard()
    print(f"\n{drilled}{rebuilt}", flush=True)
    assert "40 of 40" in drilled
    assert rebuilt.strip().endswith("; 0 differed.")


def homeward(service: Service, database: str, *words: str) -> str:
    """What the command says, on the service's own database and keys; it must succeed."""
    settings = {"DATABASE": database, "KEY_FILE": str(service.key_file), "PRACTICE": "true"}
    environment = {**os.environ, **{f"HOMEWARD_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "server", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + service.said
    return done.stdout
