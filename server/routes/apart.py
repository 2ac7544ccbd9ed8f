"""One act that no parser reads would make its whole message unreadable: then the acts are cut apart first."""

import json
import re

import msgspec

from server.intake import Refusal
from server.routes.body import decode
from sync.exchange import Exchange

_MARKS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_OPS = Exchange.__struct_fields__.index("ops")


def read_exchange(body: bytes) -> Exchange:
    """The message of a phone; an act with half a character or lists without end spoils nothing but itself."""
    try:
        return decode(body, Exchange)
    except Refusal:
        cut = _cut(body)
        if cut is None:
            raise
        rest, ops = cut
        message = decode(rest, Exchange)
        message.ops = [msgspec.Raw(op) for op in ops]
        return message


def _cut(body: bytes) -> tuple[bytes, list[bytes]] | None:
    """The message without its acts, and the acts; None where what stands there is no list of JSON values."""
    depth = slot = began = 0
    edges: list[int] = []
    for mark in _MARKS.finditer(body):
        within = slot == _OPS and depth == 2
        match mark[0]:
            case b"[" | b"{":
                depth += 1
                if depth == 2 and slot == _OPS and mark[0] == b"[":
                    began = mark.end()
            case b"]" | b"}":
                if within:
                    return _sound(body, began, [*edges, mark.start()])
                depth -= 1
            case b",":
                slot += depth == 1
                if within:
                    edges.append(mark.start())
    return None


def _sound(body: bytes, began: int, edges: list[int]) -> tuple[bytes, list[bytes]] | None:
    starts = [began, *(edge + 1 for edge in edges[:-1])]
    ops = [body[start:end].strip() for start, end in zip(starts, edges, strict=True)]
    return (body[:began] + body[edges[-1] :], ops) if all(map(_is_json, ops)) else None


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
