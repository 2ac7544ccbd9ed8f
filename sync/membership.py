"""Who has a record on their phone: a pure function of that one record, its journey included."""

from collections.abc import Iterable

from sync.exchange import Journey
from sync.match import Look, elements
from sync.programme import Feed


def scopes(kind: str, journey: Journey | None, look: Look, feeds: Iterable[Feed]) -> tuple[str, ...]:
    """The scopes the record is in, sorted. A template whose word has no value names no scope."""
    live = [feed for feed in feeds if feed.of == kind and _live(feed, journey)]
    return tuple(sorted({scope for feed in live for template in feed.into for scope in named(template, look)}))


def _live(feed: Feed, journey: Journey | None) -> bool:
    """Once it was in one of the feed's states a record that is kept for a while stays in; its end is a clock's."""
    if not feed.while_:
        return True
    if journey is None:
        return False
    passed = (journey.state, *journey.before) if feed.then_keep_hours else (journey.state,)
    return any(state in feed.while_ for state in passed)


def named(template: str, look: Look) -> list[str]:
    """Each scope the template names: one for every value of its one word. Place values are scopes already."""
    head, opened, rest = template.partition("{")
    if not opened:
        return [template]
    word, _, tail = rest.partition("}")
    return [f"{head}{value}{tail}" for value in elements(look(word)) if isinstance(value, str)]
