"""The picture guide as a traveller gets it: no account, their own language, few bytes."""

import re
import shutil
from pathlib import Path

import brotli
import pytest

from server import guide
from server.programme import seed
from server.settings import Unusable
from tests.server.door import Client

CHANGNING = seed("changning")
WHOLE_BYTES_MAX = 300_000
PAGE_BYTES_MAX = 25_000
BROWSER = {"accept": "text/html,*/*"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A programme with a guide, made before the house opens."""
    shutil.copytree(CHANGNING / "guide", tmp_path / "guide", ignore=shutil.ignore_patterns("way.toml"))
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.accepts("M25")
async def test_from_the_languages_to_the_pictures_without_an_account(client: Client) -> None:
    front = await client.get("/guide", headers=BROWSER)
    assert front.status_code == 200
    languages = re.findall(r'<a href="(/guide/[\w-]+)" lang', front.text)
    assert languages == ["/guide/zh-Hans", "/guide/zh-Hant", "/guide/en", "/guide/ja", "/guide/ko"]
    for address in languages:
        page = await client.get(address, headers=BROWSER)
        assert page.text.count("<img") == 9
        assert "unsafe" not in page.headers["content-security-policy"]
        for picture in re.findall(r'src="(/guide/\d\.svg)"', page.text):
            drawn = await client.get(picture)
            assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "お席でお待ちください" in (await client.get("/guide/ja", headers=BROWSER)).text


@pytest.mark.usefixtures("folder")
async def test_what_is_not_in_the_guide_is_not_found(client: Client) -> None:
    for address in ("/guide/10.svg", "/guide/fr", "/guide/guide.toml"):
        assert (await client.get(address)).status_code == 404


@pytest.mark.accepts("M25")
def test_all_of_it_is_small() -> None:
    leaves = guide.read(CHANGNING)
    pages = [len(brotli.compress(leaf.kept.body)) for leaf in leaves.values() if leaf.media_type == "text/html"]
    assert max(pages) < PAGE_BYTES_MAX
    assert sum(len(leaf.kept.body) for leaf in leaves.values()) < WHOLE_BYTES_MAX


def test_pictures_hold_no_script_and_reach_for_nothing() -> None:
    for picture in (CHANGNING / "guide").glob("*.svg"):
        drawn = picture.read_text("utf-8")
        assert not re.search(r"<script|<image|<foreignObject|href|\bon\w+=|url\((?!#)", drawn), picture.name


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('ko = "응급"\n', "", "call 120: ko"),
        ('[title]\n', '[title]\nfr = "Chez vous"\n', "title: fr"),
        ('ko = "한국어"\n', 'ko = "한국어"\nfr = "Français"\n', "title: fr"),
        ("[languages]", "[tongues]", "tongues"),
    ],
)  # fmt: skip
def test_a_guide_that_lacks_something_says_what(folder: Path, was: str, now: str, said: str) -> None:
    sheet = folder / "guide" / "guide.toml"
    text = sheet.read_text("utf-8")
    assert was in text
    sheet.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(Unusable, match=said):
        guide.read(folder)


def test_a_missing_picture_is_named(folder: Path) -> None:
    (folder / "guide" / "1.svg").unlink()
    with pytest.raises(Unusable, match=r"1\.svg is missing"):
        guide.read(folder)


def test_a_programme_needs_no_guide(tmp_path: Path) -> None:
    assert guide.read(tmp_path) == {}
