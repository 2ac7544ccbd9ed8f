"""A story that ends badly, told with as little as it takes: events are struck out while it still ends badly."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.fleet.fleet import play
from tests.fleet.plan import Event

Fails = Callable[[list[Event]], bool]


def shrink(events: list[Event], fails: Fails) -> list[Event]:
    """The least of `events`, in their order, of which every one is needed. `fails` is true of all of them.

    First whole phones are left out, then whole faults, then halves, quarters and so on down to single events, then
    bursts of acts become shorter.
    """
    for name in ("who", "what"):
        for one in sorted({getattr(event, name) for event in events}):
            events = _fewer(events, [event for event in events if getattr(event, name) != one], fails)
    size = len(events) // 2
    while size:
        before = len(events)
        for start in range(len(events) - size, -1, -size):
            events = _fewer(events, [*events[:start], *events[start + size :]], fails)
        size = min(size, len(events)) if len(events) < before and size == 1 else size // 2
    for at, event in enumerate(events):
        for n in range(1, event.n if event.what == "act" else 1):
            shorter = [*events[:at], event._replace(n=n), *events[at + 1 :]]
            if fails(shorter):
                events = shorter
                break
    return events


def _fewer(events: list[Event], some: list[Event], fails: Fails) -> list[Event]:
    return some if len(some) < len(events) and fails(some) else events


def fails_alike(wrong: str, folder: Path) -> Fails:
    """Ends a plan in the same kind of trouble? What is said is compared without the names and numbers in it."""
    kind = _kind(wrong)
    return lambda events: _kind(ending(events, folder)) == kind


def ending(events: list[Event], folder: Path) -> str:
    """What did not hold; a house that cannot go on is named by its exception."""
    try:
        return play(events, folder).wrong or ""
    except Exception as fault:
        return f"{type(fault).__name__} {fault}"


def _kind(wrong: str) -> str:
    return " ".join(word for word in wrong.split() if word.isalpha() and len(word) > 2)


def story(events: list[Event], folder: Path) -> Iterator[str]:
    """How a plan that ends badly goes wrong, as short as it can be told: hour and minute, who, what."""
    short = shrink(events, fails_alike(ending(events, folder), folder))
    yield f"{len(short)} of {len(events)} events are enough:"
    yield from play(short, folder).trace
