"""A phone with forms nobody here knows: what it sends is set aside for a person to look at."""

import json
import time
import urllib.request
from typing import Any  # JSON as the server gives it

FORM = "thermal_scan"
RECORD = "01980000-0000-7000-9000-00000000beef"


def sends_an_unknown_form(link: str) -> None:
    """Enrols by the link as any phone does, then sends one act."""
    address, _, code = link.partition("#enrol=")
    me = _post(f"{address}devices", {"code": code, "label": "borrowed"}, "")
    now = int(time.time() * 1000)
    part = ["person", RECORD, [["temp", "add", "38.4", []]], None]
    act = [1, now, None, me["person"]["id"], FORM, me["programme"], None, None, None, [part]]
    _post(f"{address}sync/v1", [me["inc"], now, None, [act]], me["token"])


def _post(address: str, said: object, token: str) -> Any:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    asked = urllib.request.Request(address, json.dumps(said).encode(), headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)
