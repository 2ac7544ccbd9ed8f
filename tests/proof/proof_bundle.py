"""A bundle is packed, carried to where there is no network, installed, and opens."""

import os
import subprocess
import tarfile
from pathlib import Path

import httpx

from server.__main__ import main
from tests.actors.service import Service

NOWHERE = "http://127.0.0.1:9"
"""Whoever asks the internet for something is refused."""


def test_a_house_opens_from_a_bundle_alone(tmp_path: Path) -> None:
    bundle = tmp_path / "homeward.tar"
    assert main(["bundle", str(bundle)]) == 0
    assert main(["bundle", str(bundle)]) == 1, "never over an old one"
    with tarfile.open(bundle) as packed:
        packed.extractall(tmp_path, filter="data")
    folder = tmp_path / "homeward"

    installed = install(folder, tmp_path / "opt")
    assert installed.returncode == 0, installed.stderr
    service = Service(tmp_path, f"sqlite:///{tmp_path}/house.db")
    service.program = (str(tmp_path / "opt" / "bin" / "homeward"),)
    service.start()
    try:
        assert "<script" in httpx.get(service.address, headers={"accept": "text/html"}).text
        assert httpx.get(f"{service.address}/ready").json()["ready"]
    finally:
        assert service.stop() == 0
    print(f"\n  a bundle of {bundle.stat().st_size >> 20} MiB, installed and opened with no network", flush=True)

    [house] = folder.glob("wheels/homeward-*.whl")
    house.write_bytes(house.read_bytes() + b".")
    assert install(folder, tmp_path / "other").returncode != 0, "what was changed on the way is not installed"
    assert not (tmp_path / "other").exists()


def install(folder: Path, to: Path) -> subprocess.CompletedProcess[str]:
    cut_off = {"PIP_INDEX_URL": NOWHERE, "https_proxy": NOWHERE, "http_proxy": NOWHERE}
    command = ["sh", str(folder / "install.sh"), str(to)]
    return subprocess.run(command, env={**os.environ, **cut_off}, capture_output=True, text=True, check=False)
