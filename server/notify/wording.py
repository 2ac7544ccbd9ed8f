"""What a notice says on a locked screen: how many, which office, by when. Never who."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from server.notify.outbox import Errand
from sync.notice import SLOTS
from sync.programme import Programme

PAYLOAD_BYTES_MAX = 2800
PADDED_BYTES = 512
DECLARATIVE = 8030
"""The mark of a Declarative Web Push message: a browser that knows it shows the notice without a worker."""
Words = Mapping[str, Mapping[str, str]]


def payload(errand: Errand, programme: Programme, words: Words, address: str, receipt: str = "") -> bytes:
    """One JSON for every browser; `receipt` is what its worker posts back. The tag is the notice's id, so that a
    notice sent twice is seen once."""
    language = errand.language if errand.language in words else programme.languages[0]
    title, body = spoken(errand, programme, words, language)
    notification = {
        "title": title,
        "body": body,
        "navigate": f"{address}/#/record/{errand.record}",
        "tag": errand.notice,
        "lang": language,
        "data": {"receipt": receipt},
    }
    said = msgspec.json.encode({"web_push": DECLARATIVE, "notification": notification})
    if len(said) > PAYLOAD_BYTES_MAX:
        raise ValueError(f"the words of {errand.words} are too long for a notice: {len(said)} bytes")
    # Blanks after JSON mean nothing, and all notices look alike in length to whoever carries them.
    return said.ljust(-(-len(said) // PADDED_BYTES) * PADDED_BYTES)


def spoken(errand: Errand, programme: Programme, words: Words, language: str) -> tuple[str, str]:
    """Title and body in one language."""
    texts = words.get(language, {})
    values = dict(zip(SLOTS, (str(errand.size), *_said(errand, programme, language)), strict=True))
    usual = texts.get(errand.words, ""), texts.get(f"{errand.words}.body", "")
    edited = errand.texts.get(language, ("", ""))
    title, body = (one if _can_say(one, values) else other for one, other in zip(edited, usual, strict=True))
    return filled(title, values), filled(body, values)


def _can_say(text: str, values: Mapping[str, str]) -> bool:
    """A text that was left open says nothing, nor can one that names a time where there is none."""
    return bool(text) and all(value or f"{{{name}}}" not in text for name, value in values.items())


def _said(errand: Errand, programme: Programme, language: str) -> tuple[str, str]:
    places = {place.code: place.names for place in programme.places}
    office = places.get(errand.office, {}).get(language, errand.office)
    if errand.answer_by is None:
        return office, ""
    at = datetime.fromtimestamp(errand.answer_by / 1000, UTC).astimezone(ZoneInfo(programme.time_zone))
    return office, f"{at:%H:%M}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its slots filled."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
