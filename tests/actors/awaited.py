"""What a page comes to say: a question that is itself awaited, put again until it is answered."""

import time
from typing import Any  # what the page says in JSON

from playwright.sync_api import Page

AGAIN_MS = 100
SECONDS_TO_ANSWER = 20


def awaited(page: Page, script: str, arg: object = None) -> Any:
    """What `script` answers, as soon as that is anything true. Playwright's own `wait_for_function` takes the promise
    of an async question for its answer, so it never waits for one.

    Raises `AssertionError` when nothing true was said in `SECONDS_TO_ANSWER`.
    """
    until = time.monotonic() + SECONDS_TO_ANSWER
    while not (said := page.evaluate(script, arg)):
        assert time.monotonic() < until, f"the page never said so: {script}"
        page.wait_for_timeout(AGAIN_MS)
    return said
