"""A group's bot by its Apprise address: WeCom, DingTalk, Feishu, Bark, ntfy, e-mail and what else the library speaks.

The library is loaded where a house has a bot, and nowhere else.
"""

import logging

# They would write the bot's address down, which is its secret.
for name in ("apprise", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)


def is_bot(address: str) -> bool:
    """Does the library know such a bot? Calls nobody."""
    from apprise import Apprise

    return Apprise.instantiate(address) is not None


def tell(address: str, title: str, body: str) -> bool:
    """Say it; whether every bot of the address took it. Blocks; follows no redirect."""
    from apprise import Apprise, AppriseAsset

    bot = Apprise(asset=AppriseAsset(http_redirects=False))
    return bool(bot.add(address)) and bool(bot.notify(title=title, body=body or title))
