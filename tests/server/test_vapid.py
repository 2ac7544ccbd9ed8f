"""The card a house shows to push services: who it is for, how long it counts, and whom to write to."""

import base64
import json
from pathlib import Path

import pytest

from server.notify.vapid import KEPT_SECONDS, Vapid, open_vapid
from server.settings import Unusable

CONTACT = "mailto:duty@example.org"
ORIGINS = ("https://fcm.googleapis.com", "https://web.push.apple.com")
DAY_SECONDS = 86_400


@pytest.fixture
def vapid(tmp_path: Path) -> Vapid:
    return open_vapid(tmp_path / "house.vapid.pem", CONTACT, "")


def claims(header: str | None) -> dict[str, object]:
    assert header
    middle = header.partition("t=")[2].split(".")[1]
    said: dict[str, object] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return said


def test_each_origin_reads_its_own_name_and_the_house_signs_once_in_six_hours(vapid: Vapid) -> None:
    first = {origin: vapid.authorization(origin, vapid.key_id, 0) for origin in ORIGINS}
    assert {origin: claims(header)["aud"] for origin, header in first.items()} == {origin: origin for origin in ORIGINS}
    kept_ms = KEPT_SECONDS * 1000
    for origin in ORIGINS:
        assert vapid.authorization(origin, vapid.key_id, kept_ms - 1) == first[origin]
        assert vapid.authorization(origin, vapid.key_id, kept_ms) != first[origin]


def test_it_counts_for_less_than_a_day_and_never_runs_out_while_it_is_kept(vapid: Vapid) -> None:
    said = claims(vapid.authorization(ORIGINS[0], vapid.key_id, 0))
    assert KEPT_SECONDS < int(str(said["exp"])) <= DAY_SECONDS
    assert said["sub"] == CONTACT


def test_a_clock_set_back_makes_a_new_one(vapid: Vapid) -> None:
    """One of the future would be refused by every push service."""
    later = vapid.authorization(ORIGINS[0], vapid.key_id, 40 * DAY_SECONDS * 1000)
    assert vapid.authorization(ORIGINS[0], vapid.key_id, 0) != later


@pytest.mark.parametrize(
    "contact",
    ["mailto:duty@localhost", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://house.localhost",
     "mailto:duty", "duty@example.org", "http://example.org", "tel:+861", "mailto:"],
)  # fmt: skip
def test_a_contact_that_reaches_nobody_is_refused_at_the_start(contact: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="push_contact"):
        open_vapid(tmp_path / "k.pem", contact, "")


@pytest.mark.parametrize(
    ("public_url", "is_open"),
    [("https://homeward.example.org", True), ("https://localhost:8443", False), ("https://127.0.0.1", False),
     ("http://homeward.example.org", False), ("", False)],
)  # fmt: skip
def test_the_houses_own_address_stands_for_it_where_others_can_reach_it(
    public_url: str, is_open: bool, tmp_path: Path
) -> None:
    assert open_vapid(tmp_path / "k.pem", "", public_url).is_open is is_open
