"""Every main screen can be read, heard and hit: in every language, by day and by night, on a narrow phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from server.practice.cast import read_cast
from tests.browser.inspector import Inspector
from tests.screens.walk import looks
from tests.tools.environment import ROOT

SCREENS = frozenset(
    [
        "front",
        "in-app",
        "welcome",
        "post-station-empty",
        "registration-language",
        "registration-wrong-digit",
        "registration-unanswered",
        "registration-stay",
        "registration-party",
        "registration-check",
        "notice-choose",
        "notice-signed",
        "done-notice",
        "post-station",
        "decide",
        "stopped",
        "post-holding",
        "wall",
        "devices",
        "record-person",
        "post-street-inbox",
        "decline",
        "notices-street",
        "notices-another-street",
        "notices-liaison",
        "notices-offices",
        "post-street-roster",
        "ladder-minutes",
        "ladder-texts",
        "notices-draft",
        "phone-offline",
        "give",
        "takeover",
        "attention",
        "collect",
        "record-person-home",
        "record-handoff",
        "quarantine",
        "phone",
    ]
)
READ = frozenset(
    [
        "post-station-empty",
        "registration-stay",
        "registration-party",
        "notice-choose",
        "done-notice",
        "post-station",
        "stopped",
        "post-holding",
        "wall",
        "record-person",
        "post-street-inbox",
        "decline",
        "notices-street",
        "phone",
    ]
)
"""What says most, and tightest: these are read in Japanese and Korean too."""
CAST = read_cast(ROOT / "server" / "programmes" / "changning" / "demo.toml").post
SAID_BY_PEOPLE = (
    "Asked too early",
    "Tan (desk 2)",
    "Zhou (committee)",
    "Homeward",
    "thermal_scan",
    # What a text of a call may say: typed as it stands, in every language.
    "{count}",
    "{office}",
    "{answer_by}",
    "English",
    *(post.who for post in CAST),
)


@pytest.fixture(scope="module")
def inspector(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Inspector:
    inspector = Inspector(SCREENS, SAID_BY_PEOPLE, READ)
    looks(playwright, inspector, Path(tmp_path_factory.mktemp("broken")))
    assert not inspector.left, "these screens were not met on the walk"
    return inspector


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("axe", id="axe finds nothing"),
        pytest.param("key", id="no key is shown instead of its words"),
        pytest.param("english", id="no English is left over in Chinese, Japanese or Korean"),
        pytest.param("small", id="all that is tapped is 48 px at least"),
        pytest.param("wide", id="nothing is wider than a phone of 320 px"),
        pytest.param("mirrored", id="a list from right to left is cut nowhere"),
    ],
)
def test_every_main_screen(inspector: Inspector, question: str) -> None:
    if found := inspector.faults[question]:
        pytest.fail("\n".join(found), pytrace=False)
