"""A group's bot by its Apprise address: WeCom, DingTalk, Feishu, Bark, ntfy, e-mail and what else the library speaks.

The library is loaded where a house has a bot, and nowhere else.
"""

import functools
import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any  # Any: passed on as it came

if TYPE_CHECKING:
    from apprise import Apprise
    from requests import Response

# They would write the bot's address down, which is its secret.
for name in ("apprise", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)

REFUSED = 502


def is_bot(address: str) -> bool:
    """Does the library know such a bot? Calls nobody."""
    from apprise import Apprise

    return Apprise.instantiate(address) is not None


def tell(address: str, title: str, body: str) -> bool:
    """Say it; whether every bot of the address took it. Blocks; follows no redirect."""
    bot = _heeding()
    return bool(bot.add(address)) and bool(bot.notify(title=title, body=body or title))


def _heeding() -> "Apprise":
    from apprise import Apprise, AppriseAsset

    _heed_codes()
    return Apprise(asset=AppriseAsset(http_redirects=False))


@functools.cache
def _heed_codes() -> None:
    """WeCom and DingTalk answer 200 to what they refuse, too much in a minute above all, and say so in `errcode`. The
    library (2.3) reads the status alone: what these two modules send with is given a status that says the same."""
    import requests
    from apprise.plugins import dingtalk, wecombot

    def post(*where: str, **what: Any) -> "Response":
        answer = requests.post(*where, **what)
        if answer.status_code == requests.codes.ok and not _is_taken(answer):
            answer.status_code = REFUSED
        return answer

    heeding = SimpleNamespace(post=post, codes=requests.codes, RequestException=requests.RequestException)
    for module in (dingtalk, wecombot):
        vars(module)["requests"] = heeding


def _is_taken(answer: "Response") -> bool:
    try:
        said = answer.json()
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("errcode") == 0
