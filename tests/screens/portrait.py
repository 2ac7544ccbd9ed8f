"""The picture in the README: a post and a person on a desk's screen, and the same person at home on a phone."""

import base64
from pathlib import Path

from tests.actors.device import Device
from tests.screens.camera import Again, lit

DESK, PHONE = "record-person", "record-person-home"

FRAME = """<!doctype html>
<style>
  body {{ margin: 0; padding: 40px; background: #e9e4d8; display: flex; align-items: end; inline-size: fit-content; }}
  img {{ display: block; border: 10px solid #1b1f23; border-radius: 22px; }}
  .phone {{ margin: 0 0 -10px -110px; border-radius: 34px; box-shadow: 0 0 0 10px #e9e4d8; }}
</style>
<img class="desk" alt="" width="1000" src="data:image/png;base64,{desk}">
<img class="phone" alt="" width="324" src="data:image/png;base64,{phone}">
"""


class Portrait:
    """An eye that waits for two screens and puts them side by side."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken: dict[str, bytes] = {}

    def sees(self, device: Device, name: str, again: Again | None = None, sun: bool = False) -> None:
        if name not in (DESK, PHONE):
            return
        device.page.bring_to_front()
        lit(device.page, "desk" if name == DESK else "phone", "day")
        device.page.locator(".link[data-kind=now], .link[data-kind=end]").last.scroll_into_view_if_needed()
        self._taken[name] = device.page.screenshot(animations="disabled", caret="hide")
        lit(device.page, "phone", "day")
        if len(self._taken) == len((DESK, PHONE)):
            self._mounts(device)

    def _mounts(self, device: Device) -> None:
        sheet = device.page.context.new_page()
        sheet.set_content(FRAME.format(desk=_text(self._taken[DESK]), phone=_text(self._taken[PHONE])))
        sheet.set_viewport_size({"width": 1300, "height": 900})
        sheet.wait_for_function("[...document.images].every(image => image.complete)")
        sheet.locator("body").screenshot(path=str(self.path))
        sheet.close()


def _text(picture: bytes) -> str:
    return base64.b64encode(picture).decode("ascii")
