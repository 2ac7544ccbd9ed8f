"""The phone app as it is served."""

from pathlib import Path

import brotli
import pytest
from litestar.testing import AsyncTestClient

from server.app import create_app
from server.settings import Settings
from tests.server.door import SHELF, Client, Phone

BROWSER = {"accept": "text/html,*/*"}
SHELL = b"<!doctype html><title>Homeward</title>" + b" " * 300
SCRIPT = b"export const home = 1;\n" * 50


@pytest.fixture(autouse=True)
def built(settings: Settings) -> None:
    """A small build, made before the house opens."""
    site = Path(settings.site)
    for name, body in {
        "index.html": SHELL,
        "worker.js": b"self.x = 1;",
        "manifest.webmanifest": b"{}",
        "assets/app-1a2b.js": SCRIPT,
        "assets/app-1a2b.js.map": b"{}",
        "assets/font.woff2": b"\0" * 500,
        ".vite/manifest.json": b"{}",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (site / "assets/app-1a2b.js.br").write_bytes(brotli.compress(SCRIPT, quality=5))


@pytest.mark.parametrize("path", ["/", "/person/0190", "/index.html", "/inbox"])
async def test_a_person_who_opens_any_address_gets_the_shell(client: Client, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.content) == (200, SHELL)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_shell_lets_nothing_foreign_in(client: Client) -> None:
    headers = (await client.get("/", headers=BROWSER)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types homeward" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "camera=(self)" in headers["permissions-policy"]
    assert "set-cookie" not in headers
    assert "server" not in headers


async def test_a_token_opens_nothing_but_in_its_header(client: Client, phone: Phone) -> None:
    """Another site can make a browser send a cookie or open an address; it cannot make it send this header."""
    token = phone.headers["authorization"].removeprefix("Bearer ")
    assert (await client.get("/notices", headers=phone.headers)).status_code == 200
    for name in ("token", "authorization", "access_token"):
        assert (await client.get(f"/notices?{name}={token}")).status_code == 401
        assert (await client.get("/notices", headers={"cookie": f"{name}={token}"})).status_code == 401
    for scheme in ("", "Basic ", "Token "):
        assert (await client.get("/notices", headers={"authorization": scheme + token})).status_code == 401


@pytest.mark.parametrize("path", ["/", "/worker.js", "/health", "/nowhere.js", "/sync/v1/wake"])
async def test_whoever_comes_by_tls_once_comes_by_it_for_a_year(client: Client, path: str) -> None:
    """Refusals say so too. Over plain HTTP it would mean nothing."""
    answer = await client.get(f"https://testserver{path}")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in (await client.get(path)).headers


async def test_what_the_phone_has_already_is_not_sent_again(client: Client) -> None:
    etag = (await client.get("/", headers=BROWSER)).headers["etag"]
    again = await client.get("/", headers={**BROWSER, "if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert "content-security-policy" in again.headers
    assert (await client.get("/", headers={**BROWSER, "if-none-match": '"other"'})).status_code == 200


async def test_assets_are_kept_for_ever_and_come_packed(client: Client) -> None:
    answer = await client.get("/assets/app-1a2b.js", headers={"accept-encoding": "gzip, br"})
    assert answer.content == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) == len(brotli.compress(SCRIPT, quality=5))
    gzip = await client.get("/assets/app-1a2b.js", headers={"accept-encoding": "gzip"})
    assert (gzip.headers["content-encoding"], gzip.content) == ("gzip", SCRIPT)
    plain = await client.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_what_is_packed_already_is_left_alone(client: Client) -> None:
    answer = await client.get("/assets/font.woff2", headers={"accept-encoding": "br"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "font/woff2"


async def test_the_worker_is_always_asked_for_and_may_rule_the_whole_site(client: Client) -> None:
    headers = (await client.get("/worker.js")).headers
    assert headers["cache-control"] == "no-cache"
    assert headers["service-worker-allowed"] == "/"
    assert headers["content-type"] == "text/javascript; charset=utf-8"


async def test_the_manifest_has_its_type(client: Client) -> None:
    assert (await client.get("/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    "path",
    [
        "/.vite/manifest.json",
        "/assets/app-1a2b.js.map",
        "/assets/app-1a2b.js.br",
        "/assets/gone.js",
        "/../house.db",
        "/%2e%2e/house.db",
        "/assets/%2e%2e/%2e%2e/house.db",
        "//etc/passwd",
    ],
)
async def test_nothing_but_the_build_is_served(client: Client, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert answer.status_code == 404 or answer.content == SHELL
    assert b"SQLite" not in answer.content


async def test_without_a_build_it_says_how_to_make_one(tmp_path: Path, settings: Settings) -> None:
    nowhere = str(tmp_path / "nowhere")
    bare = Settings(f"sqlite:///{tmp_path}/bare.db", str(tmp_path / "bare.key"), programme=nowhere, site=nowhere)
    async with AsyncTestClient(create_app(bare, read=lambda _folder: SHELF)) as client:
        answer = await client.get("/", headers=BROWSER)
        assert answer.status_code == 503
        assert "make run" in answer.text
        assert (await client.get("/limits")).status_code == 200
