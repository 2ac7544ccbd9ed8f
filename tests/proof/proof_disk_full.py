"""The server's disk is full while a picture is kept: told plainly, nothing kept by half, and on it goes with room."""

import hashlib
import json
import resource
import urllib.error
import urllib.request
from pathlib import Path

from sync.exchange import LIMITS
from tests.actors.demo import Demo

PIECE = LIMITS.attachment_chunk_bytes_max
ROOM_BYTES = 1_000_000
UNLIMITED = resource.RLIM_INFINITY


def test_a_full_disk_refuses_a_picture_and_keeps_what_it_had(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.start()
    try:
        token = joins(demo)
        pid = demo.process
        biggest = max(file.stat().st_size for file in tmp_path.glob("demo.db*"))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (biggest + ROOM_BYTES, UNLIMITED))
        pictures = [b"\xff\xd8\xff" + bytes([number]) * 200_000 for number in range(12)]
        told = [sends(demo, token, body) for body in pictures]
        full = [said for said in told if said is not None]
        print(
            f"  {len(told) - len(full)} pictures kept, then: {sorted({json.dumps(said) for said in full})}", flush=True
        )
        assert full, "the limit was never met"
        assert {(said["status"], said["code"]) for said in full} == {(503, "busy")}
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        assert [sends(demo, token, body) for body in pictures] == [None] * len(pictures)
    finally:
        demo.kill()


def joins(demo: Demo) -> str:
    code = demo.links["station"].partition("#enrol=")[2].partition("&")[0]
    enrolled = asks(demo, "POST", "/devices", json.dumps({"code": code}).encode(), {"content-type": "application/json"})
    return str(enrolled["token"])


def sends(demo: Demo, token: str, body: bytes) -> dict[str, object] | None:
    """All of it, from where it stopped; the refusal where it did not go."""
    digest = hashlib.sha256(body).hexdigest()
    named = {"authorization": f"Bearer {token}", "content-type": "application/octet-stream"}
    try:
        said = asks(demo, "GET", f"/attachments/{digest}/progress", None, named)
        start = int(str(said["offset"]))
        while not said["complete"]:
            address = f"/attachments/{digest}?start={start}&size={len(body)}"
            said = asks(demo, "PATCH", address, body[start : start + PIECE], named)
            start = int(str(said["offset"]))
    except urllib.error.HTTPError as refused:
        problem: dict[str, object] = json.load(refused)
        return {"status": problem["status"], "code": problem["code"]}
    return None


def asks(demo: Demo, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> dict[str, object]:
    address = demo.address("station").rstrip("/") + path
    with urllib.request.urlopen(urllib.request.Request(address, body, headers, method=method)) as answer:
        said: dict[str, object] = json.load(answer)
    return said
