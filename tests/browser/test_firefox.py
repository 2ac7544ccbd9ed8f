"""A phone with Firefox: it subscribes, is called over a push service, decrypts, and shows what it was told."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actors.autopush import DECRYPTED, Autopush
from tests.actors.demo import Demo
from tests.actors.firefox import Firefox
from tests.tools.needs import FIREFOX, require


@pytest.fixture
def autopush() -> Iterator[Autopush]:
    """The push service, on a loop of its own."""
    require(FIREFOX)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="autopush")
    thread.start()

    async def opened() -> Autopush:
        return await Autopush().open()

    service = asyncio.run_coroutine_threadsafe(opened(), loop).result()
    yield service
    asyncio.run_coroutine_threadsafe(service.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def demo(tmp_path: Path, autopush: Autopush, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """A house that may call this one push service and nobody else."""
    monkeypatch.setenv("HOMEWARD_PUSH_HOSTS", autopush.origin)
    monkeypatch.setenv("HOMEWARD_PUSH_CONTACT", "mailto:duty@example.org")
    demo = Demo(tmp_path)
    demo.start()
    yield demo
    demo.kill()


@pytest.fixture
def firefox(tmp_path: Path, autopush: Autopush) -> Iterator[Firefox]:
    firefox = Firefox(tmp_path / "firefox", autopush.origin)
    yield firefox.open()
    firefox.close()


def test_firefox_decrypts_a_call_and_shows_it(demo: Demo, autopush: Autopush, firefox: Firefox) -> None:
    firefox.goes(demo.links["street"])
    firefox.reads("All sent")
    firefox.runs("location.hash = '#/phone';")
    firefox.taps("Call this phone")
    firefox.reads("This phone is called when your post is asked")

    # Going on duty rings one's own phone, as a test.
    firefox.runs("location.hash = '#/';")
    firefox.taps("Go on duty")
    firefox.taps("Save")
    firefox.reads("Saved on this phone")
    # Its worker's own receipt makes that delivered: on the office's board, the test call has arrived.
    firefox.runs("location.hash = '#/notices';")
    firefox.reads("Test call arrived at")
    [passed] = autopush.passed
    assert passed.code == DECRYPTED
    assert b"Hongqiao" not in passed.body
    shown = firefox.waits(
        "const at = await navigator.serviceWorker.ready;"
        " return (await at.getNotifications()).map(one => [one.title, one.tag]);"
    )
    assert shown == [["Test: Hongqiao (Gubei) can be called", passed.headers["topic"]]]
    assert demo.called() == 1

    # Leaving the post takes all of it back.
    firefox.runs("location.hash = '#/phone';")
    firefox.taps("Leave this post")
    firefox.reads("Leave this post?")
    firefox.taps("Leave this post")
    firefox.waits("return (await (await navigator.serviceWorker.ready).pushManager.getSubscription()) === null;")
    assert demo.called() == 0
