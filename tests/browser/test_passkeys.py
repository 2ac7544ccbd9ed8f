"""A leader's passkey, in a real browser with an authenticator that signs: it opens a desk and guards what is grave."""

import httpx
import pytest
from playwright.sync_api import CDPSession, Page, Request

from tests.actors.browser import DESK, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device


def by_name(link: str) -> str:
    """Browsers know passkeys by a house's name."""
    return link.replace("127.0.0.1", "localhost")


class Authenticator:
    """What a phone, or a key on somebody's key ring, does when it is touched."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def keys(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def is_touched_by_nobody(self) -> None:
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})

    def takes(self, keys: list[dict[str, object]]) -> None:
        """The same key in another phone."""
        for key in keys:
            self.line.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key})


def test_a_leader_takes_up_a_desk_and_shows_a_passkey_before_a_device_goes(
    demo: Demo, browser: Browser, another: Browser
) -> None:
    desk = Device(browser.window(by_name(demo.links["station"]))).has_sent_all()
    page = browser.window(by_name(demo.links["duty"]), DESK)
    duty, authenticator = Device(page).has_sent_all(), Authenticator(page)
    duty.opens_page("passkeys").reads("You have none yet").taps("Add a passkey").reads("Made ")
    assert len(authenticator.keys()) == 1

    # Another screen, never enrolled: no code, only the passkey.
    said: list[Request] = []
    page = another.window(by_name(demo.address("duty")), DESK)
    page.on("request", lambda request: said.append(request))
    elsewhere = Authenticator(page)
    elsewhere.takes(authenticator.keys())
    screen = Device(page).reads("Use a passkey").taps("Use a passkey").has_sent_all()
    screen.goes_home().reads("Plan a bus")
    [use] = [each for each in said if each.url.endswith("/passkeys/use")]
    again = httpx.post(use.url, content=use.post_data_buffer or b"", headers=use.headers)
    assert (again.status_code, again.json()["code"]) == (410, "code-spent"), "a proof is good once"

    # The desk's phone is taken out of use: without the passkey it is not.
    elsewhere.is_touched_by_nobody()
    screen.opens_page("devices").reads("Take out of use")
    takes_out(screen).reads("Please show with a passkey")
    desk.goes_home().does_not_read("out of use")
    elsewhere.line.send("WebAuthn.setUserVerified", {"authenticatorId": elsewhere.id, "isUserVerified": True})
    takes_out(screen).reads("Out of use since")

    duty.opens_page("passkeys").taps("Remove").taps("Remove").reads("You have none yet")
    assert screen.faults + duty.faults == []


def takes_out(screen: Device) -> Device:
    """The first of the others."""
    return screen.taps("Take out of use").reads("It is refused at once").taps("Take out of use")


@pytest.mark.parametrize("forged", [{}, {"id": "x"}, {"id": "x", "response": {"clientDataJSON": "eyJ9"}}])
def test_what_proves_nothing_opens_nothing(demo: Demo, forged: dict[str, object]) -> None:
    address = by_name(demo.address("duty"))
    answer = httpx.post(f"{address}passkeys/use", json={"credential": forged})
    assert (answer.status_code, answer.json()["code"]) == (410, "code-spent")
    assert httpx.get(f"{demo.address('duty')}passkeys/challenge").status_code == 404, "by its number no browser would"
